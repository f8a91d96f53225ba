import { Button, TextInput } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { type AccessFilter, pseudonymSchema } from '../../src-shared/clinic/monitoring.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { When } from '../ui/when.tsx';
import { ClinicTabs } from './clinic-tabs.tsx';

const WEEK_MS = 7 * 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Who looked at, changed or took away whose data. */
export function AccessReportPage(): ReactNode {
  const [fields, setFields] = useState(() => ({
    from: dayOf(Date.now() - WEEK_MS),
    to: dayOf(Date.now()),
    actor: '',
    patient: '',
  }));
  const patient = pseudonymSchema.safeParse(fields.patient.trim());
  const wrong = fields.patient.trim() !== '' && !patient.success;
  const filter: AccessFilter = {
    from: fields.from === '' ? null : fields.from,
    to: fields.to === '' ? null : fields.to,
    actor: fields.actor.trim() === '' ? null : fields.actor.trim(),
    patient: patient.success ? patient.data : null,
  };
  const [asked, setAsked] = useState(filter);
  const report = useAnswer('monitoring.access', asked);
  const save = useAsk('monitoring.save-access');
  const set = (name: keyof typeof fields) => (value: string) => {
    setFields((before) => ({ ...before, [name]: value }));
  };
  return (
    <Page
      title="Access to patient data"
      lead="Who looked at, changed, exported or printed whose data on which day, as the audit log has it. Patients stand here by a pseudonym."
    >
      <ClinicTabs />
      <Section title="Which accesses">
        <form
          className="row access-filter"
          onSubmit={(event) => {
            event.preventDefault();
            if (!wrong) setAsked(filter);
          }}
        >
          <Field label="From (UTC)" type="date" value={fields.from} onChange={set('from')} />
          <Field label="To (UTC)" type="date" value={fields.to} onChange={set('to')} />
          <Field label="Person" value={fields.actor} onChange={set('actor')} />
          <Field
            label="Patient (pseudonym)"
            value={fields.patient}
            onChange={set('patient')}
            {...(wrong ? { error: 'P- and 12 digits or letters a to f' } : {})}
          />
          <Button type="submit" disabled={wrong}>
            Show
          </Button>
          <Button
            variant="default"
            loading={save.busy}
            disabled={report.data === undefined || report.data.total === 0}
            onClick={() => {
              void save.ask(asked).then((answer) => {
                if (answer !== null && answer.saved !== null) tellSaved(answer.saved);
              });
            }}
          >
            Save as CSV…
          </Button>
        </form>
        {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      </Section>
      <Section
        title="Report"
        aside={
          report.data === undefined ? null : (
            <span className="soft">
              {formatOf(report.data.total, 'row', 'rows')}, {formatOf(report.data.people, 'person', 'people')}
              , {formatOf(report.data.patients, 'patient', 'patients')}
            </span>
          )
        }
      >
        {report.isPending ? <Loading lines={6} /> : null}
        {report.isError ? (
          <FailurePanel failure={report.error} onRetry={() => void report.refetch()} />
        ) : null}
        {report.data === undefined ? null : report.data.rows.length === 0 ? (
          <EmptyState icon={<IconUserSearch size={28} />} title="Nobody worked with patient data then">
            Choose other days, or leave person and patient empty.
          </EmptyState>
        ) : (
          <>
            <PlainTable
              label="Access to patient data"
              rows={report.data.rows}
              keyOf={({ day, actor, role, patient: whose }) => `${day} ${actor} ${role ?? ''} ${whose}`}
              columns={[
                {
                  id: 'day',
                  header: 'Day (UTC)',
                  width: '100px',
                  cell: ({ day }) => <span className="nowrap">{day}</span>,
                },
                {
                  id: 'actor',
                  header: 'Person',
                  width: '22%',
                  cell: ({ actor, role }) => (
                    <>
                      <bdi className="break">{actor}</bdi>
                      {role === null ? null : <span className="soft small"> {role}</span>}
                    </>
                  ),
                },
                {
                  id: 'patient',
                  header: 'Patient',
                  cell: ({ patient: whose }) => <span className="mono">{whose}</span>,
                },
                { id: 'reads', header: 'Looked at', align: 'end', cell: ({ reads }) => formatCount(reads) },
                {
                  id: 'changes',
                  header: 'Changed',
                  align: 'end',
                  cell: ({ changes }) => formatCount(changes),
                },
                {
                  id: 'exports',
                  header: 'Taken away',
                  align: 'end',
                  cell: ({ exports }) => formatCount(exports),
                },
                {
                  id: 'refused',
                  header: 'Refused',
                  align: 'end',
                  cell: ({ refused }) => formatCount(refused),
                },
                { id: 'last', header: 'Last', cell: ({ lastAt }) => <When at={lastAt} /> },
              ]}
            />
            {report.data.rows.length < report.data.total ? (
              <p className="soft small">
                The newest {formatCount(report.data.rows.length)} rows. The file has all of them.
              </p>
            ) : null}
          </>
        )}
      </Section>
    </Page>
  );
}

function Field({
  label,
  value,
  onChange,
  type = 'text',
  error,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'date';
  readonly error?: string;
}): ReactNode {
  return (
    <TextInput
      label={label}
      type={type}
      value={value}
      {...(error === undefined ? {} : { error })}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
