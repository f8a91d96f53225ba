import type { ReactNode } from 'react';
import type { Gap, RoadmapItem } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { daysBetween, SEVERITY_WORDS } from './gap-words.ts';

const BAR = 28;
const WIDTH = 720;

/** The order of work as bars on a time line, with a table of the same behind it. */
export function RoadmapChart({
  items,
  gaps,
}: {
  readonly items: readonly RoadmapItem[];
  readonly gaps: readonly Gap[];
}): ReactNode {
  const byId = new Map(gaps.map((gap) => [gap.id, gap]));
  const first = items.map(({ startOn }) => startOn).sort()[0];
  const last = items
    .map(({ endOn }) => endOn)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined)
    return <p className="soft">Nothing is open, so there is no work to order.</p>;
  const days = daysBetween(first, last) + 1;
  const at = (day: string): number => (daysBetween(first, day) / days) * WIDTH;
  const late = items.filter((item) => item.late).length;
  const summary = `${formatOf(items.length, 'gap', 'gaps')} from ${first} to ${last}; ${late === 0 ? 'none ends late' : formatOf(late, 'ends after its day', 'end after their day')}.`;
  return (
    <figure className="chart">
      <figcaption className="soft small">{summary}</figcaption>
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(items.length * BAR)}`}
        className="roadmap"
        role="img"
        aria-label={`Order of work: ${summary}`}
        preserveAspectRatio="none"
        style={{ height: items.length * BAR }}
      >
        {items.map((item, index) => (
          <rect
            key={item.gapId}
            x={at(item.startOn)}
            y={index * BAR + 4}
            width={Math.max(4, ((daysBetween(item.startOn, item.endOn) + 1) / days) * WIDTH)}
            height={BAR - 8}
            rx={3}
            className={item.late ? 'roadmap-late' : 'roadmap-bar'}
          >
            <title>{`${byId.get(item.gapId)?.title ?? item.gapId}: ${item.startOn} to ${item.endOn}`}</title>
          </rect>
        ))}
      </svg>
      <div className="row chart-ends soft small">
        <span className="grow">{first}</span>
        <span>{last}</span>
      </div>
      <div className="row wrap small" aria-hidden>
        <span className="swatch roadmap-key" /> ends in time
        {late === 0 ? null : (
          <>
            <span className="swatch roadmap-key-late" /> ends after its day
          </>
        )}
      </div>
      <PlainTable
        label="Order of work"
        rows={items}
        keyOf={({ gapId }) => gapId}
        columns={[
          { id: 'at', header: '', width: '32px', cell: ({ position }) => String(position) },
          {
            id: 'gap',
            header: 'Gap',
            cell: ({ gapId }) => <span dir="auto">{byId.get(gapId)?.title ?? gapId}</span>,
          },
          {
            id: 'risk',
            header: 'Risk',
            cell: ({ risk }) => (
              <span className={`strong ink-${SEVERITY_WORDS[risk].tone}`}>{SEVERITY_WORDS[risk].word}</span>
            ),
          },
          { id: 'when', header: 'Work', cell: ({ startOn, endOn }) => `${startOn} to ${endOn}` },
          {
            id: 'due',
            header: 'Due',
            cell: ({ gapId, late: isLate }) => (
              <span className={isLate ? 'strong ink-bad' : ''}>
                {byId.get(gapId)?.dueOn ?? 'no day'}
                {isLate ? ', late' : ''}
              </span>
            ),
          },
          {
            id: 'after',
            header: 'Waits for',
            cell: ({ waitsFor }) =>
              waitsFor.length === 0
                ? '–'
                : waitsFor.map((id) => byId.get(id)?.requirement.id ?? id).join(', '),
          },
        ]}
      />
    </figure>
  );
}
