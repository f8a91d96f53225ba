import type { ReactNode } from 'react';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { CAUSE_WORDS } from './triggers-words.ts';

const MOST = 50;

/** Entry numbers that no entry has, and what explains them. */
export function NumberGaps({ month }: { readonly month: string | null }): ReactNode {
  const answer = useAnswer('audit-triggers.gaps', {});
  const gaps = answer.data?.gaps ?? [];
  // What has no explanation comes first, whatever its age.
  const sorted = [
    ...gaps.filter(({ cause }) => cause === 'unexplained'),
    ...gaps.filter(({ cause }) => cause !== 'unexplained'),
  ].slice(0, MOST);
  return (
    <Section
      title="Numbers without an entry"
      aside={month === null ? null : <span className="soft">{`Month of the log: ${month}`}</span>}
    >
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : gaps.length === 0 ? (
        <p className="soft">Among the newest 200,000 entries no number is missing.</p>
      ) : (
        <>
          <p className="soft">
            A change that is taken back uses up its number, so a missing one is nothing unusual. Whether a
            sealed entry is gone, only verification tells.
          </p>
          <PlainTable
            label="Numbers without an entry"
            rows={sorted}
            keyOf={({ first }) => String(first)}
            columns={[
              {
                id: 'first',
                header: 'From number',
                align: 'end',
                cell: ({ first }) => <span className="mono">{first.toLocaleString('en-US')}</span>,
              },
              {
                id: 'numbers',
                header: 'How many',
                align: 'end',
                cell: ({ numbers }) => formatOf(numbers, 'number', 'numbers'),
              },
              {
                id: 'cause',
                header: 'Explanation',
                cell: ({ cause }) => (
                  <span className={cause === 'unexplained' ? 'ink-bad strong' : undefined}>
                    {CAUSE_WORDS[cause]}
                  </span>
                ),
              },
              {
                id: 'before',
                header: 'Behind an entry of',
                cell: ({ before }) => (before === null ? '–' : <When at={before} />),
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}
