import { Button, Checkbox } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type {
  AttachOutcome,
  AuditedTableView,
  AuditTriggersView,
} from '../../src-shared/clinic/audit-triggers.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { usePickedRows } from '../ui/picked-rows.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { AdministratorSeatLine, useAdministrator } from './administrator.tsx';
import { ClinicTabs } from './clinic-tabs.tsx';
import { NumberGaps } from './number-gaps.tsx';
import { SchemaChanges } from './schema-changes.tsx';
import { TriggerSheet } from './trigger-sheet.tsx';
import { PATIENT_DATA_WORDS, STATE_WORDS } from './triggers-words.ts';

const nameOf = ({ schema, table }: { readonly schema: string; readonly table: string }): string =>
  `${schema}.${table}`;

/** Which of the clinic's tables are audited, and whether everything that should be recorded is. */
export function TriggersPage(): ReactNode {
  const view = useAnswerAnew('audit-triggers.list', {});
  return (
    <Page
      title="Audit triggers"
      lead="Every change of an audited table leaves an entry with the values before and after (audit triggers)."
    >
      <ClinicTabs />
      <AdministratorSeatLine />
      {view.isPending ? <Loading lines={6} /> : null}
      {view.isError ? <FailurePanel failure={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? null : <Triggers view={view.data} />}
    </Page>
  );
}

function Triggers({ view }: { readonly view: AuditTriggersView }): ReactNode {
  const administrator = useAdministrator();
  const [all, setAll] = useState(false);
  const [doing, setDoing] = useState<'attach' | 'detach' | null>(null);
  const [refused, setRefused] = useState<readonly AttachOutcome[]>([]);
  const shown = view.tables.filter((table) => all || table.patientData !== 'none' || table.state !== 'off');
  const { picked, clear, column } = usePickedRows(shown, nameOf, 'Choose every table');
  const audited = shown.filter(({ state }) => state === 'on').length;
  const wrong = view.tables.filter(({ state }) => ['disabled', 'changed', 'removed'].includes(state));
  return (
    <>
      {administrator.sheet}
      {wrong.length === 0 ? null : (
        <Notice tone="bad">
          {wrong.length === 1
            ? 'The audit trigger of one table was'
            : `The audit triggers of ${String(wrong.length)} tables were`}{' '}
          switched off, changed or removed past Attestry:{' '}
          <bdi className="break">{wrong.map(nameOf).join(', ')}</bdi>. What happened there since is not in the
          log. Choose them, attach again, and find out who did it.
        </Notice>
      )}
      {view.unexplainedChanges === 0 ? null : (
        <Notice tone="bad">
          The server counted {formatOf(view.unexplainedChanges, 'row', 'rows')} of the audit log changed or
          deleted that no certificate explains. Verify the log at the level “block chain” now.
        </Notice>
      )}
      <Section
        title="Tables"
        aside={
          <span className="soft">{`${String(audited)} of ${formatOf(shown.length, 'table', 'tables')} audited`}</span>
        }
      >
        {view.tables.length === 0 ? (
          <EmptyState icon={<IconTable size={28} />} title="The database has no tables yet">
            When the clinic’s application has made its tables, they are listed here.
          </EmptyState>
        ) : (
          <>
            <div className="row">
              <Button
                disabled={picked.length === 0}
                onClick={() => {
                  setDoing('attach');
                }}
              >
                Attach triggers…
              </Button>
              <Button
                variant="default"
                disabled={picked.length !== 1 || picked[0]?.state === 'off'}
                onClick={() => {
                  setDoing('detach');
                }}
              >
                Detach…
              </Button>
              <span className="soft small grow">
                {picked.length === 0
                  ? 'Choose tables first; triggers are taken from one table at a time.'
                  : `${formatOf(picked.length, 'table', 'tables')} chosen.`}
              </span>
              <Checkbox
                size="xs"
                label="Tables without patient data too"
                checked={all}
                onChange={() => {
                  setAll(!all);
                }}
              />
            </div>
            {refused.map(({ schema, table, problem }) => (
              <Notice key={`${schema}.${table}`} tone="unsure">
                <bdi>{`${schema}.${table}`}</bdi>: {problem}
              </Notice>
            ))}
            <PlainTable
              label="Tables and their audit triggers"
              rows={shown}
              keyOf={nameOf}
              columns={[
                column,
                {
                  id: 'table',
                  header: 'Table',
                  width: '24%',
                  cell: (table) => <bdi className="break">{nameOf(table)}</bdi>,
                },
                { id: 'state', header: 'Changes', cell: (table) => <Standing table={table} /> },
                {
                  id: 'data',
                  header: 'Patient data',
                  cell: (table) => PATIENT_DATA_WORDS[table.patientData],
                },
                {
                  id: 'key',
                  header: 'Row named by',
                  cell: ({ key }) => <bdi className="mono">{key.join(', ') || '–'}</bdi>,
                },
                {
                  id: 'patient',
                  header: 'Patient named by',
                  cell: ({ patient }) => <bdi className="mono">{patient ?? '–'}</bdi>,
                },
                {
                  id: 'last',
                  header: 'Last change',
                  cell: ({ lastAt }) => (lastAt === null ? '–' : <When at={lastAt} />),
                },
                {
                  id: 'rate',
                  header: 'A day',
                  align: 'end',
                  cell: ({ perDay }) => String(Math.round(perDay)),
                },
              ]}
            />
          </>
        )}
      </Section>
      <SchemaChanges view={view} administrator={administrator} />
      <NumberGaps month={view.month} />
      {doing === null ? null : (
        <TriggerSheet
          deed={doing}
          tables={picked}
          administrator={administrator}
          onClose={(outcomes) => {
            setDoing(null);
            if (outcomes === null) return;
            setRefused(outcomes.filter(({ done }) => !done));
            clear();
          }}
        />
      )}
    </>
  );
}

function Standing({ table }: { readonly table: AuditedTableView }): ReactNode {
  const [tone, word] = STATE_WORDS[table.state];
  return <span className={`ink-${tone}${tone === 'bad' ? ' strong' : ''}`}>{word}</span>;
}
