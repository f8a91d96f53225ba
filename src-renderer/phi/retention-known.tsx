import type { ReactNode } from 'react';
import type { DisposalState } from '../../src-shared/phi/disposal.ts';
import { formatOf } from '../lib/format.ts';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** What is due is judged by rules: what of it is known, and what is taken for granted until somebody looks. */
export function RetentionKnown({
  state: { rules, holds, disposals },
}: {
  readonly state: DisposalState;
}): ReactNode {
  const active = rules.filter(({ rule }) => rule.active).length;
  const proposed = rules.filter(({ origin }) => origin === 'default').length;
  const nameless = rules.filter(({ rule }) => rule.active && rule.subjectColumn === null).length;
  const held = holds.filter(({ lifted }) => lifted === null).length;
  const last = disposals
    .filter(({ kind }) => kind === 'retention')
    .map(({ begunAt }) => begunAt)
    .sort()
    .at(-1);
  return (
    <Section title="What is due: known and assumed">
      <div className="columns columns-even">
        <div className="stack">
          <h3>Known</h3>
          <ul className="plain-list">
            <li>
              {active === 0
                ? 'No rule is active: nothing is due.'
                : `${formatOf(active, 'rule was', 'rules were')} set by an officer and made active.`}
            </li>
            <li>
              {last === undefined ? (
                'Nothing was deleted by a rule yet.'
              ) : (
                <>
                  The last deletion by rules began <When at={last} />.
                </>
              )}
            </li>
            <li>{held === 0 ? 'Nothing is held.' : `${formatOf(held, 'hold is', 'holds are')} in force.`}</li>
            <li>How many rows are due is known only when you count them, for that moment.</li>
          </ul>
        </div>
        <div className="stack">
          <h3>Assumed</h3>
          <ul className="plain-list">
            {proposed === 0 ? null : (
              <li>
                {formatOf(proposed, 'rule is', 'rules are')} proposed by the name of the table; nobody has
                decided whether it fits.
              </li>
            )}
            <li>
              The column under “Counted from” holds the day from which the law counts. Rows without a date are
              kept.
            </li>
            <li>
              The period under “Kept” is the longest duty; a state may ask for longer, above all for children.
            </li>
            {nameless === 0 ? null : (
              <li>
                In {formatOf(nameless, 'table', 'tables')} no column names the patient: a hold on a patient
                does not bind there.
              </li>
            )}
            <li>Between counts, the check takes deletions to be due once a month.</li>
          </ul>
        </div>
      </div>
    </Section>
  );
}
