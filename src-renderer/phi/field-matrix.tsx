import { useMemo, type ReactNode } from 'react';
import { DATA_CLASSES, type MappedField } from '../../src-shared/phi/classification.ts';
import { formatOf } from '../lib/format.ts';
import { type Column, DataTable, ROW_HEIGHT } from '../ui/data-table.tsx';
import { tableOf } from './field-filter.ts';
import { CLASS_WORDS, classOf } from './words.ts';

interface TableRow {
  readonly name: string;
  readonly fields: readonly MappedField[];
  readonly undecided: number;
}

/** Every table as a row, every column of it as a cell: its class as letter and colour, with its name to read. */
export function FieldMatrix({
  fields,
  open,
  onOpen,
}: {
  readonly fields: readonly MappedField[];
  readonly open: string | null;
  readonly onOpen: (table: string) => void;
}): ReactNode {
  const rows = useMemo(
    () =>
      [...Map.groupBy(fields, tableOf)].map(([name, members]): TableRow => ({
        name,
        fields: members,
        undecided: members.filter(({ decision }) => decision === null).length,
      })),
    [fields],
  );
  const at = rows.findIndex(({ name }) => name === open);
  return (
    <>
      <ul className="class-legend" aria-label="Classes">
        {DATA_CLASSES.map((one) => (
          <li key={one} title={CLASS_WORDS[one].means}>
            <span className="field-cell" data-class={one} aria-hidden>
              {CLASS_WORDS[one].letter}
            </span>
            {CLASS_WORDS[one].name}
          </li>
        ))}
        <li>
          <span className="field-cell" data-class="health" data-proposed aria-hidden>
            H
          </span>
          only proposed
        </li>
      </ul>
      <div className="matrix-box" style={{ height: Math.min(284, (rows.length + 1) * ROW_HEIGHT) }}>
        <DataTable
          label="Tables and their columns"
          columns={COLUMNS}
          count={rows.length}
          rowAt={(index) => rows[index]}
          openIndex={at === -1 ? null : at}
          onOpen={(index) => {
            const row = rows[index];
            if (row !== undefined) onOpen(row.name);
          }}
        />
      </div>
    </>
  );
}

const COLUMNS: readonly Column<TableRow>[] = [
  {
    id: 'table',
    header: 'Table',
    track: 'minmax(140px, 260px)',
    cell: ({ name }) => <bdi title={name}>{name}</bdi>,
  },
  {
    id: 'fields',
    header: 'Columns',
    track: 'minmax(0, 1fr)',
    cell: ({ fields }) => (
      <span className="field-cells">
        {fields.map((field) => {
          const found = classOf(field);
          const words = `${field.column}: ${found === null ? 'not looked at' : CLASS_WORDS[found].name}${field.decision === null ? ', undecided' : ''}`;
          return (
            <span
              key={field.column}
              role="img"
              className="field-cell"
              data-class={found ?? 'unknown'}
              data-proposed={field.decision === null}
              data-drift={field.drift !== null}
              title={words}
              aria-label={words}
            >
              {found === null ? '?' : CLASS_WORDS[found].letter}
            </span>
          );
        })}
      </span>
    ),
  },
  {
    id: 'undecided',
    header: 'To decide',
    track: '130px',
    align: 'end',
    cell: ({ undecided, fields }) =>
      undecided === 0 ? (
        <span className="soft">all decided</span>
      ) : (
        `${String(undecided)} of ${formatOf(fields.length, 'column', 'columns')}`
      ),
  },
];
