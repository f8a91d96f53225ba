import { IconDatabaseOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import {
  accessOf,
  ROW_CATEGORIES,
  ROW_ROLES,
  type Opening,
  type RowReport,
  type Weakness,
} from '../../src-shared/phi/rows.ts';
import { useAdministrator, AdministratorSeatLine } from '../clinic/administrator.tsx';
import { ClinicTabs } from '../clinic/clinic-tabs.tsx';
import { formatOf } from '../lib/format.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { Logins } from './access-logins.tsx';
import { RuledTables } from './access-tables.tsx';
import { accessWords, CATEGORY_WORDS, ROLE_WORDS, SEVERITY_WORDS } from './access-words.ts';

/** Who sees which rows of the clinic's tables, and what undermines that. */
export function AccessPage(): ReactNode {
  const report = useAnswerAnew('rows.report', {});
  return (
    <Page
      title="Access rules"
      lead="The database itself shows each person the rows they need, whatever program they use (row-level security)."
    >
      <ClinicTabs />
      <AdministratorSeatLine />
      {report.isPending ? <Loading lines={6} /> : null}
      {report.isError ? <FailurePanel failure={report.error} onRetry={() => void report.refetch()} /> : null}
      {report.data === undefined ? null : report.data.installed ? (
        <Rules report={report.data} />
      ) : (
        <EmptyState icon={<IconDatabaseOff size={28} />} title="The database has no access rules yet">
          The pack that is installed there does not have this part. Upgrade it on “Connection”, then choose
          here which tables are ruled.
        </EmptyState>
      )}
    </Page>
  );
}

function Rules({ report }: { readonly report: RowReport }): ReactNode {
  const administrator = useAdministrator();
  return (
    <>
      {administrator.sheet}
      <RuledTables tables={report.tables} administrator={administrator} />
      <Weaknesses weaknesses={report.weaknesses} />
      <Matrix />
      <Openings openings={report.openings} />
      <Logins persons={report.persons} administrator={administrator} />
    </>
  );
}

const OUTCOMES = { high: 'failed', medium: 'warning', low: 'ok' } as const;

function Weaknesses({ weaknesses }: { readonly weaknesses: readonly Weakness[] }): ReactNode {
  return (
    <Section
      title="What undermines the rules"
      aside={<span className="soft">{formatOf(weaknesses.length, 'thing', 'things')}</span>}
    >
      {weaknesses.length === 0 ? (
        <p className="soft">
          Nothing was found: no login reads past the rules, and no function or view opens a way round.
        </p>
      ) : (
        <div className="weaknesses" role="region" aria-label="Weaknesses" tabIndex={0}>
          <CheckList
            label="What undermines the rules"
            checks={weaknesses.map(({ kind, severity, object, what, remedy }, at) => ({
              id: `${kind}-${object}-${String(at)}`,
              outcome: OUTCOMES[severity],
              word: SEVERITY_WORDS[severity],
              title: object,
              detail: what,
              remedy,
            }))}
          />
        </div>
      )}
    </Section>
  );
}

function Matrix(): ReactNode {
  return (
    <Section title="Who sees which rows">
      <p className="soft">
        The same for every table of a kind. Nobody deletes. “After saying why”: the person opens one patient’s
        record for an hour with a reason, which is recorded. Logins that had rights before keep seeing every
        row.
      </p>
      <PlainTable
        label="Who sees which rows"
        keyOf={(category) => category}
        rows={ROW_CATEGORIES}
        columns={[
          { id: 'category', header: 'Rows', cell: (category) => <strong>{CATEGORY_WORDS[category]}</strong> },
          ...ROW_ROLES.map((role) => ({
            id: role,
            header: ROLE_WORDS[role],
            cell: (category: (typeof ROW_CATEGORIES)[number]) => accessWords(accessOf(category, role)),
          })),
        ]}
      />
    </Section>
  );
}

function Openings({ openings }: { readonly openings: readonly Opening[] }): ReactNode {
  return (
    <Section title="Records opened by saying why">
      {openings.length === 0 ? (
        <p className="soft">
          Nobody has opened a record outside the care of the patient. A person does it with
          guard.open_record(patient, reason); it then stands here and in the audit log.
        </p>
      ) : (
        <PlainTable
          label="Records opened by saying why"
          rows={openings}
          keyOf={({ id }) => String(id)}
          columns={[
            { id: 'when', header: 'When', width: '180px', cell: ({ openedAt }) => <When at={openedAt} /> },
            { id: 'who', header: 'Login', width: '180px', cell: ({ login }) => <bdi>{login}</bdi> },
            {
              id: 'patient',
              header: 'Patient',
              width: '300px',
              cell: ({ patient }) => <bdi className="mono">{patient}</bdi>,
            },
            { id: 'why', header: 'Reason', cell: ({ reason }) => <span dir="auto">{reason}</span> },
            {
              id: 'until',
              header: 'Until',
              width: '180px',
              cell: ({ expiresAt }) => <When at={expiresAt} />,
            },
          ]}
        />
      )}
    </Section>
  );
}
