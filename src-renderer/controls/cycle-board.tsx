import { Link } from '@tanstack/react-router';
import { useRef, type ReactNode } from 'react';
import { REVIEW_STAGES, type ReviewStage } from '../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import { controlKey } from './cycle-filter.ts';
import { CONCLUSION_WORDS, SCOPE_WORDS, STAGE_WORDS } from './words.ts';

/** Height of a card with the gap below it, in pixels. */
const CARD = 92;

/** Controls by how far they are; only the cards in sight exist. */
export function CycleBoard({
  cycleId,
  rows,
}: {
  readonly cycleId: string;
  readonly rows: readonly BoardRow[];
}): ReactNode {
  const byStage = Map.groupBy(rows, ({ stage }) => stage);
  return (
    <div className="review-board">
      {REVIEW_STAGES.map((stage) => (
        <BoardColumn key={stage} cycleId={cycleId} stage={stage} rows={byStage.get(stage) ?? []} />
      ))}
    </div>
  );
}

function BoardColumn({
  cycleId,
  stage,
  rows,
}: {
  readonly cycleId: string;
  readonly stage: ReviewStage;
  readonly rows: readonly BoardRow[];
}): ReactNode {
  'use no memo';
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => CARD,
    overscan: 6,
  });
  return (
    <section className="review-column" aria-label={STAGE_WORDS[stage]}>
      <h2 className="board-head">
        <span className="standing-mark" data-stage={stage} aria-hidden /> {STAGE_WORDS[stage]}{' '}
        <span className="soft">{formatCount(rows.length)}</span>
      </h2>
      <div className="review-cards" ref={box} tabIndex={rows.length === 0 ? -1 : 0}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <li
                key={controlKey(row.requirement)}
                style={{ transform: `translateY(${String(start)}px)` }}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
              >
                <Card cycleId={cycleId} row={row} />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function Card({ cycleId, row }: { readonly cycleId: string; readonly row: BoardRow }): ReactNode {
  const { requirement, title, scope, conclusion, attached, overdue } = row;
  const things = attached.results + attached.evidence + attached.samples;
  return (
    <Link
      to="/controls/reviews/$cycleId/control"
      params={{ cycleId }}
      search={{ framework: requirement.framework, requirement: requirement.id }}
      className="review-card"
    >
      <span className="row">
        <span className="mono clip grow">{requirement.id}</span>
        {overdue ? <span className="badge badge-bad badge-small">Overdue</span> : null}
        {scope === 'in' ? null : <span className="badge badge-none badge-small">{SCOPE_WORDS[scope]}</span>}
        {conclusion === null || scope !== 'in' ? null : (
          <span className={`badge badge-small badge-${CONCLUSION_WORDS[conclusion].tone}`}>
            {CONCLUSION_WORDS[conclusion].name}
          </span>
        )}
      </span>
      <span className="clip" dir="auto" title={title}>
        {title}
      </span>
      <span className="soft small clip">
        {things === 0 ? 'Nothing attached' : formatOf(things, 'thing attached', 'things attached')}
        {row.errors + row.warnings > 1
          ? `; ${formatOf(row.errors + row.warnings, 'finding', 'findings')}`
          : ''}
      </span>
    </Link>
  );
}
