import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconInbox, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CASE_TYPES, caseStateSchema, caseTypeSchema } from '../../src-shared/rights/words.ts';
import { formatOf } from '../lib/format.ts';
import { queryFor } from '../lib/query.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { Board } from './board.tsx';
import { caseColumns } from './case-columns.tsx';
import { useQueue } from './queue.ts';
import { RightsTabs } from './rights-tabs.tsx';
import { STATE_WORDS, TYPE_WORDS } from './words.ts';

/** As many cases as the main process gives at once; more are found by their filters. */
const MOST = 500;
const ALL = '';

/** Every request by the day it is due, the overdue on top. */
export function RequestsPage(): ReactNode {
  const navigate = useNavigate();
  const { filter, view, narrow, choose } = useQueue();
  const list = useQuery({
    ...queryFor('rights.list', { filter, offset: 0, limit: MOST }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.rows ?? [];
  const narrowed = filter.type !== null || filter.state !== null || filter.id !== '';
  const begin = (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/rights/new' })}
      className="no-shrink"
    >
      New request
    </Button>
  );
  return (
    <Page
      fill
      title="Rights requests"
      lead="What patients ask for under HIPAA, each with its legal clock. The most pressing comes first."
      actions={begin}
    >
      <RightsTabs />
      <div className="card queue">
        <div className="queue-filters" role="search" aria-label="Narrow the requests">
          <SegmentedControl
            size="xs"
            aria-label="Which requests"
            value={filter.open === null ? 'all' : filter.open ? 'open' : 'closed'}
            data={[
              { value: 'open', label: 'Open' },
              { value: 'closed', label: 'Closed' },
              { value: 'all', label: 'All' },
            ]}
            onChange={(value) => {
              narrow({ open: value === 'all' ? null : value === 'open' });
            }}
          />
          <NativeSelect
            size="xs"
            aria-label="Right"
            value={filter.type ?? ALL}
            data={[
              { value: ALL, label: 'Every right' },
              ...CASE_TYPES.map((type) => ({ value: type, label: TYPE_WORDS[type].name })),
            ]}
            onChange={(event) => {
              narrow({ type: caseTypeSchema.safeParse(event.currentTarget.value).data ?? null });
            }}
          />
          <NativeSelect
            size="xs"
            aria-label="State"
            value={filter.state ?? ALL}
            data={[
              { value: ALL, label: 'Every state' },
              ...caseStateSchema.options.map((state) => ({ value: state, label: STATE_WORDS[state] })),
            ]}
            onChange={(event) => {
              narrow({ state: caseStateSchema.safeParse(event.currentTarget.value).data ?? null });
            }}
          />
          <TextInput
            size="xs"
            aria-label="Number of the request"
            placeholder="Number, as R-2026-0001"
            maxLength={20}
            value={filter.id}
            onChange={(event) => {
              narrow({ id: event.currentTarget.value });
            }}
          />
          <span className="grow small soft" aria-live="polite">
            {list.data === undefined ? '' : formatOf(list.data.total, 'request', 'requests')}
            {list.data !== undefined && list.data.total > rows.length
              ? `; the first ${String(rows.length)} are shown`
              : ''}
          </span>
          <SegmentedControl
            size="xs"
            aria-label="Shown as"
            value={view}
            data={[
              { value: 'table', label: 'Table' },
              { value: 'board', label: 'Board' },
            ]}
            onChange={(value) => {
              choose(value);
            }}
          />
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
        {list.data === undefined ? null : rows.length === 0 ? (
          <EmptyState
            icon={<IconInbox size={28} />}
            title={narrowed ? 'No request is like this' : 'No requests here'}
            action={
              narrowed ? undefined : (
                <Link to="/rights/new" className="link">
                  Record a request
                </Link>
              )
            }
          >
            {narrowed
              ? 'Choose another right or state, or look among all.'
              : 'Record a request on the day it comes in: the clock runs from its receipt, whoever received it.'}
          </EmptyState>
        ) : view === 'board' ? (
          <Board rows={rows} />
        ) : (
          <DataTable
            label="Requests"
            columns={caseColumns}
            count={rows.length}
            rowAt={(index) => rows[index]}
            onOpen={(index) => {
              const row = rows[index];
              if (row !== undefined) void navigate({ to: '/rights/$caseId', params: { caseId: row.caseId } });
            }}
          />
        )}
      </div>
    </Page>
  );
}
