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
import { KeepResult } from './keep-result.tsx';
import { useEdit } from './use-edit.ts';

/** As many are offered in the menu; the library finds the others. */
const OFFERED = 12;

/** The documents that show something about a control. */
export function ControlEvidence({ view }: { readonly view: ControlView }): ReactNode {
  const { evidence, control, cycle, tests } = view;
  const open = cycle.state === 'open';
  const { edit, busy, failure } = useEdit(control);
  const [adding, setAdding] = useState<'file' | 'result' | null>(null);
  const attach = (id: string): void => {
    void edit({ edit: 'attach-evidence', evidence: [id] });
  };
  const closeAdding = (): void => {
    setAdding(null);
  };
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
                  setAdding('file');
                }}
              >
                A new file…
              </Menu.Item>
              <Menu.Item
                onClick={() => {
                  setAdding('result');
                }}
              >
                The result of a control test…
              </Menu.Item>
              {others.slice(0, OFFERED).map(({ id, title }) => (
                <Menu.Item
                  key={id}
                  onClick={() => {
                    attach(id);
                  }}
                >
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
      {adding === 'file' ? (
        <AddEvidence start={{ from: cycle.from, to: cycle.to }} onClose={closeAdding} onAdded={attach} />
      ) : null}
      {adding === 'result' ? (
        <KeepResult testId={tests[0]?.test.id} onClose={closeAdding} onAdded={attach} />
      ) : null}
    </Section>
  );
}
