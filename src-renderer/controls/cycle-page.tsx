import { Button, SegmentedControl } from '@mantine/core';
import { IconLock, IconShieldSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatOf } from '../lib/format.ts';
import { queryFor, useAnswer, useAsk } from '../lib/query.ts';
import { formatDay } from '../rights/words.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { CycleBoard } from './cycle-board.tsx';
import { filterControls, useCycleView } from './cycle-filter.ts';
import { CycleFilters } from './cycle-filters.tsx';
import { CycleStanding } from './cycle-standing.tsx';
import { CycleTable } from './cycle-table.tsx';
import { LockCycle } from './lock-cycle.tsx';
import { MissingList } from './missing-list.tsx';

/** One review cycle: its controls by how far they are, what is missing, and its lock. */
export function CyclePage(): ReactNode {
  const { cycleId } = useParams({ from: '/controls/reviews/$cycleId' });
  const board = useQuery({
    ...queryFor('reviews.board', { cycleId }),
    placeholderData: keepPreviousData,
  });
  const { data } = board;
  const cycle = data?.row.cycle;
  return (
    <Page
      fill
      title={cycle?.name ?? 'Review cycle'}
      lead={
        cycle === undefined
          ? undefined
          : `${cycle.versions.map(({ name }) => name).join(', ')}; ${formatDay(cycle.from)} to ${formatDay(cycle.to)}; to be done by ${formatDay(cycle.dueOn)}`
      }
      actions={data === undefined ? undefined : <CycleActions board={data} />}
    >
      <Link to="/controls/reviews" className="link small">
        All review cycles
      </Link>
      {board.isPending ? <Loading lines={8} /> : null}
      {board.isError ? <FailurePanel failure={board.error} onRetry={() => void board.refetch()} /> : null}
      {data === undefined ? null : <CycleParts board={data} />}
    </Page>
  );
}

function CycleActions({ board }: { readonly board: Output<'reviews.board'> }): ReactNode {
  const [locking, setLocking] = useState(false);
  const verify = useAsk('reviews.verify');
  const { cycle } = board.row;
  return (
    <>
      {verify.answer === null ? null : (
        <span className="soft small" role="status">
          {verify.answer.result === 'intact'
            ? 'Every signature and every file was read again: nothing was changed.'
            : (verify.answer.problems[0]?.text ?? '')}
        </span>
      )}
      <Button
        variant="default"
        loading={verify.busy}
        leftSection={<IconShieldSearch size={16} />}
        onClick={() => void verify.ask({ cycleId: cycle.id })}
      >
        Check it
      </Button>
      {cycle.state === 'locked' ? null : (
        <Button
          leftSection={<IconLock size={16} />}
          onClick={() => {
            setLocking(true);
          }}
        >
          Lock the cycle…
        </Button>
      )}
      {locking ? (
        <LockCycle
          board={board}
          onClose={() => {
            setLocking(false);
          }}
        />
      ) : null}
    </>
  );
}

function CycleParts({ board }: { readonly board: Output<'reviews.board'> }): ReactNode {
  const { filter, view, choose } = useCycleView();
  const identity = useAnswer('app.status', {}).data?.token.identity ?? null;
  const me = identity === null ? null : commonName(identity.subject);
  const rows = useMemo(() => filterControls(board.controls, filter, me), [board.controls, filter, me]);
  const { row } = board;
  return (
    <>
      <CycleStanding row={row} />
      {row.lock !== null && row.lock.result !== 'intact' ? (
        <Notice tone={row.lock.result === 'tampered' ? 'bad' : 'unsure'}>
          {row.lock.reason} Do not rely on this cycle; keep the profile folder as it is, and compare it with a
          backup.
        </Notice>
      ) : null}
      <div className="card queue">
        <div className="queue-filters" role="search" aria-label="Narrow the controls">
          <SegmentedControl
            size="xs"
            aria-label="Shown as"
            value={view}
            data={[
              { value: 'board', label: 'Board' },
              { value: 'table', label: 'Table' },
              { value: 'missing', label: 'What is missing' },
            ]}
            onChange={choose}
          />
          {view === 'missing' ? null : <CycleFilters />}
          <span className="grow small soft end" aria-live="polite">
            {view === 'missing'
              ? formatOf(board.findings.length, 'thing', 'things')
              : `${formatOf(rows.length, 'control', 'controls')}${rows.length === board.controls.length ? '' : ' match'}`}
          </span>
        </div>
        {view === 'board' ? <CycleBoard cycleId={row.cycle.id} rows={rows} /> : null}
        {view === 'table' ? <CycleTable cycle={row.cycle} rows={rows} /> : null}
        {view === 'missing' ? <MissingList cycleId={row.cycle.id} findings={board.findings} /> : null}
      </div>
    </>
  );
}
