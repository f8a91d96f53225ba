import { IconShieldCheck } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { ALERT_FROM } from '../../src-shared/risk/factors.ts';
import type { RiskFilter, RiskStatus } from '../../src-shared/risk/contract.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { CaseFilter } from './case-filter.tsx';
import { CasePanel } from './case-panel.tsx';
import { CaseTable } from './case-table.tsx';
import { DecideForm } from './decide-form.tsx';
import { SecurityTabs } from './risk-tabs.tsx';
import { WATCH_WORDS } from './risk-words.ts';

const MOST = 200;
const WAITING: RiskFilter = { state: 'new', pattern: null, min: null, from: null, to: null, actor: '' };

/** Accesses that somebody should look at, one case for each person. */
export function RiskPage(): ReactNode {
  const [filter, setFilter] = useState<RiskFilter>(WAITING);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const { case: open } = useSearch({ from: '/risk' });
  const navigate = useNavigate();
  const status = useAnswer('risk.status', {});
  const list = useAnswer('risk.cases', { filter, offset: 0, limit: MOST });
  const rows = list.data?.rows ?? [];
  // What a filter hides must not be decided on.
  const inSight = chosen.filter((id) => rows.some(({ caseId }) => caseId === id));
  const show = (caseId: number | undefined): void => {
    void navigate({ to: '/risk', search: caseId === undefined ? {} : { case: caseId }, replace: true });
  };
  return (
    <Page
      title="Access risk"
      lead={`Every access in the audit log gets a score. From ${ALERT_FROM.toFixed(1)} on it goes to the queue; privacy patterns are questions of their own. Patients stand here by a pseudonym.`}
    >
      <SecurityTabs />
      {status.data === undefined ? null : <Standing status={status.data} />}
      <div className={open === undefined ? 'split split-one' : 'split'}>
        <Section
          title="Cases"
          aside={
            list.data === undefined ? null : (
              <span className="soft">
                {rows.length < list.data.total
                  ? `the first ${formatCount(rows.length)} of ${formatCount(list.data.total)}`
                  : formatOf(list.data.total, 'case', 'cases')}
              </span>
            )
          }
        >
          <CaseFilter filter={filter} onChange={setFilter} />
          {inSight.length === 0 ? null : (
            <DecideForm
              key={inSight.join(' ')}
              cases={inSight}
              title={`${formatOf(inSight.length, 'case', 'cases')} chosen`}
              onDone={() => {
                setChosen([]);
              }}
            />
          )}
          {list.isPending ? <Loading lines={6} /> : null}
          {list.isError ? <FailurePanel failure={list.error} onRetry={() => void list.refetch()} /> : null}
          {list.data === undefined ? null : rows.length === 0 ? (
            <Nothing
              filtered={JSON.stringify(filter) !== JSON.stringify(WAITING)}
              scored={status.data?.scored ?? 0}
            />
          ) : (
            <CaseTable rows={rows} open={open ?? null} onOpen={show} chosen={inSight} onChoose={setChosen} />
          )}
        </Section>
        {open === undefined ? null : (
          <CasePanel
            key={open}
            caseId={open}
            onClose={() => {
              show(undefined);
            }}
          />
        )}
      </div>
    </Page>
  );
}

function Standing({ status }: { readonly status: RiskStatus }): ReactNode {
  const { map } = status;
  return (
    <>
      <p className="soft" role="status">
        {WATCH_WORDS[status.state]}: {formatOf(status.scored, 'access', 'accesses')} scored,{' '}
        {formatOf(status.waiting, 'case', 'cases')} new, {formatCount(status.alerts)} of them with an alert.
        {map.name === null ? '' : ` Who is who: ${map.name}.`}
      </p>
      {status.problem === '' ? null : (
        <Notice tone={status.state === 'trouble' ? 'unsure' : 'none'}>{status.problem}</Notice>
      )}
      {map.problem === '' ? null : <Notice tone="unsure">{map.problem}</Notice>}
      {map.origin === 'none' ? (
        <Notice tone="none">
          Nothing says yet which login is whom and who cares for which patient, so privacy patterns find only
          spikes. Choose a map on “Rules and patterns”.
        </Notice>
      ) : null}
    </>
  );
}

function Nothing({ filtered, scored }: { readonly filtered: boolean; readonly scored: number }): ReactNode {
  if (filtered)
    return (
      <EmptyState icon={<IconShieldCheck size={28} />} title="No case fits">
        Choose another state, other days, or leave the fields empty.
      </EmptyState>
    );
  return (
    <EmptyState icon={<IconShieldCheck size={28} />} title="Nothing stands out">
      {scored === 0
        ? 'No access was scored yet. Accesses come by themselves once the clinic’s database has the guard pack.'
        : 'No new case waits. When an access stands out, it is shown here within a second.'}
    </EmptyState>
  );
}
