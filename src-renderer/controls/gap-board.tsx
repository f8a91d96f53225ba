import type { ReactNode } from 'react';
import { type Gap, GAP_STATES } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { GAP_STATE_WORDS, inState, SEVERITY_WORDS } from './gap-words.ts';

/** The gaps by where they stand. */
export function GapBoard({
  gaps,
  onOpen,
}: {
  readonly gaps: readonly Gap[];
  readonly onOpen: (gap: Gap) => void;
}): ReactNode {
  return (
    <div className="gap-board">
      {GAP_STATES.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).map((state) => {
        const own = inState(gaps, state);
        return (
          <section key={state} className="gap-column" aria-label={GAP_STATE_WORDS[state]}>
            <h2>
              {GAP_STATE_WORDS[state]} <span className="soft">{String(own.length)}</span>
            </h2>
            {own.length === 0 ? <p className="soft small">None</p> : null}
            <ul>
              {own.map((gap) => (
                <li key={gap.id}>
                  <button
                    type="button"
                    className="gap-card"
                    data-gap={gap.id}
                    onClick={() => {
                      onOpen(gap);
                    }}
                  >
                    <span className="row">
                      <span className={`strong small ink-${SEVERITY_WORDS[gap.severity].tone}`}>
                        {SEVERITY_WORDS[gap.severity].word}
                      </span>
                      <span className="soft small grow">{gap.requirement.id}</span>
                      {gap.state === 'in-progress' ? (
                        <span className="small">{String(gap.progress)} %</span>
                      ) : null}
                    </span>
                    <span dir="auto">{gap.title}</span>
                    <span className="soft small">
                      <bdi>{gap.owner === '' ? 'Nobody yet' : gap.owner}</bdi>
                      {gap.acceptance !== null && gap.state === 'accepted'
                        ? `, until ${gap.acceptance.until}`
                        : gap.dueOn === null
                          ? ', no day'
                          : `, by ${gap.dueOn}`}
                      , {formatOf(gap.effortDays, 'day', 'days')}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

const ORDER = ['open', 'in-progress', 'accepted', 'closed'] as const;
