import type { ReactNode } from 'react';
import type { BurnDownPoint, FrameworkTrend } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { Day } from '../rights/due.tsx';
import { PlainTable } from '../ui/plain-table.tsx';

const WIDTH = 720;
const HEIGHT = 96;

/** A line over values; small enough to stand beside a number. A single value is drawn as a level line. */
export function Sparkline({
  label,
  values,
  height = HEIGHT,
}: {
  readonly label: string;
  readonly values: readonly number[];
  readonly height?: number;
}): ReactNode {
  const most = Math.max(1, ...values);
  const [only] = values;
  const drawn = values.length === 1 && only !== undefined ? [only, only] : values;
  const step = (WIDTH - 12) / Math.max(1, drawn.length - 1);
  const y = (value: number): number => height - 6 - (value / most) * (height - 12);
  const points = drawn.map((value, at) => `${String(6 + at * step)},${String(y(value))}`);
  return (
    <svg
      viewBox={`0 0 ${String(WIDTH)} ${String(height)}`}
      className="sparkline"
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
      style={{ height }}
    >
      <polyline points={points.join(' ')} className="sparkline-line" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** How many gaps are left, day by day. */
export function BurnDown({ points }: { readonly points: readonly BurnDownPoint[] }): ReactNode {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined)
    return <p className="soft">No gap was found yet; from the first on it is drawn how they become fewer.</p>;
  const sum = ({ open }: BurnDownPoint): number => open.low + open.medium + open.high + open.critical;
  const most = Math.max(...points.map(sum));
  const since =
    first.day === last.day ? 'that is the first day' : `${String(most)} at most since ${first.day}`;
  const words = `${formatOf(sum(last), 'gap is', 'gaps are')} open on ${last.day}, ${String(last.accepted)} accepted, ${String(last.closed)} closed; ${since}.`;
  return (
    <figure className="chart">
      <figcaption>{words}</figcaption>
      <div className="chart-field">
        <span className="chart-most soft small">{formatOf(Math.max(1, most), 'open gap', 'open gaps')}</span>
        <Sparkline label={`Open gaps day by day: ${words}`} values={points.map(sum)} />
      </div>
      <div className="row chart-ends soft small">
        <span className="grow">{first.day}</span>
        {first.day === last.day ? null : <span>{last.day}</span>}
      </div>
      <details>
        <summary className="small">As a table</summary>
        <PlainTable
          label="Open gaps day by day"
          rows={points.toReversed().slice(0, 60)}
          keyOf={({ day }) => day}
          columns={[
            { id: 'day', header: 'Day', cell: ({ day }) => day },
            { id: 'critical', header: 'Critical', align: 'end', cell: ({ open }) => String(open.critical) },
            { id: 'high', header: 'High', align: 'end', cell: ({ open }) => String(open.high) },
            { id: 'medium', header: 'Medium', align: 'end', cell: ({ open }) => String(open.medium) },
            { id: 'low', header: 'Low', align: 'end', cell: ({ open }) => String(open.low) },
            { id: 'closed', header: 'Closed', align: 'end', cell: ({ closed }) => String(closed) },
          ]}
        />
      </details>
    </figure>
  );
}

/** What requirements came to over the years, of those that can be compared. */
export function TrendChart({
  trend,
  name,
}: {
  readonly trend: FrameworkTrend;
  /** What the framework is called. */
  readonly name: string;
}): ReactNode {
  const { points, compared, notComparable, better, worse, leftOut } = trend;
  return (
    <figure className="chart">
      <figcaption>
        <bdi>{name}</bdi>{' '}
        <span className="soft small">
          {trend.version}
          {points.length < 2
            ? ''
            : `; ${formatOf(compared, 'requirement', 'requirements')} in common${leftOut.length === 0 ? '' : `, ${String(leftOut.length)} left out because not every cycle had them`}`}
        </span>
      </figcaption>
      {points.length < 2 ? (
        <p className="soft">No earlier cycle can be compared with this one yet.</p>
      ) : (
        <div className="chart-field">
          <span className="chart-most soft small">
            {formatOf(Math.max(1, ...points.map(({ effective }) => effective)), 'effective', 'effective')}
          </span>
          <Sparkline
            label={`Effective controls: ${points.map((point) => `${point.name} ${String(point.effective)}`).join(', ')}`}
            values={points.map(({ effective }) => effective)}
            height={56}
          />
        </div>
      )}
      <PlainTable
        label={`Trend of ${trend.framework}`}
        rows={points}
        keyOf={({ cycleId }) => cycleId}
        columns={[
          { id: 'name', header: 'Cycle', cell: (point) => <span dir="auto">{point.name}</span> },
          { id: 'to', header: 'Until', width: '112px', cell: ({ to }) => <Day on={to} /> },
          { id: 'effective', header: 'Effective', align: 'end', cell: ({ effective }) => String(effective) },
          { id: 'exception', header: 'Exceptions', align: 'end', cell: ({ exception }) => String(exception) },
          {
            id: 'not',
            header: 'Not effective',
            align: 'end',
            cell: ({ notEffective }) => String(notEffective),
          },
          { id: 'untested', header: 'Not tested', align: 'end', cell: ({ notTested }) => String(notTested) },
        ]}
      />
      {better.length + worse.length === 0 ? null : (
        <p className="small">
          Against the cycle before: {better.length === 0 ? 'none is better' : `better: ${better.join(', ')}`};{' '}
          {worse.length === 0 ? 'none is worse' : `worse: ${worse.join(', ')}`}.
        </p>
      )}
      {notComparable.map(({ cycleId, name: other, reason }) => (
        <p key={cycleId} className="soft small">
          Not compared: <span dir="auto">{other}</span>. {reason}
        </p>
      ))}
    </figure>
  );
}
