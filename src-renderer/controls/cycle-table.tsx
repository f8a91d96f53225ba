import { Checkbox } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import { formatCount } from '../lib/format.ts';
import { Day } from '../rights/due.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { controlKey } from './cycle-filter.ts';
import { CONCLUSION_WORDS, SCOPE_WORDS, STAGE_WORDS } from './words.ts';

const conclusionWords = ({ scope, conclusion }: BoardRow): string =>
  scope === 'in' ? (conclusion === null ? '' : CONCLUSION_WORDS[conclusion].name) : SCOPE_WORDS[scope];

const COLUMNS: readonly Column<BoardRow>[] = [
  {
    id: 'control',
    header: 'Control',
    track: 'minmax(160px, 1fr)',
    cell: ({ requirement, title }) => (
      <span dir="auto" title={title}>
        <span className="mono">{requirement.id}</span> {title}
      </span>
    ),
  },
  { id: 'stage', header: 'Stage', track: '164px', cell: ({ stage }) => STAGE_WORDS[stage] },
  { id: 'conclusion', header: 'Conclusion', track: '172px', cell: conclusionWords },
  {
    id: 'attached',
    header: 'Attached',
    track: '64px',
    align: 'end',
    cell: ({ attached }) => formatCount(attached.results + attached.evidence + attached.samples),
  },
  {
    id: 'findings',
    header: 'Findings',
    track: '64px',
    align: 'end',
    cell: ({ errors, warnings }) => formatCount(errors + warnings),
  },
  {
    id: 'owner',
    header: 'Responsible',
    track: 'minmax(64px, 0.4fr)',
    cell: ({ owner }) => <bdi title={owner}>{owner}</bdi>,
  },
  {
    id: 'due',
    header: 'Due',
    track: '96px',
    cell: ({ dueOn, overdue }) => (
      <span className={overdue ? 'ink-bad' : ''}>
        <Day on={dueOn} />
      </span>
    ),
  },
];

/** The controls of a cycle as a list of any length; several can be chosen and dealt with at once. */
export function CycleTable({
  cycle,
  rows,
}: {
  readonly cycle: Cycle;
  readonly rows: readonly BoardRow[];
}): ReactNode {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = rows.filter(({ requirement }) => chosen.has(controlKey(requirement)));
  const columns = useMemo(
    (): readonly Column<BoardRow>[] =>
      cycle.state === 'locked'
        ? COLUMNS
        : [
            {
              id: 'choose',
              header: '',
              track: '24px',
              cell: ({ requirement }) => (
                <Checkbox
                  size="xs"
                  aria-label={`Choose ${requirement.id}`}
                  checked={chosen.has(controlKey(requirement))}
                  onClick={(event) => {
                    event.stopPropagation();
                  }}
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.currentTarget.checked) next.add(controlKey(requirement));
                    else next.delete(controlKey(requirement));
                    setChosen(next);
                  }}
                />
              ),
            },
            ...COLUMNS,
          ],
    [chosen, cycle.state],
  );
  if (rows.length === 0)
    return (
      <EmptyState icon={<IconListSearch size={28} />} title="No control is like this">
        Choose another stage, or take the words away.
      </EmptyState>
    );
  return (
    <>
      {cycle.state === 'locked' ? null : (
        <BulkBar
          cycle={cycle}
          rows={rows}
          chosen={here}
          onChoose={(controls) => {
            setChosen(new Set(controls.map(({ requirement }) => controlKey(requirement))));
          }}
        />
      )}
      <DataTable
        label="Controls of the cycle"
        columns={columns}
        count={rows.length}
        rowAt={(index) => rows[index]}
        onOpen={(index) => {
          const row = rows[index];
          if (row !== undefined)
            void navigate({
              to: '/controls/reviews/$cycleId/control',
              params: { cycleId: cycle.id },
              search: { framework: row.requirement.framework, requirement: row.requirement.id },
            });
        }}
      />
    </>
  );
}
