import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ControlView } from '../../src-shared/controls/reviews.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import { DrawSample } from './draw-sample.tsx';
import { SampleCard } from './sample-card.tsx';
import { useEdit } from './use-edit.ts';

/** Samples that were drawn and looked at for a control. */
export function ControlSamples({ view }: { readonly view: ControlView }): ReactNode {
  const { samples, control, cycle } = view;
  const open = cycle.state === 'open';
  const { edit, busy, failure } = useEdit(control);
  const [drawing, setDrawing] = useState(false);
  const board = useAnswer('reviews.board', { cycleId: cycle.id }, open);
  const others = (board.data?.samples ?? []).filter(({ id }) => !control.samples.includes(id));
  return (
    <Section
      title="Samples"
      aside={
        open ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-sm" variant="default" loading={busy} leftSection={<IconPlus size={14} />}>
                Sample…
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  setDrawing(true);
                }}
              >
                Draw a new one…
              </Menu.Item>
              {others.slice(0, 12).map(({ id, title }) => (
                <Menu.Item key={id} onClick={() => void edit({ edit: 'attach-samples', samples: [id] })}>
                  <bdi>{title}</bdi>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null
      }
    >
      {failure === null ? null : <FailurePanel failure={failure} />}
      {samples.length === 0 ? (
        <p className="soft">
          No sample was drawn. An automatic test goes through all there are; what only a person can look at is
          sampled.
        </p>
      ) : null}
      {samples.map((sample) => (
        <SampleCard
          key={`${sample.id} ${String(sample.revision)}`}
          sample={sample}
          open={open}
          onTakeOff={() => void edit({ edit: 'detach-samples', samples: [sample.id] })}
        />
      ))}
      {drawing ? (
        <DrawSample
          cycleId={cycle.id}
          results={view.results}
          onClose={() => {
            setDrawing(false);
          }}
          onDrawn={(id) => void edit({ edit: 'attach-samples', samples: [id] })}
        />
      ) : null}
    </Section>
  );
}
