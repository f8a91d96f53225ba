import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MappedField } from '../../src-shared/phi/classification.ts';
import { formatShare } from '../lib/format.ts';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { ClassBadge } from './class-badge.tsx';
import { tableOf } from './field-filter.ts';
import { ReadersPanel } from './readers-panel.tsx';
import { classOf, driftWords, TAG_WORDS } from './words.ts';

/** One column: what it holds and why, the rules it comes under, and who can read it. */
export function FieldDetail({
  field,
  onClose,
}: {
  readonly field: MappedField;
  readonly onClose: () => void;
}): ReactNode {
  const { decision, proposal, drift, was } = field;
  const counts = decision ?? proposal;
  return (
    <Section
      title={`${tableOf(field)}.${field.column}`}
      className="field-detail"
      aside={<CloseButton aria-label="Close" onClick={onClose} />}
    >
      {drift === null ? null : <Notice tone="unsure">{driftWords({ drift, was })}</Notice>}
      <Facts
        rows={[
          ['Holds', <ClassBadge key="c" of={classOf(field)} proposed={decision === null} />],
          ['Type', <bdi key="t">{field.type}</bdi>],
          ...(proposal === null
            ? []
            : ([
                [
                  'Proposed',
                  `${proposal.kind}, ${formatShare(proposal.confidence)} sure. ${proposal.reason}`,
                ],
              ] as const)),
          [
            'Decided',
            decision === null ? (
              'Nobody has decided yet'
            ) : (
              <span key="d" className="break">
                <bdi>{decision.by}</bdi>, <When at={decision.at} />: {decision.reason}
              </span>
            ),
          ],
          ['Encryption', counts?.encrypt === true ? 'Has to be encrypted' : 'Not asked for'],
          ['Audit', counts?.audit === true ? 'Changes have to be recorded' : 'Not asked for'],
          [
            'Rules',
            counts === null || counts.tags.length === 0
              ? 'None'
              : counts.tags.map((tag) => TAG_WORDS[tag]).join('; '),
          ],
        ]}
      />
      <h3>Who can read it</h3>
      {drift === 'gone' ? (
        <p className="soft">Nobody: the column is gone.</p>
      ) : (
        <ReadersPanel schema={field.schema} table={field.table} column={field.column} />
      )}
    </Section>
  );
}
