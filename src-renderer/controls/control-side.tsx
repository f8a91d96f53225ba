import { Button } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ControlView } from '../../src-shared/controls/reviews.ts';
import { Day } from '../rights/due.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { ApproveControls } from './approve-controls.tsx';
import { AssignForm } from './assign-form.tsx';
import { FindingLine } from './missing-list.tsx';
import { ScopeSheet } from './scope-sheet.tsx';
import { SCOPE_WORDS, STAGE_WORDS } from './words.ts';

/** How far a control is, what is missing by name, and the next step. */
export function ControlSide({ view }: { readonly view: ControlView }): ReactNode {
  const { control, cycle, findings } = view;
  const { scope, stage, requirement, revision, conclusion } = control;
  const [sheet, setSheet] = useState<'scope' | 'approve' | 'assign' | null>(null);
  const open = cycle.state === 'open';
  const close = (): void => {
    setSheet(null);
  };
  return (
    <div className="stack control-side">
      <Section title={STAGE_WORDS[stage]}>
        <Facts
          rows={[
            ['Scope', SCOPE_WORDS[scope.state]],
            ...(scope.reason === ''
              ? []
              : [
                  [
                    'Reason',
                    <span key="reason" dir="auto">
                      {scope.reason}
                    </span>,
                  ] as const,
                ]),
            ['Responsible', <bdi key="owner">{control.owner === '' ? 'Nobody' : control.owner}</bdi>],
            ['Due', <Day key="due" on={control.dueOn} />],
            ...(control.preparedBy === null
              ? []
              : [
                  [
                    'Prepared by',
                    <span key="prepared">
                      <bdi>{control.preparedBy}</bdi>
                      {control.preparedAt === null ? null : (
                        <>
                          , <When at={control.preparedAt} />
                        </>
                      )}
                    </span>,
                  ] as const,
                ]),
            ...(control.approvedBy === null
              ? []
              : [
                  [
                    'Approved by',
                    <span key="approved">
                      <bdi>{control.approvedBy}</bdi>
                      {control.approvedAt === null ? null : (
                        <>
                          , <When at={control.approvedAt} />
                        </>
                      )}
                    </span>,
                  ] as const,
                ]),
          ]}
        />
        {control.voided === null ? null : <Notice tone="unsure">{control.voided}</Notice>}
        {open ? (
          <div className="stack stack-tight">
            <Button
              fullWidth
              leftSection={<IconSignature size={16} />}
              disabled={stage !== 'to-approve' && stage !== 'voided'}
              onClick={() => {
                setSheet('approve');
              }}
            >
              Approve and sign…
            </Button>
            <Button
              fullWidth
              variant="default"
              onClick={() => {
                setSheet('scope');
              }}
            >
              Scope…
            </Button>
            <Button
              fullWidth
              variant="default"
              onClick={() => {
                setSheet('assign');
              }}
            >
              Responsible and due…
            </Button>
          </div>
        ) : (
          <p className="soft">The cycle is locked: nothing here changes any more.</p>
        )}
      </Section>
      {findings.length === 0 ? null : (
        <Section title="What is missing">
          <ul className="missing">
            {findings.map((finding, at) => (
              <li key={at}>
                <FindingLine finding={finding} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {sheet === 'scope' ? (
        <ScopeSheet
          cycleId={cycle.id}
          controls={[{ requirement, revision }]}
          start={scope.state === 'in' ? { state: 'out', reason: '' } : scope}
          onClose={close}
        />
      ) : null}
      {sheet === 'assign' ? <AssignForm control={control} onClose={close} /> : null}
      {sheet === 'approve' ? (
        <ApproveControls
          cycle={cycle}
          controls={[{ requirement, revision, conclusion, scope: scope.state }]}
          onClose={close}
        />
      ) : null}
    </div>
  );
}
