import { Button, MultiSelect, NativeSelect, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type Inspection, type Mapping, mappingSchema, type Order } from '../../src-shared/audit/tables.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { ORDER_WORDS, SETTLES, settleWords } from './table-words.ts';

type Choice = Omit<Mapping, 'content'>;

/** Chooses a table, says what its columns are, checks that, and begins to watch it. Shows names and types, never values. */
export function MapTable({ onClose }: { readonly onClose: () => void }): ReactNode {
  const candidates = useAnswer('tables.candidates', {});
  const inspect = useAsk('tables.inspect');
  const [chosen, setChosen] = useState<string | null>(null);
  const tables = candidates.data?.candidates ?? [];
  const idOf = (at: number): string => String(at);
  return (
    <Section
      title="Watch a table"
      aside={
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      {candidates.isPending ? <Loading lines={3} /> : null}
      {candidates.isError ? (
        <FailurePanel failure={candidates.error} onRetry={() => void candidates.refetch()} />
      ) : null}
      {candidates.data === undefined ? null : (
        <Select
          label="Table"
          description="Tables whose names sound like an audit log come first."
          placeholder="Choose a table"
          searchable
          limit={200}
          value={chosen}
          nothingFoundMessage="No table of that name"
          data={tables.map((one, at) => ({
            value: idOf(at),
            label: `${one.schema}.${one.table}${one.kind === 'view' ? ' (a view)' : ''}${one.readable ? '' : ' (may not be read)'}`,
            disabled: !one.readable || one.kind === 'view' || one.kind === 'other',
          }))}
          onChange={(value) => {
            setChosen(value);
            const table = value === null ? undefined : tables[Number(value)];
            if (table !== undefined) void inspect.ask({ schema: table.schema, table: table.table });
          }}
        />
      )}
      {inspect.busy ? <Loading lines={4} /> : null}
      {inspect.failure === null ? null : <FailurePanel failure={inspect.failure} />}
      {inspect.answer === null || chosen === null ? null : (
        <MappingForm
          key={chosen}
          inspection={inspect.answer}
          named={tables[Number(chosen)] ?? { schema: '', table: '' }}
          onDone={onClose}
        />
      )}
    </Section>
  );
}

function MappingForm({
  inspection,
  named,
  onDone,
}: {
  readonly inspection: Inspection;
  readonly named: { readonly schema: string; readonly table: string };
  readonly onDone: () => void;
}): ReactNode {
  const { columns, proposal, why } = inspection;
  const check = useAsk('tables.check');
  const map = useAsk('tables.map');
  const [choice, setChoice] = useState<Choice>(
    proposal ?? {
      schema: named.schema,
      table: named.table,
      key: [],
      time: null,
      order: 'none',
      settleSeconds: 86_400,
    },
  );
  const change = (next: Partial<Choice>): void => {
    setChoice((before) => ({ ...before, ...next }));
    check.clear();
  };
  const names = columns.map(({ name }) => name);
  const content = names.filter((name) => !choice.key.includes(name) && name !== choice.time);
  const { schema, table, key, time, order, settleSeconds } = choice;
  const parsed = mappingSchema.safeParse({ schema, table, key, time, order, settleSeconds, content });
  const typeOf = (name: string): string => columns.find((column) => column.name === name)?.type ?? '';
  const offered = SETTLES.some(({ value }) => value === String(settleSeconds));
  return (
    <>
      <p className="soft" dir="auto">
        {why}
      </p>
      <div className="columns">
        <div className="stack">
          <MultiSelect
            label="Key"
            description="Columns that together name a row and never change."
            data={names}
            value={[...key]}
            searchable
            onChange={(value) => {
              change({ key: value, ...(time !== null && value.includes(time) ? { time: null } : {}) });
            }}
          />
          <NativeSelect
            label="Time"
            description="Column that says when it happened."
            value={time ?? ''}
            data={[{ value: '', label: 'None' }, ...names.filter((name) => !key.includes(name))]}
            onChange={(event) => {
              const value = event.currentTarget.value;
              change({
                time: value === '' ? null : value,
                ...(value === '' && order === 'time' ? { order: 'none' } : {}),
              });
            }}
          />
          <NativeSelect
            label="New rows are told from rows put in behind"
            value={order}
            data={(['key', 'time', 'none'] as const)
              .filter((one) => one !== 'time' || time !== null)
              .map((one) => ({ value: one, label: ORDER_WORDS[one].name }))}
            onChange={(event) => {
              change({ order: event.currentTarget.value as Order });
            }}
          />
          {order === 'none' ? (
            <Notice tone="unsure">{ORDER_WORDS.none.sees}</Notice>
          ) : (
            <NativeSelect
              label="How long a row may be on its way"
              description="A row that arrives later is reported as put in: rather too long than too short."
              value={String(settleSeconds)}
              data={[
                ...(offered ? [] : [{ value: String(settleSeconds), label: settleWords(settleSeconds) }]),
                ...SETTLES,
              ]}
              onChange={(event) => {
                change({ settleSeconds: Number(event.currentTarget.value) });
              }}
            />
          )}
        </div>
        <div className="stack scroll">
          <h3>What will be protected</h3>
          <ul className="checks" aria-label="Columns">
            {columns.map(({ name }) => (
              <li key={name}>
                <span className="grow" dir="auto">
                  {name}
                </span>
                <span className="soft clip" title={typeOf(name)}>
                  {typeOf(name)}
                </span>
                <span className="word">
                  {key.includes(name) ? 'Key' : name === time ? 'Time' : 'Content'}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {check.answer === null ? null : <CheckList label="What was checked" checks={check.answer.checks} />}
      {check.failure === null ? null : <FailurePanel failure={check.failure} />}
      {map.failure === null ? null : <FailurePanel failure={map.failure} />}
      <div className="row">
        {check.answer?.ready === true ? (
          <Button
            loading={map.busy}
            disabled={!parsed.success}
            onClick={() => {
              if (parsed.success)
                void map.ask(parsed.data).then((done) => {
                  if (done !== null) onDone();
                });
            }}
          >
            Watch this table
          </Button>
        ) : (
          <Button
            loading={check.busy}
            disabled={!parsed.success}
            onClick={() => {
              if (parsed.success) void check.ask(parsed.data);
            }}
          >
            Check
          </Button>
        )}
        <p className="soft small">
          {key.length === 0
            ? 'Choose the key first.'
            : 'Values of the table are not shown here. Keys and times of its rows are kept on this computer in clear.'}
        </p>
      </div>
    </>
  );
}
