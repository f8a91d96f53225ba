import type { ReactNode } from 'react';

const WIDTH = 640;
const HEIGHT = 160;
const GAP = 2;

/** Bars over days with a title, units at the axis, and the same as a table behind it. */
export function BarChart({
  title,
  unit,
  bars,
  words,
}: {
  readonly title: string;
  /** What the height counts, e.g. `entries a day`. */
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
  /** A value as text. */
  readonly words: (value: number) => string;
}): ReactNode {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const width = WIDTH / Math.max(1, bars.length);
  const highest = bars.find(({ value }) => value === most);
  const [first, last] = [bars[0], bars.at(-1)];
  const summary =
    first === undefined || last === undefined || highest === undefined
      ? `${title}: nothing yet.`
      : `${title}, ${unit}, from ${first.label} to ${last.label}: most on ${highest.label} with ${words(highest.value)}, last ${words(last.value)}.`;
  return (
    <figure className="chart">
      <figcaption>
        {title} <span className="soft small">({unit})</span>
      </figcaption>
      <div className="chart-field">
        <span className="chart-most soft small">{words(most)}</span>
        <svg
          viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summary}
        >
          {bars.map(({ label, value }, at) => {
            const height = (value / most) * (HEIGHT - 4);
            return (
              <rect
                key={label}
                className="chart-bar"
                x={at * width}
                y={HEIGHT - height}
                width={Math.max(1, Math.min(width - GAP, 28))}
                height={height}
              >
                <title>{`${label}: ${words(value)}`}</title>
              </rect>
            );
          })}
        </svg>
      </div>
      <div className="row chart-ends soft small">
        <span className="grow">{first?.label ?? ''}</span>
        <span>{last?.label ?? ''}</span>
      </div>
      <details>
        <summary className="small">As a table</summary>
        <div
          className="plain-table-box chart-table"
          role="region"
          aria-label={`${title} as a table`}
          tabIndex={0}
        >
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                <th scope="col" data-align="end">
                  {unit}
                </th>
              </tr>
            </thead>
            <tbody>
              {bars.toReversed().map(({ label, value }) => (
                <tr key={label}>
                  <td>{label}</td>
                  <td data-align="end">{words(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
