import { SegmentedControl, Select } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { SEVERITIES } from '../../src-shared/clinic/security-event-types.ts';
import { SECURITY_VIEWS, type SecurityWish } from '../../src-shared/clinic/security-events.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { SecurityTabs } from '../risk/risk-tabs.tsx';
import { useDatabaseClock } from './answer-clock.tsx';
import { SecurityEventPanel } from './security-event-panel.tsx';
import { SecurityEventTable } from './security-event-table.tsx';
import { SEVERITY_WORDS, VIEW_WORDS } from './security-events-words.ts';

/** So many are shown; the worst and oldest come first. */
const MOST = 200;

/** The desk: what happened in the clinic's database that somebody has to look into. */
export function SecurityEventsPage(): ReactNode {
  const [which, setWhich] = useState<SecurityWish['which']>('waiting');
  const [severity, setSeverity] = useState<SecurityWish['severity']>(null);
  const { event: open } = useSearch({ from: '/events' });
  const navigate = useNavigate();
  const list = useAnswer('security-events.list', { which, severity, limit: MOST });
  const waiting = useAnswer('security-events.waiting', {}).data?.waiting ?? null;
  const now = useDatabaseClock(list.data?.now, list.dataUpdatedAt);
  const show = (event: number | undefined): void => {
    void navigate({ to: '/events', search: event === undefined ? {} : { event }, replace: true });
  };
  return (
    <Page
      title="Security events"
      lead="What Attestry found in the clinic’s database that somebody has to look into. A critical event is answered within 15 minutes; nothing is ever deleted."
    >
      <SecurityTabs />
      {waiting !== null && waiting.overdue > 0 ? (
        <Notice tone="bad">
          {waiting.overdue === 1
            ? 'A critical event was not answered within 15 minutes.'
            : `${formatCount(waiting.overdue)} critical events were not answered within 15 minutes.`}{' '}
          Open it and say what is being done.
        </Notice>
      ) : null}
      <div className={open === undefined ? 'split split-one' : 'split'}>
        <Section
          title="Queue"
          aside={
            list.data === undefined ? null : (
              <span className="soft">
                {list.data.rows.length < list.data.total
                  ? `the first ${formatCount(list.data.rows.length)} of ${formatCount(list.data.total)}`
                  : formatCount(list.data.total)}
              </span>
            )
          }
        >
          <div className="row event-filters">
            <SegmentedControl
              size="xs"
              aria-label="Which events"
              value={which}
              onChange={setWhich}
              data={SECURITY_VIEWS.map((view) => ({ value: view, label: VIEW_WORDS[view] }))}
            />
            <span className="grow" />
            <Select
              aria-label="Severity"
              value={severity ?? 'any'}
              allowDeselect={false}
              w={160}
              onChange={(value) => {
                setSeverity(SEVERITIES.find((known) => known === value) ?? null);
              }}
              data={[
                { value: 'any', label: 'Any severity' },
                ...SEVERITIES.toReversed().map((known) => ({
                  value: known,
                  label: SEVERITY_WORDS[known][1],
                })),
              ]}
            />
          </div>
          {list.isPending ? <Loading lines={6} /> : null}
          {list.isError ? <FailurePanel failure={list.error} onRetry={() => void list.refetch()} /> : null}
          {list.data === undefined ? null : list.data.rows.length === 0 ? (
            <EmptyState icon={<IconShieldCheck size={28} />} title={emptyTitle(which)}>
              Attestry looks for events with every sealing of the log. When one comes, it is shown here within
              a second.
            </EmptyState>
          ) : (
            <SecurityEventTable rows={list.data.rows} now={now} open={open ?? null} onOpen={show} />
          )}
        </Section>
        {open === undefined ? null : (
          <SecurityEventPanel
            key={open}
            id={open}
            onOpen={show}
            onClose={() => {
              show(undefined);
            }}
          />
        )}
      </div>
    </Page>
  );
}

const emptyTitle = (which: SecurityWish['which']): string =>
  which === 'waiting'
    ? 'Nothing waits for anybody'
    : which === 'ended'
      ? 'No event was ended yet'
      : 'There are no such events';
