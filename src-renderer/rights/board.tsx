import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CaseRow } from '../../src-shared/rights/contract.ts';
import { formatCount } from '../lib/format.ts';
import { Day, DaysLeft, Flagged } from './due.tsx';
import { STAGE_WORDS, type Stage, stageNow } from './stages.ts';
import { FLAG_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts';

/** Stages that are worked on at one desk stand together: five columns fit the smallest window. */
const COLUMNS: readonly { readonly name: string; readonly stages: readonly Stage[] }[] = [
  { name: STAGE_WORDS.identity, stages: ['received', 'identity'] },
  { name: 'Scope and collection', stages: ['scope', 'collection'] },
  { name: STAGE_WORDS.review, stages: ['review'] },
  { name: 'Answer and delivery', stages: ['answer', 'delivery'] },
  { name: 'After the answer', stages: ['after', 'closed'] },
];

/** Requests by the stage that is worked on; each column by the day it is due. */
export function Board({ rows }: { readonly rows: readonly CaseRow[] }): ReactNode {
  return (
    <div className="board" role="region" aria-label="Requests by stage" tabIndex={0}>
      {COLUMNS.map(({ name, stages }) => {
        const here = rows.filter((row) => stages.includes(stageNow({ row }) ?? 'closed'));
        return (
          <section key={name} className="board-column" aria-label={name}>
            <h2 className="board-head">
              {name} <span className="soft">{formatCount(here.length)}</span>
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
