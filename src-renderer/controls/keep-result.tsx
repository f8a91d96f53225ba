import { Button, Modal, NativeSelect } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { TEST_AREAS, type TestArea, type TestStanding } from '../../src-shared/controls/tests.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading } from '../ui/page.tsx';
import { EvidenceForm } from './evidence-form.tsx';
import { ResultFacts } from './result-facts.tsx';

const AREAS = Object.keys(TEST_AREAS) as readonly TestArea[];

/**
 * Keeps the result of a control test as evidence, with its query, population, source and hash. Without `resultId` the newest
 * one of the test that is chosen; it can be run first.
 */
export function KeepResult({
  testId,
  resultId,
  onClose,
  onAdded,
}: {
  readonly testId?: string | undefined;
  /** A result that is meant, and no newer one. */
  readonly resultId?: string | undefined;
  readonly onClose: () => void;
  readonly onAdded?: ((id: string) => void) | undefined;
}): ReactNode {
  const list = useAnswer('control-tests.list', {});
  const [chosen, setChosen] = useState(testId ?? '');
  const tests = list.data?.tests ?? [];
  const standing = tests.find(({ test }) => test.id === chosen);
  const named = resultId ?? standing?.latest?.id ?? null;
  return (
    <Modal opened onClose={onClose} title="Keep a test result as evidence" size={640}>
      <div className="stack">
        <p>
          The result is kept as it was frozen: what was asked, of whom, how many there were and which failed,
          with a hash over all of it. Rows are named by pseudonyms.
        </p>
        {list.isPending ? <Loading lines={3} /> : null}
        {list.isError ? <FailurePanel failure={list.error} onRetry={() => void list.refetch()} /> : null}
        {resultId === undefined && list.isSuccess ? (
          <ChooseTest tests={tests} chosen={chosen} onChoose={setChosen} />
        ) : null}
        {named === null ? (
          chosen === '' ? null : (
            <p className="soft">This test was not run yet. Run it, then keep its result.</p>
          )
        ) : (
          <Meant
            key={named}
            resultId={named}
            title={standing?.test.title ?? chosen}
            onClose={onClose}
            onAdded={onAdded}
          />
        )}
      </div>
    </Modal>
  );
}

function ChooseTest({
  tests,
  chosen,
  onChoose,
}: {
  readonly tests: readonly TestStanding[];
  readonly chosen: string;
  readonly onChoose: (testId: string) => void;
}): ReactNode {
  const run = useAsk('control-tests.run');
  return (
    <>
      <div className="row row-bottom">
        <NativeSelect
          className="grow"
          label="Control test"
          value={chosen}
          onChange={(event) => {
            onChoose(event.currentTarget.value);
          }}
        >
          <option value="">Choose a test</option>
          {AREAS.map((area) => {
            const own = tests.filter(({ test }) => test.area === area);
            return own.length === 0 ? null : (
              <optgroup key={area} label={TEST_AREAS[area]}>
                {own.map(({ test }) => (
                  <option key={test.id} value={test.id}>
                    {test.title}
                  </option>
                ))}
              </optgroup>
            );
          })}
        </NativeSelect>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} />}
          disabled={chosen === ''}
          loading={run.busy}
          onClick={() => void run.ask({ tests: [chosen] })}
        >
          Run it now
        </Button>
      </div>
      {run.failure === null ? null : <FailurePanel failure={run.failure} />}
    </>
  );
}

function Meant({
  resultId,
  title,
  onClose,
  onAdded,
}: {
  readonly resultId: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly onAdded?: ((id: string) => void) | undefined;
}): ReactNode {
  const result = useAnswer('control-tests.result', { id: resultId });
  if (result.isPending) return <Loading lines={5} />;
  if (result.isError) return <FailurePanel failure={result.error} onRetry={() => void result.refetch()} />;
  const { data } = result;
  const day = data.finishedAt.slice(0, 10);
  const { role, database, server } = data.source;
  return (
    <>
      <ResultFacts result={data} />
      <EvidenceForm
        start={{
          title: title.slice(0, 200),
          source: `${role} in ${database}, ${server}`.slice(0, 200),
          from: day,
          to: day,
        }}
        from={{ result: data.id }}
        onClose={onClose}
        onAdded={onAdded}
      />
    </>
  );
}
