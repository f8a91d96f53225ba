import { Button, CloseButton } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ControlTest, TestResult, TestStanding } from '../../src-shared/controls/tests.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { OUTCOME_WORDS } from './words.ts';

/** Rows that are shown; the command line prints the rest. */
const SHOWN = 100;
/** Days that are shown, the newest last. */
const DAYS = 31;

/** One automated test in full: what it shows, how it stands, its days, the rows that failed and its query. */
export function TestPanel({
  testId,
  title,
  onClose,
}: {
  readonly testId: string;
  readonly title: string;
  readonly onClose: () => void;
}): ReactNode {
  const one = useAnswer('control-tests.get', { testId });
  const run = useAsk('control-tests.run');
  return (
    <section className="card room-panel" aria-label={title}>
      <header className="card-head">
        <h2 className="grow">{title}</h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      {one.isPending ? <Loading lines={6} /> : null}
      {one.isError ? <FailurePanel failure={one.error} onRetry={() => void one.refetch()} /> : null}
      {one.data === undefined ? null : (
        <>
          <Facts rows={[...describing(one.data.standing.test), ...standingRows(one.data.standing)]} />
          {one.data.days.length === 0 ? null : (
            <p className="small">
              By day:{' '}
              {one.data.days
                .slice(-DAYS)
                .map(({ day, outcome }) => `${day} ${OUTCOME_WORDS[outcome].name.toLowerCase()}`)
                .join('; ')}
            </p>
          )}
          {one.data.latest === null ? null : <Latest result={one.data.latest} />}
        </>
      )}
      {run.failure === null ? null : <FailurePanel failure={run.failure} />}
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} />}
          loading={run.busy}
          onClick={() => void run.ask({ tests: [testId] })}
        >
          Run this test
        </Button>
      </div>
    </section>
  );
}

type Rows = readonly (readonly [string, ReactNode])[];

const describing = (test: ControlTest): Rows => [
  ['Shows', test.shows],
  ['Population', test.population],
  ['Passes when', test.rule],
  ['Does not show', test.limits],
  ['Supports', test.supports.map(({ framework, id }) => `${framework} ${id}`).join(', ')],
  ...test.parameters.map(({ meaning, value }) => [meaning, String(value)] as const),
];

function standingRows({ conclusion, concludedBy, latest }: TestStanding): Rows {
  const { tone, name } = OUTCOME_WORDS[conclusion];
  const stays = concludedBy !== null && latest !== null && concludedBy.id !== latest.id;
  return [
    [
      'Stands',
      <span key="stands" className={`badge badge-${tone}`}>
        {name}
      </span>,
    ],
    ['Why', concludedBy?.reason ?? 'It was not run yet. Run it, or all tests.'],
    ...(stays
      ? [
          [
            'Stays',
            'A newer run could not tell or was a sample: only a complete run that passes ends a finding.',
          ] as const,
        ]
      : []),
  ];
}

function Latest({ result }: { readonly result: TestResult }): ReactNode {
  const { finishedAt, population, tested, failedCount, failed, sample, source, sha256, queryText } = result;
  return (
    <>
      <Facts
        rows={[
          ['Last run', <When key="when" at={finishedAt} />],
          ['Came to', `${OUTCOME_WORDS[result.outcome].name}: ${result.reason}`],
          [
            'Tested',
            `${formatCount(tested)} of ${population === null ? 'an unknown number' : formatCount(population)}`,
          ],
          ...(sample === null
            ? []
            : [['Sample', `${formatCount(sample.size)}, seed ${sample.seed}`] as const]),
          ['Read as', `${source.role} in ${source.database}, ${source.server}`],
          ['Frozen as', <Hash key="hash" value={sha256} what="result" />],
        ]}
      />
      {failed.length === 0 ? null : (
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
              The first {SHOWN}. The command line has the others: controls test --json.
            </p>
          ) : null}
        </>
      )}
      {queryText === '' ? null : (
        <details>
          <summary>What was asked</summary>
          <code className="small">{queryText}</code>
        </details>
      )}
    </>
  );
}
