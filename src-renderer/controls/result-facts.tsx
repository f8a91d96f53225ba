import type { ReactNode } from 'react';
import type { TestResult } from '../../src-shared/controls/tests.ts';
import { formatCount } from '../lib/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { OUTCOME_WORDS } from './words.ts';

/** A frozen result of a test: when, what it came to, how many, by whom, and what was asked. */
export function ResultFacts({ result }: { readonly result: TestResult }): ReactNode {
  const { finishedAt, outcome, reason, population, tested, failedCount, sample, source } = result;
  return (
    <>
      <Facts
        rows={[
          ['Run', <When key="when" at={finishedAt} />],
          ['Came to', `${OUTCOME_WORDS[outcome].name}: ${reason}`],
          [
            'Tested',
            `${formatCount(tested)} of ${population === null ? 'an unknown number' : formatCount(population)}; ${formatCount(failedCount)} failed`,
          ],
          ...(sample === null
            ? []
            : [['Sample', `${formatCount(sample.size)}, seed ${String(sample.seed)}`] as const]),
          ['Read as', `${source.role} in ${source.database}, ${source.server}`],
          ['Query', <Hash key="query" value={result.queryHash} what="query" />],
          ['Frozen as', <Hash key="hash" value={result.sha256} what="result" />],
        ]}
      />
      {result.queryText === '' ? null : (
        <details>
          <summary>What was asked</summary>
          <code className="small query-text">{result.queryText}</code>
        </details>
      )}
    </>
  );
}

/** Rows that are shown; the table has all that were kept. */
const SHOWN = 100;

/** The rows of a result that failed. */
export function FailedRows({
  result: { failed, failedCount },
}: {
  readonly result: Pick<TestResult, 'failed' | 'failedCount'>;
}): ReactNode {
  if (failed.length === 0) return null;
  return (
    <>
      <h3>{formatCount(failedCount)} failed</h3>
      <ul className="linked-list">
        {failed.slice(0, SHOWN).map(({ key, fact }, index) => (
          <li key={`${key} ${String(index)}`}>
            <span className="grow">
              <bdi>{key}</bdi>: {fact}
            </span>
          </li>
        ))}
      </ul>
      {failed.length > SHOWN ? (
        <p className="soft small">
          The first {SHOWN}. Keep the result as evidence and save it as a table to see the others.
        </p>
      ) : null}
    </>
  );
}
