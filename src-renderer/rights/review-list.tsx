import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type KeyboardEvent, useState, type ReactNode } from 'react';
import type { Deciding, ItemFilter, ItemRow, ReviewSummary } from '../../src-shared/rights/review.ts';
import { formatOf } from '../lib/format.ts';
import { queryFor, useAsk } from '../lib/query.ts';
import { pagesFor, placeOf } from '../audit/paging.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { DecideItems, type DecideSubject } from './decide-items.tsx';
import { Day, Flagged } from './due.tsx';
import { ReviewItem } from './review-item.tsx';
import { backTo } from './undo.ts';
import { DECISION_WORDS } from './review-words.ts';
import { codeWords } from './words.ts';

/** Items fetched at a time; the contract allows 200. */
const SIZE = 200;

const COLUMNS: readonly Column<ItemRow>[] = [
  {
    id: 'decision',
    header: 'Decision',
    track: '92px',
    cell: ({ decision }) => (decision === 'open' ? <strong>To decide</strong> : DECISION_WORDS[decision]),
  },
  { id: 'day', header: 'Day', track: '100px', cell: ({ day }) => (day === null ? '' : <Day on={day} />) },
  { id: 'title', header: 'Source', track: 'minmax(90px, 0.6fr)', cell: ({ title }) => <bdi>{title}</bdi> },
  {
    id: 'summary',
    header: 'Item',
    track: 'minmax(130px, 2fr)',
    cell: ({ summary }) => <span dir="auto">{summary}</span>,
  },
  {
    id: 'marks',
    header: 'Marks',
    track: '148px',
    cell: ({ held, part2, ground }) =>
      held === null ? `${part2 ? 'Part 2 ' : ''}${ground ?? ''}` : <Flagged>{codeWords(held)}</Flagged>,
  },
];

/** The items in a list of any length, decided by keys; the item under the cursor stands beside it. */
export function ReviewList({
  caseId,
  summary,
  filter,
}: {
  readonly caseId: string;
  readonly summary: ReviewSummary;
  readonly filter: ItemFilter;
}): ReactNode {
  const decide = useAsk('rights.review-decide');
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [at, setAt] = useState(0);
  const [subject, setSubject] = useState<DecideSubject | null>(null);
  const [undo, setUndo] = useState<readonly { readonly number: number; readonly back: Deciding }[]>([]);
  const offsets = [...new Set([0, ...pagesFor(range.first, range.last, Number.MAX_SAFE_INTEGER, SIZE)])];
  const pages = useQueries({
    queries: offsets.map((offset) =>
      queryFor('rights.review-items', { caseId, filter, offset, limit: SIZE }),
    ),
  });
  const failed = pages.find(({ isError }) => isError)?.error ?? null;
  const total = pages[0]?.data?.total ?? 0;
  const rowAt = (index: number): ItemRow | undefined => {
    const place = placeOf(index, SIZE);
    return pages[offsets.indexOf(place.offset)]?.data?.rows[place.at];
  };
  const row = rowAt(at);
  const may = summary.may.decide && summary.finished === null;
  const take = (item: ItemRow, deciding: Deciding): void => {
    const back = backTo(item);
    void decide.ask({ caseId, chosen: { by: 'number', numbers: [item.number] }, deciding }).then((done) => {
      if (done !== null && back !== null) setUndo((before) => [...before, { number: item.number, back }]);
    });
  };
  const takeBack = (): void => {
    const last = undo.at(-1);
    if (last === undefined) return;
    setUndo(undo.slice(0, -1));
    void decide.ask({ caseId, chosen: { by: 'number', numbers: [last.number] }, deciding: last.back });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const typing = target instanceof HTMLElement && target.matches('input, select, textarea, button');
    if (!may || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'u') takeBack();
    else if (row === undefined) return;
    else if (event.key === 'r') take(row, { decision: 'release' });
    else if (event.key === 'w' || event.key === 'x')
      setSubject({ kind: 'one', row, decision: event.key === 'w' ? 'withhold' : 'redact' });
    else return;
    event.preventDefault();
  };
  return (
    <div className="review" onKeyDown={onKeyDown}>
      <div className="review-list">
        {failed === null ? null : <FailurePanel failure={failed} />}
        {decide.failure === null ? null : <FailurePanel failure={decide.failure} />}
        <div className="row wrap review-bar">
          <span className="grow soft" aria-live="polite">
            {pages[0]?.data === undefined ? '' : `${formatOf(total, 'item', 'items')} match`}
          </span>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!may || total === 0}
            onClick={() => {
              setSubject({ kind: 'all', filter, total });
            }}
          >
            Decide all that match…
          </Button>
          <Button size="compact-sm" variant="default" disabled={undo.length === 0} onClick={takeBack}>
            Undo the last
          </Button>
        </div>
        <DataTable
          label="Items"
          columns={COLUMNS}
          count={total}
          rowAt={rowAt}
          openIndex={at}
          onRange={(first, last) => {
            setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
          }}
          onOpen={setAt}
        />
      </div>
      {row === undefined ? null : (
        <ReviewItem
          caseId={caseId}
          row={row}
          may={may}
          onRelease={() => {
            take(row, { decision: 'release' });
          }}
          onDecide={(decision) => {
            setSubject({ kind: 'one', row, decision });
          }}
        />
      )}
      {subject === null ? null : (
        <DecideItems
          caseId={caseId}
          summary={summary}
          subject={subject}
          onDone={(number, back) => {
            if (number !== null && back !== null) setUndo((before) => [...before, { number, back }]);
            setSubject(null);
          }}
          onClose={() => {
            setSubject(null);
          }}
        />
      )}
    </div>
  );
}
