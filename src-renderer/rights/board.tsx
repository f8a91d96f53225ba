import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CaseRow } from '../../src-shared/rights/contract.ts';
import { formatCount } from '../lib/format.ts';
import { Day, DaysLeft, Flagged } from './due.tsx';
import { STAGE_WORDS, type Stage, stageNow } from './stages.ts';
import { FLAG_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts';

const COLUMNS: readonly Stage[] = [
  'identity',
  'scope',
  'collection',
  'review',
  'answer',
  'delivery',
  'closed',
];

/** Requests by the stage that is worked on; each column by the day it is due. */
export function Board({ rows }: { readonly rows: readonly CaseRow[] }): ReactNode {
  const byStage = Map.groupBy(rows, (row) => stageNow({ row }) ?? 'closed');
  return (
    <div className="board" role="region" aria-label="Requests by stage" tabIndex={0}>
      {COLUMNS.map((stage) => {
        const here = byStage.get(stage) ?? [];
        return (
          <section key={stage} className="board-column" aria-label={STAGE_WORDS[stage]}>
            <h2 className="board-head">
              {STAGE_WORDS[stage]} <span className="soft">{formatCount(here.length)}</span>
            </h2>
            <ul className="board-cards">
              {here.map((row) => (
                <li key={row.caseId}>
                  <Link to="/rights/$caseId" params={{ caseId: row.caseId }} className="board-card">
                    <span className="mono">{row.caseId}</span>
                    <strong>{TYPE_WORDS[row.type].name}</strong>
                    <span className="soft small">{STATE_WORDS[row.state]}</span>
                    <DaysLeft clock={row} />
                    <span className="soft small">
                      {row.dueKind === 'legal' ? 'Due ' : 'Internal target '}
                      <Day on={row.due} />
                    </span>
                    {row.flags.map((flag) => (
                      <Flagged key={flag}>{FLAG_WORDS[flag]}</Flagged>
                    ))}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
