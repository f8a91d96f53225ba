import type { ReactNode } from 'react';
import { When } from './when.tsx';

/** What was decided about one thing, by whom, when and why. */
export function DecidedSteps<S extends string>({
  steps,
  words,
}: {
  readonly steps: readonly {
    readonly state: S;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly words: Readonly<Record<S, string>>;
}): ReactNode {
  return (
    <section className="panel-part" aria-label="What was decided">
      <h3>What was decided</h3>
      {steps.length === 0 ? (
        <p className="soft small">Nothing yet.</p>
      ) : (
        <ul className="acknowledgements">
          {steps.map(({ state, reason, by, at }) => (
            <li key={`${at}${state}`}>
              <p dir="auto" className="break">
                {words[state]}: {reason}
              </p>
              <p className="soft small">
                <bdi className="break">{by}</bdi>, <When at={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
