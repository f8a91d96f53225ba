import { Button, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconTestPipe } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { TEST_AREAS, type TestStanding } from '../../src-shared/controls/tests.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { ControlsTabs } from './controls-tabs.tsx';
import { TestPanel } from './test-panel.tsx';
import { OUTCOME_WORDS } from './words.ts';

const COLUMNS: readonly Column<TestStanding>[] = [
  { id: 'area', header: 'Area', track: 'minmax(90px, 0.7fr)', cell: ({ test }) => TEST_AREAS[test.area] },
  {
    id: 'title',
    header: 'Test',
    track: 'minmax(140px, 1.6fr)',
    cell: ({ test }) => <span title={test.title}>{test.title}</span>,
  },
  {
    id: 'outcome',
    header: 'Stands',
    track: '124px',
    cell: ({ conclusion }) => (
      <span className={`badge badge-${OUTCOME_WORDS[conclusion].tone}`}>
        {OUTCOME_WORDS[conclusion].name}
      </span>
    ),
  },
  {
    id: 'failed',
    header: 'Failed',
    track: '60px',
    align: 'end',
    cell: ({ concludedBy }) => (concludedBy === null ? '' : formatCount(concludedBy.failedCount)),
  },
  {
    id: 'when',
    header: 'Last run',
    track: '96px',
    cell: ({ latest }) => latest?.finishedAt.slice(0, 10) ?? '',
  },
];

/** The automated tests of controls: where each stands, and one of them in full beside the list. */
export function TestsPage(): ReactNode {
  const list = useAnswer('control-tests.list', {});
  const run = useAsk('control-tests.run');
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const all = list.data?.tests;
  const rows = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return (all ?? []).filter(({ test, conclusion }) =>
      `${TEST_AREAS[test.area]} ${test.title} ${test.id} ${OUTCOME_WORDS[conclusion].name} ${test.supports.map(({ id }) => id).join(' ')}`
        .toLowerCase()
        .includes(wanted),
    );
  }, [all, words]);
  const at = rows.findIndex(({ test }) => test.id === open);
  const shown = rows[at];
  return (
    <Page
      fill
      title="Controls"
      lead="Tests that are run on the clinic’s database and on what is kept here. A test supports a requirement; the review decides."
      actions={
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={run.busy}
          disabled={(all ?? []).length === 0}
          onClick={() => void run.ask({})}
        >
          Run all tests
        </Button>
      }
    >
      <ControlsTabs />
      {run.failure === null ? null : <FailurePanel failure={run.failure} />}
      <div className="room-parts" data-open={shown !== undefined}>
        <div className="card queue">
          <div className="queue-filters" role="search" aria-label="Narrow the tests">
            <TextInput
              size="xs"
              className="grow"
              aria-label="Words, outcome or requirement"
              placeholder="Words, an outcome such as failed, or a requirement such as CC6.1"
              value={words}
              onChange={(event) => {
                setWords(event.currentTarget.value);
              }}
            />
            <span className="small soft" aria-live="polite">
              {formatOf(rows.length, 'test', 'tests')}
            </span>
          </div>
          {list.isPending ? (
            <div className="pad">
              <Loading lines={6} />
            </div>
          ) : null}
          {list.isError ? (
            <div className="pad">
              <FailurePanel failure={list.error} onRetry={() => void list.refetch()} />
            </div>
          ) : null}
          {all === undefined ? null : rows.length === 0 ? (
            <EmptyState icon={<IconTestPipe size={28} />} title="No test is like this">
              Use other words.
            </EmptyState>
          ) : (
            <DataTable
              label="Automated tests"
              columns={COLUMNS}
              count={rows.length}
              rowAt={(index) => rows[index]}
              openIndex={at === -1 ? null : at}
              onOpen={(index) => {
                setOpen(rows[index]?.test.id ?? null);
              }}
            />
          )}
        </div>
        {shown === undefined ? null : (
          <TestPanel
            key={shown.test.id}
            testId={shown.test.id}
            title={shown.test.title}
            onClose={() => {
              setOpen(null);
            }}
          />
        )}
      </div>
    </Page>
  );
}
