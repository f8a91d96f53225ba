import { Checkbox } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { MappedField } from '../../src-shared/phi/classification.ts';
import { formatShare } from '../lib/format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ClassBadge } from './class-badge.tsx';
import { fieldKey, tableOf } from './field-filter.ts';
import { classOf, driftWords } from './words.ts';

/** Columns one by one: what each holds, why, and who decided so; any of them can be chosen to decide on. */
export function FieldList({
  fields,
  chosen,
  onChoose,
  open,
  onOpen,
}: {
  readonly fields: readonly MappedField[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (key: string, on: boolean) => void;
  readonly open: string | null;
  readonly onOpen: (field: MappedField) => void;
}): ReactNode {
  const columns = useMemo(
    (): readonly Column<MappedField>[] => [
      {
        id: 'choose',
        header: '',
        track: '24px',
        cell: (field) => (
          <Checkbox
            size="xs"
            aria-label={`Choose ${tableOf(field)}.${field.column}`}
            disabled={field.drift === 'gone'}
            checked={chosen.has(fieldKey(field))}
            onClick={(event) => {
              event.stopPropagation();
            }}
            onChange={(event) => {
              onChoose(fieldKey(field), event.currentTarget.checked);
            }}
          />
        ),
      },
      {
        id: 'name',
        header: 'Column',
        track: 'minmax(120px, 1.2fr)',
        cell: (field) => (
          <span className="column-name" title={`${tableOf(field)}.${field.column} (${field.type})`}>
            <bdi className="soft">{field.table}</bdi>
            <span className="soft">.</span>
            <bdi>{field.column}</bdi>
          </span>
        ),
      },
      {
        id: 'class',
        header: 'Holds',
        track: '176px',
        cell: (field) => <ClassBadge of={classOf(field)} proposed={field.decision === null} />,
      },
      {
        id: 'sure',
        header: 'Sure',
        track: '48px',
        align: 'end',
        cell: ({ decision, proposal }) =>
          decision === null && proposal !== null ? formatShare(proposal.confidence) : '',
      },
      {
        id: 'why',
        header: 'Why',
        track: 'minmax(80px, 2fr)',
        cell: (field) => {
          const words = whyOf(field);
          return <span title={words}>{words}</span>;
        },
      },
    ],
    [chosen, onChoose],
  );
  const at = fields.findIndex((field) => fieldKey(field) === open);
  return (
    <div className="list-box field-list">
      <DataTable
        label="Columns of the clinic"
        columns={columns}
        count={fields.length}
        rowAt={(index) => fields[index]}
        openIndex={at === -1 ? null : at}
        onOpen={(index) => {
          const field = fields[index];
          if (field !== undefined) onOpen(field);
        }}
      />
    </div>
  );
}

function whyOf({ decision, proposal, drift, was }: MappedField): string {
  const drifted = drift === null ? '' : `${driftWords({ drift, was })} `;
  if (decision !== null) return `${drifted}${decision.by === '' ? '' : `${decision.by}: `}${decision.reason}`;
  return `${drifted}${proposal === null ? '' : `${proposal.kind}. ${proposal.reason}`}`;
}
