import { Button, CloseButton } from '@mantine/core';
import { IconFileCertificate, IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ControlTest, TestStanding } from '../../src-shared/controls/tests.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { KeepResult } from './keep-result.tsx';
import { FailedRows, ResultFacts } from './result-facts.tsx';
import { TestDays } from './test-days.tsx';
import { OUTCOME_WORDS } from './words.ts';

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
  const [keeping, setKeeping] = useState(false);
  const latest = one.data?.standing.latest ?? null;
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
          <h3>Day by day</h3>
          <TestDays title={title} days={one.data.days} />
          {one.data.latest === null ? null : (
            <>
              <h3>Last result</h3>
              <ResultFacts result={one.data.latest} />
              <FailedRows result={one.data.latest} />
            </>
          )}
        </>
      )}
      {run.failure === null ? null : <FailurePanel failure={run.failure} />}
      <div className="row wrap">
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} />}
          loading={run.busy}
          onClick={() => void run.ask({ tests: [testId] })}
        >
          Run this test
        </Button>
        <Button
          variant="default"
          leftSection={<IconFileCertificate size={16} />}
          disabled={latest === null}
          onClick={() => {
            setKeeping(true);
          }}
        >
          Keep as evidence…
        </Button>
      </div>
      {keeping && latest !== null ? (
        <KeepResult
          testId={testId}
          resultId={latest.id}
          onClose={() => {
            setKeeping(false);
          }}
        />
      ) : null}
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
