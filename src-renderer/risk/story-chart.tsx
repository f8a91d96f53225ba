import type { ReactNode } from 'react';
import { ALERT_FROM } from '../../src-shared/risk/factors.ts';
import type { RiskEntry } from '../../src-shared/risk/contract.ts';
import { formatCount, formatInstant } from '../lib/format.ts';
import { scoreWords } from './risk-words.ts';

const WIDTH = 960;
const HEIGHT = 190;
const LEFT = 40;
const TOP = 10;
const BOTTOM = 14;
const PLOT = { width: WIDTH - LEFT - 10, height: HEIGHT - TOP - BOTTOM };
/** More marks than this cannot be told apart: equal ones at one place are drawn once. */
const STEPS = 480;

const yOf = (score: number): number => TOP + PLOT.height * (1 - score);

/** Accesses on a time line: higher is riskier, a square shows a privacy pattern, a filled mark an alert. */
export function StoryChart({ rows }: { readonly rows: readonly RiskEntry[] }): ReactNode {
  const times = rows.map(({ at }) => Date.parse(at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = Math.max(1, last - first);
  const alerts = rows.filter(({ score }) => score >= ALERT_FROM).length;
  const shown = rows.filter(({ patterns }) => patterns.length > 0).length;
  const marks = new Map(
    rows.map((row, at) => {
      const step = Math.round((((times[at] ?? first) - first) / span) * STEPS);
      const kind = row.patterns.length > 0 ? 'pattern' : 'plain';
      return [
        `${String(step)} ${String(row.score)} ${kind}`,
        { row, kind, x: LEFT + 6 + (step / STEPS) * (PLOT.width - 12) },
      ];
    }),
  );
  const ends = [first, last].map((at) => formatInstant(new Date(at).toISOString()) ?? '');
  return (
    <figure className="chart">
      <figcaption>
        Score of each access{' '}
        <span className="soft small">(0 to 1; alerts from {scoreWords(ALERT_FROM)} on)</span>
      </figcaption>
      <div className="chart-field story-field">
        <svg
          viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
          role="img"
          aria-label={`${formatCount(rows.length)} accesses from ${ends[0] ?? ''} to ${ends[1] ?? ''}: ${formatCount(alerts)} with an alert, ${formatCount(shown)} with a privacy pattern.`}
        >
          {[0, ALERT_FROM, 1].map((score) => (
            <g key={score}>
              <line
                className={score === ALERT_FROM ? 'story-limit' : 'story-grid'}
                x1={LEFT}
                x2={WIDTH - 10}
                y1={yOf(score)}
                y2={yOf(score)}
              />
              <text className="story-label" x={LEFT - 8} y={yOf(score) + 4} textAnchor="end">
                {score.toFixed(1)}
              </text>
            </g>
          ))}
          {[...marks].map(([key, { row, kind, x }]) => {
            const className = `story-mark story-${kind}${row.score >= ALERT_FROM ? ' story-alert' : ''}`;
            const y = yOf(row.score);
            return kind === 'pattern' ? (
              <rect key={key} className={className} x={x - 4.5} y={y - 4.5} width={9} height={9} />
            ) : (
              <circle key={key} className={className} cx={x} cy={y} r={4} />
            );
          })}
        </svg>
      </div>
      <div className="row chart-ends soft small">
        <span className="grow">{ends[0]}</span>
        <span className="grow story-legend">
          <span className="story-key" data-mark="plain" aria-hidden /> access
          <span className="story-key" data-mark="pattern" aria-hidden /> privacy pattern
          <span className="story-key" data-mark="alert" aria-hidden /> alert
        </span>
        <span>{ends[1]}</span>
      </div>
    </figure>
  );
}
