import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RowState } from '../../src-shared/phi/rows.ts';
import type { Administrator } from '../clinic/administrator.tsx';
import { ChangeSheet } from '../clinic/change-sheet.tsx';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { usePickedRows } from '../ui/picked-rows.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { CATEGORY_WORDS } from './access-words.ts';

const nameOf = ({ schema, table }: { readonly schema: string; readonly table: string }): string =>
  `${schema}.${table}`;

/** The clinic's tables that hold what the rules are for: which have them, and the way to put them on or take them off. */
export function RuledTables({
  tables,
  administrator,
}: {
  readonly tables: readonly RowState[];
  readonly administrator: Administrator;
}): ReactNode {
  const [doing, setDoing] = useState<'attach' | 'detach' | null>(null);
  const ruled = tables.filter(({ attached }) => attached);
  const { picked, clear, column } = usePickedRows(tables, nameOf, 'Choose every table');
  return (
    <Section
      title="Tables"
      aside={
        <span className="soft">{`${String(ruled.length)} of ${formatOf(tables.length, 'table', 'tables')} ruled`}</span>
      }
    >
      <div className="row">
        <Button
          disabled={picked.length === 0}
          onClick={() => {
            setDoing('attach');
          }}
        >
          Put the rules on…
        </Button>
        <Button
          variant="default"
          disabled={!picked.some(({ attached }) => attached)}
          onClick={() => {
            setDoing('detach');
          }}
        >
          Take them off…
        </Button>
        <span className="soft small">
          {picked.length === 0
            ? 'Choose tables first.'
            : `${formatOf(picked.length, 'table', 'tables')} chosen.`}
        </span>
      </div>
      <PlainTable
        label="Tables and their rules"
        rows={tables}
        keyOf={nameOf}
        columns={[
          column,
          { id: 'table', header: 'Table', cell: (table) => <bdi>{nameOf(table)}</bdi> },
          {
            id: 'holds',
            header: 'Holds',
            cell: ({ wish }) =>
              wish === null ? 'Cannot be told from its columns' : CATEGORY_WORDS[wish.category],
          },
          {
            id: 'by',
            header: 'By column',
            cell: ({ wish }) => <bdi className="mono">{wish?.subjectColumn ?? '–'}</bdi>,
          },
          { id: 'state', header: 'Rules', width: '170px', cell: (table) => <Standing table={table} /> },
          {
            id: 'keeps',
            header: 'Keep seeing every row',
            cell: ({ keeps }) => (keeps.length === 0 ? '–' : <bdi>{keeps.join(', ')}</bdi>),
          },
        ]}
      />
      {doing === null ? null : (
        <RuleSheet
          deed={doing}
          tables={doing === 'attach' ? picked : picked.filter(({ attached }) => attached)}
          administrator={administrator}
          onClose={(done) => {
            setDoing(null);
            if (done) clear();
          }}
        />
      )}
    </Section>
  );
}

function Standing({ table }: { readonly table: RowState }): ReactNode {
  if (!table.attached) return <span className="soft">None</span>;
  if (table.drift.length > 0) return <span className="ink-bad strong">{table.drift.join(' ')}</span>;
  return <span>In force since {table.attachedAt === null ? '–' : <When at={table.attachedAt} />}</span>;
}

function RuleSheet({
  deed,
  tables,
  administrator,
  onClose,
}: {
  readonly deed: 'attach' | 'detach';
  readonly tables: readonly RowState[];
  readonly administrator: Administrator;
  readonly onClose: (done: boolean) => void;
}): ReactNode {
  const attach = useAsk('rows.attach');
  const detach = useAsk('rows.detach');
  const wishes = tables.flatMap(({ wish }) => wish ?? []);
  const putOn = deed === 'attach';
  const close = (answer: object | null): void => {
    if (answer !== null) onClose(true);
  };
  const go = (): void => {
    administrator.need((handle) => {
      if (putOn) void attach.ask({ handle, tables: wishes }).then(close);
      else
        void detach
          .ask({ handle, tables: tables.map(({ schema, table }) => ({ schema, table })) })
          .then(close);
    });
  };
  return (
    <ChangeSheet
      title={putOn ? 'Put the rules on' : 'Take the rules off'}
      sentence={
        putOn
          ? `From the moment this is done, people with the roles of these rules see only their rows of ${formatOf(tables.length, 'table', 'tables')}; logins that have rights now, the clinic’s programs among them, keep seeing every row.`
          : `${formatOf(tables.length, 'table', 'tables')} will be as before the rules: the roles of these rules see nothing of them any more, and rights alone decide.`
      }
      facts={[
        ['Tables', <bdi key="t">{tables.map(nameOf).join(', ')}</bdi>],
        ['Clinic’s work', 'Waits three seconds for a table at most, then gives up and changes nothing.'],
        [
          'By',
          administrator.seat === null ? (
            'a database administrator, who signs in next'
          ) : (
            <bdi key="by">{administrator.seat.user}</bdi>
          ),
        ],
      ]}
      undo={putOn ? '“Take them off” sets every table back exactly.' : '“Put the rules on” puts them back.'}
      go={putOn ? 'Put them on' : 'Take them off'}
      dangerous={!putOn}
      ready={putOn ? wishes.length > 0 : tables.length > 0}
      busy={attach.busy || detach.busy}
      failure={attach.failure ?? detach.failure}
      onGo={go}
      onClose={() => {
        onClose(false);
      }}
    />
  );
}
