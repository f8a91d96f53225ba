import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { TestDay } from '../../src-shared/controls/tests.ts';
import { formatOf } from '../lib/format.ts';
import { formatDay } from '../rights/words.ts';
import { type Square, squaresOf } from './day-squares.ts';
import { OUTCOME_WORDS } from './words.ts';

/** A shape for each outcome, for whoever does not see the colour. */
const SHAPES: Readonly<Record<Square['outcome'], string>> = {
  pass: '✓',
  fail: '✕',
  'could-not-tell': '?',
  'not-run': '·',
};
const ORDER = ['pass', 'fail', 'could-not-tell', 'not-run'] as const;

const named = (outcome: Square['outcome']): string =>
  outcome === 'not-run' ? 'Not run' : OUTCOME_WORDS[outcome].name;

const said = ({ day, outcome, runs }: Square): string =>
  `${formatDay(day)}: ${named(outcome).toLowerCase()}${runs > 1 ? `, the last of ${formatOf(runs, 'run', 'runs')}` : ''}`;

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_at, last) => last,
};

/**
 * What a test came to day by day (UTC), as a strip: a shape and a colour for each day, one stop of the keyboard with the arrow
 * keys within it, the day in words below.
 */
export function TestDays({
  title,
  days,
  small = false,
}: {
  /** Of the test. */
  readonly title: string;
  readonly days: readonly TestDay[];
  /** Without the key to the shapes. */
  readonly small?: boolean;
}): ReactNode {
  const id = useId();
  const squares = squaresOf(days, new Date().toISOString().slice(0, 10));
  const [at, setAt] = useState(squares.length - 1);
  const current = squares[at];
  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt(Math.min(squares.length - 1, Math.max(0, step(at, squares.length - 1))));
  };
  return (
    <div className="test-days" data-small={small}>
      <div
        className="day-strip"
        role="listbox"
        tabIndex={0}
        aria-label={`${title}, the last ${String(squares.length)} days`}
        aria-activedescendant={`${id}-${String(at)}`}
        onKeyDown={move}
      >
        {squares.map((square, index) => (
          <span
            key={square.day}
            id={`${id}-${String(index)}`}
            role="option"
            aria-selected={index === at}
            aria-label={said(square)}
            title={said(square)}
            className="day-square"
            data-outcome={square.outcome}
            onClick={() => {
              setAt(index);
            }}
          >
            {SHAPES[square.outcome]}
          </span>
        ))}
      </div>
      <p className="small soft">{current === undefined ? '' : said(current)}</p>
      {small ? null : (
        <ul className="day-key small">
          {ORDER.map((outcome) => (
            <li key={outcome}>
              <span className="day-square" data-outcome={outcome} aria-hidden>
                {SHAPES[outcome]}
              </span>
              {named(outcome)}{' '}
              {formatOf(squares.filter((each) => each.outcome === outcome).length, 'day', 'days')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
