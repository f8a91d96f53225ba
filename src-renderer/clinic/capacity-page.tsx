import { NumberInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { Capacity, ControlStanding } from '../../src-shared/clinic/monitoring.ts';
import { formatBytes, formatCount, formatDuration, formatOf } from '../lib/format.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { BarChart } from '../ui/bar-chart.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { CONTROL_WORDS, daysUntil, factsLine, sizeIn, STANDING_WORDS } from './capacity-words.ts';
import { ClinicTabs } from './clinic-tabs.tsx';
import { SecurityFigures } from './security-figures.tsx';

/** How the controls stand, and whether the database will have room. */
export function CapacityPage(): ReactNode {
  const capacity = useAnswerAnew('monitoring.capacity', {});
  return (
    <Page
      title="Controls and capacity"
      lead="How each control stands by the facts in the clinic’s database, how large it is and how fast it grows, and what is slow in it."
    >
      <ClinicTabs />
      <Controls />
      <SecurityFigures />
      {capacity.isPending ? <Loading lines={6} /> : null}
      {capacity.isError ? (
        <FailurePanel failure={capacity.error} onRetry={() => void capacity.refetch()} />
      ) : null}
      {capacity.data === undefined ? null : (
        <>
          <Growth capacity={capacity.data} />
          <Largest tables={capacity.data.tables} />
          <Slow statements={capacity.data.statements} />
        </>
      )}
    </Page>
  );
}

function Controls(): ReactNode {
  const controls = useAnswerAnew('monitoring.controls', {});
  return (
    <Section title="Controls">
      {controls.isPending ? <Loading lines={6} /> : null}
      {controls.isError ? (
        <FailurePanel failure={controls.error} onRetry={() => void controls.refetch()} />
      ) : null}
      {controls.data?.rows.some(knowsNoPatientTable) === true ? (
        <Notice tone="none">
          No column has been decided to hold patient data, so most of these could not be told. Decide in the{' '}
          <Link className="link" to="/clinic/data-map">
            data map
          </Link>
          .
        </Notice>
      ) : null}
      {controls.data === undefined ? null : (
        <PlainTable
          label="Controls"
          rows={controls.data.rows}
          keyOf={({ control }) => control}
          columns={[
            {
              id: 'control',
              header: 'Control',
              width: '180px',
              cell: ({ control }) => CONTROL_WORDS[control],
            },
            {
              id: 'state',
              header: 'Standing',
              width: '150px',
              cell: ({ state }) => {
                const [tone, word] = STANDING_WORDS[state];
                return <span className={`badge badge-${tone} severity`}>{word}</span>;
              },
            },
            { id: 'facts', header: 'Facts', cell: ({ facts }) => factsLine(facts) },
          ]}
        />
      )}
    </Section>
  );
}

const knowsNoPatientTable = ({ facts }: ControlStanding): boolean =>
  facts.some(([name, value]) => name === 'patientTables' && value === 0);

const GIGABYTE = 1e9;

function Growth({ capacity }: { readonly capacity: Capacity }): ReactNode {
  const [free, setFree] = useState<number | ''>('');
  const { growth, databaseBytes, logBytes, measures, sizes, entries } = capacity;
  const days = free === '' ? null : daysUntil(capacity, free * GIGABYTE);
  const inDays = (ahead: number): string => {
    const size = sizeIn(capacity, ahead);
    return size === null ? '–' : formatBytes(size);
  };
  return (
    <Section title="Capacity">
      <Facts
        rows={[
          ['Database', formatBytes(databaseBytes)],
          ['Audit log in it', formatBytes(logBytes)],
          [
            'Growth',
            growth === null
              ? 'Could not tell: there are no entries yet.'
              : `${formatBytes(Math.max(0, growth.bytesPerDay))} a day, ${
                  growth.by === 'measured'
                    ? `by ${formatOf(measures, 'measure', 'measures')}`
                    : 'the audit log alone, estimated from its newest entries: there is less than a day of measures'
                }`,
          ],
          ['In 30 days', inDays(30)],
          ['In a year', inDays(365)],
        ]}
      />
      <div className="row">
        <NumberInput
          label="Space that is free on the database’s disk, in gigabytes"
          description="The database does not know it; whoever runs the server does."
          value={free}
          min={0}
          w={380}
          onChange={(value) => {
            setFree(typeof value === 'number' && Number.isFinite(value) ? value : '');
          }}
        />
        {days === null ? null : (
          <p className={days < 90 ? 'ink-bad strong' : ''} role="status">
            Full in about {formatOf(days, 'day', 'days')} if growth goes on.
          </p>
        )}
      </div>
      <div className="charts">
        <BarChart
          title="Entries of the audit log"
          unit="entries a day"
          bars={entries.map(({ day, entries: value }) => ({ label: day, value }))}
          words={formatCount}
        />
        <BarChart
          title="Size of the database"
          unit="on disk"
          bars={sizes.map(({ day, databaseBytes: value }) => ({ label: day, value }))}
          words={(value) => formatBytes(value)}
        />
      </div>
    </Section>
  );
}

function Largest({ tables }: { readonly tables: Capacity['tables'] }): ReactNode {
  return (
    <Section title="Largest tables">
      <PlainTable
        label="Largest tables"
        rows={tables}
        keyOf={({ schema, table }) => `${schema}.${table}`}
        columns={[
          {
            id: 'table',
            header: 'Table',
            cell: ({ schema, table }) => <bdi className="break">{`${schema}.${table}`}</bdi>,
          },
          { id: 'rows', header: 'Rows (estimate)', align: 'end', cell: ({ rows }) => formatCount(rows) },
          { id: 'bytes', header: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
        ]}
      />
    </Section>
  );
}

function Slow({ statements }: { readonly statements: Capacity['statements'] }): ReactNode {
  return (
    <Section title="Slowest statements">
      {statements.state === 'measured' && statements.rows.length > 0 ? (
        <PlainTable
          label="Slowest statements"
          rows={statements.rows.map((row, at) => ({ ...row, at }))}
          keyOf={({ at }) => String(at)}
          columns={[
            {
              id: 'text',
              header: 'Statement, without its values',
              cell: ({ text }) => <bdi className="mono break">{text}</bdi>,
            },
            { id: 'calls', header: 'Calls', align: 'end', cell: ({ calls }) => formatCount(calls) },
            { id: 'mean', header: 'Each', align: 'end', cell: ({ meanMs }) => formatDuration(meanMs) },
            { id: 'total', header: 'Together', align: 'end', cell: ({ totalMs }) => formatDuration(totalMs) },
          ]}
        />
      ) : (
        <p className="soft">
          {statements.state === 'absent'
            ? 'This database does not measure its statements. The extension pg_stat_statements does: whoever runs the server adds it to shared_preload_libraries and creates it.'
            : statements.state === 'not-loaded'
              ? 'The extension pg_stat_statements is there, but the server did not load it or does not let Attestry read it. Whoever runs the server adds it to shared_preload_libraries.'
              : 'Nothing was measured that may be shown here: the guard’s owner needs the role pg_read_all_stats to see the statements of others.'}
        </p>
      )}
    </Section>
  );
}
