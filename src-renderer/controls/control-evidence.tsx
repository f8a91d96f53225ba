import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ControlView } from '../../src-shared/controls/reviews.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Section } from '../ui/page.tsx';
import { AddEvidence } from './add-evidence.tsx';
import { EvidenceBadge } from './evidence-badge.tsx';
import { useEdit } from './use-edit.ts';

/** As many are offered in the menu; the library finds the others. */
const OFFERED = 12;

/** The documents that show something about a control. */
export function ControlEvidence({ view }: { readonly view: ControlView }): ReactNode {
  const { evidence, control, cycle } = view;
  const open = cycle.state === 'open';
  const { edit, busy, failure } = useEdit(control);
  const [adding, setAdding] = useState(false);
  const library = useAnswer('evidence.list', {}, open);
  const others = (library.data?.evidence ?? []).filter(({ id }) => !control.evidence.includes(id));
  return (
    <Section
      title="Evidence"
      aside={
        open ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-sm" variant="default" loading={busy} leftSection={<IconPlus size={14} />}>
                Attach…
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  setAdding(true);
                }}
              >
                A new file…
              </Menu.Item>
              {others.slice(0, OFFERED).map(({ id, title }) => (
                <Menu.Item key={id} onClick={() => void edit({ edit: 'attach-evidence', evidence: [id] })}>
                  <bdi>{title}</bdi>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null
      }
    >
      {failure === null ? null : <FailurePanel failure={failure} />}
      {evidence.length === 0 ? <p className="soft">No document is attached.</p> : null}
      <ul className="linked-list">
        {evidence.map((one) => (
          <li key={one.id}>
            <span className="grow">
              <bdi>{one.title}</bdi>
              <br />
              <span className="soft small">
                <bdi>{one.source}</bdi>; {one.from} to {one.to}
                {one.expiresOn === null ? '' : `; counts to ${one.expiresOn}`};{' '}
                <Hash value={one.sha256} what="file" />
              </span>
            </span>
            <EvidenceBadge evidence={one} />
            {open ? (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                disabled={busy}
                aria-label={`Take off ${one.title}`}
                onClick={() => void edit({ edit: 'detach-evidence', evidence: [one.id] })}
              >
                Take off
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {adding ? (
        <AddEvidence
          start={{ from: cycle.from, to: cycle.to }}
          onClose={() => {
            setAdding(false);
          }}
          onAdded={(id) => void edit({ edit: 'attach-evidence', evidence: [id] })}
        />
      ) : null}
    </Section>
  );
}
