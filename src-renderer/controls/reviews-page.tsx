import { Button } from '@mantine/core';
import { IconListCheck, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { CycleRow } from '../../src-shared/controls/reviews.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { Day } from '../rights/due.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { type PlainColumn, PlainTable } from '../ui/plain-table.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { ControlsTabs } from './controls-tabs.tsx';
import { OpenCycle } from './open-cycle.tsx';

const COLUMNS: readonly PlainColumn<CycleRow>[] = [
  {
    id: 'name',
    header: 'Cycle',
    cell: ({ cycle }) => (
      <Link to="/controls/reviews/$cycleId" params={{ cycleId: cycle.id }} className="link">
        <bdi>{cycle.name}</bdi>
      </Link>
    ),
  },
  {
    id: 'frameworks',
    header: 'Frameworks',
    cell: ({ cycle }) => cycle.versions.map(({ name }) => name).join(', '),
  },
  {
    id: 'period',
    header: 'Period',
    width: '228px',
    cell: ({ cycle }) => (
      <>
        <Day on={cycle.from} /> – <Day on={cycle.to} />
      </>
    ),
  },
  { id: 'due', header: 'Due', width: '128px', cell: ({ cycle }) => <Day on={cycle.dueOn} /> },
  {
    id: 'approved',
    header: 'Approved',
    width: '110px',
    align: 'end',
    cell: ({ stages, controls }) => `${formatCount(stages.approved)} of ${formatCount(controls)}`,
  },
  {
    id: 'state',
    header: 'State',
    width: '210px',
    cell: ({ cycle, lock, errors }) =>
      cycle.state === 'open' ? (
        errors === 0 ? (
          'Open, ready to be locked'
        ) : (
          `Open, ${formatOf(errors, 'thing', 'things')} missing`
        )
      ) : (
        <span className="row">
          Locked <VerdictBadge verdict={lock?.result ?? null} />
        </span>
      ),
  },
];

/** Every review of controls, the newest first. */
export function ReviewsPage(): ReactNode {
  const navigate = useNavigate();
  const list = useAnswer('reviews.cycles', {});
  const [opening, setOpening] = useState(false);
  const begin = (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => {
        setOpening(true);
      }}
    >
      Open a review cycle…
    </Button>
  );
  const none = list.data?.cycles.length === 0;
  return (
    <Page
      title="Controls"
      lead="Reviews of controls over a period: each is concluded by one person, approved by another, and locked with a signature."
      actions={none ? undefined : begin}
    >
      <ControlsTabs />
      {list.isPending ? <Loading lines={5} /> : null}
      {list.isError ? <FailurePanel failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data === undefined ? null : none ? (
        <div className="card">
          <EmptyState icon={<IconListCheck size={28} />} title="No review was opened yet" action={begin}>
            A review cycle takes every requirement of a framework and asks, for a period: was it done, and
            what shows it?
          </EmptyState>
        </div>
      ) : (
        <PlainTable
          label="Review cycles"
          columns={COLUMNS}
          rows={list.data.cycles}
          keyOf={({ cycle }) => cycle.id}
        />
      )}
      {opening ? (
        <OpenCycle
          onClose={() => {
            setOpening(false);
          }}
          onOpened={(cycleId) => void navigate({ to: '/controls/reviews/$cycleId', params: { cycleId } })}
        />
      ) : null}
    </Page>
  );
}
