import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RiskCase } from '../../src-shared/risk/contract.ts';
import { ALERT_FROM } from '../../src-shared/risk/factors.ts';
import { patternOf } from '../../src-shared/risk/patterns.ts';
import { formatCount } from '../lib/format.ts';
import { type PlainColumn, PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { RISK_STATE_WORDS, sizeOf } from './risk-words.ts';
import { ScoreBadge } from './score-badge.tsx';

/** What the open case says as well. */
const BESIDE: readonly PlainColumn<RiskCase>[] = [
  {
    id: 'size',
    header: 'Accesses',
    width: '150px',
    cell: sizeOf,
  },
  { id: 'last', header: 'Last', width: '170px', cell: ({ lastAt }) => <When at={lastAt} /> },
  { id: 'state', header: 'State', width: '100px', cell: ({ state }) => RISK_STATE_WORDS[state] },
];

/** Cases as rows, each to be opened, and chosen for a common decision. */
export function CaseTable({
  rows,
  open,
  onOpen,
  chosen,
  onChoose,
}: {
  readonly rows: readonly RiskCase[];
  readonly open: number | null;
  readonly onOpen: (caseId: number) => void;
  readonly chosen: readonly number[];
  readonly onChoose: (cases: readonly number[]) => void;
}): ReactNode {
  const all = rows.map(({ caseId }) => caseId);
  return (
    <PlainTable
      label="Access risks"
      rows={rows}
      keyOf={({ caseId }) => String(caseId)}
      columns={[
        {
          id: 'choose',
          width: '44px',
          header: (
            <Checkbox
              aria-label="Choose all that are shown"
              checked={chosen.length === all.length}
              indeterminate={chosen.length > 0 && chosen.length < all.length}
              onChange={() => {
                onChoose(chosen.length === all.length ? [] : all);
              }}
            />
          ),
          cell: ({ caseId, actor }) => (
            <Checkbox
              aria-label={`Choose case ${String(caseId)} of ${actor}`}
              checked={chosen.includes(caseId)}
              onChange={() => {
                onChoose(
                  chosen.includes(caseId) ? chosen.filter((one) => one !== caseId) : [...chosen, caseId],
                );
              }}
            />
          ),
        },
        { id: 'score', header: 'Score', width: '124px', cell: ({ score }) => <ScoreBadge score={score} /> },
        {
          id: 'who',
          header: 'Who',
          width: '26%',
          cell: ({ caseId, actor, job }) => (
            <button
              type="button"
              className="link event-link"
              aria-current={caseId === open}
              onClick={() => {
                onOpen(caseId);
              }}
            >
              <bdi className="break">{actor}</bdi>
              {job === null ? null : <span className="soft small"> · {job}</span>}
            </button>
          ),
        },
        {
          id: 'why',
          header: 'Why',
          cell: ({ patterns, score }) => (
            <span className="break">
              {patterns.length === 0
                ? 'Score alone'
                : patterns
                    .map(({ pattern, entries }) => `${patternOf(pattern).name} (${formatCount(entries)})`)
                    .join(', ')}
              {patterns.length > 0 && score >= ALERT_FROM ? ', score' : ''}
            </span>
          ),
        },
        ...(open === null ? BESIDE : []),
      ]}
    />
  );
}
