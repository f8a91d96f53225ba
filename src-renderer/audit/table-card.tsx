import { Button, Modal, NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { TableInfo } from '../../src-shared/audit/tables.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { chanceWords } from './monitor-words.ts';
import { ORDER_WORDS, SETTLES, settleWords } from './table-words.ts';

/** A watched table: how it stands, and what can be done with it. */
export function TableCard({ table, busy }: { readonly table: TableInfo; readonly busy: boolean }): ReactNode {
  const { sourceId, mapping } = table;
  const level = useUi((state) => state.level);
  const watch = useAsk('tables.watch');
  const verify = useAsk('tables.verify');
  const settle = useAsk('tables.settle');
  const [forgetting, setForgetting] = useState(false);
  const failure = watch.failure ?? verify.failure ?? settle.failure;
  const name = `${mapping.schema}.${mapping.table}`;
  const chosen = SETTLES.some(({ value }) => value === String(mapping.settleSeconds));
  return (
    <Section
      title={name}
      aside={table.lastRun === null ? undefined : <VerdictBadge verdict={table.lastRun.result} />}
    >
      {table.problem === null ? null : (
        <Notice tone="unsure">
          <p dir="auto">
            {table.problem.message} {table.problem.remedy}
          </p>
        </Notice>
      )}
      <Facts
        rows={[
          ['Taken over', formatOf(table.taken, 'row', 'rows')],
          [
            'Last look',
            table.lastTakeOver === null ? (
              'Never: nothing is protected yet'
            ) : (
              <When key="t" at={table.lastTakeOver} />
            ),
          ],
          [
            'Signed',
            table.checkpoint === null ? (
              'No checkpoint yet'
            ) : (
              <span key="c">
                {formatCount(table.checkpoint.size)} rows, <When at={table.checkpoint.signedAt} />
              </span>
            ),
          ],
          [
            'Last verification',
            table.lastRun === null ? (
              'None yet'
            ) : (
              <Link
                key="r"
                to="/integrity/runs/$runId"
                params={{ runId: table.lastRun.runId }}
                className="link"
              >
                {formatOf(table.lastRun.found, 'finding', 'findings')}, <When at={table.lastRun.startedAt} />
              </Link>
            ),
          ],
          ...drawnRows(table),
          ['Key', mapping.key.join(', ')],
          ['Time', mapping.time ?? 'None'],
          ['Protected', formatOf(mapping.content.length, 'further column', 'further columns')],
          [
            'Put in behind',
            `${ORDER_WORDS[mapping.order].sees}${mapping.order === 'none' ? '' : ` Complete up to ${table.settled ?? '–'}.`}`,
          ],
        ]}
      />
      {failure === null ? null : <FailurePanel failure={failure} />}
      <div className="row">
        <Button disabled={busy} loading={watch.busy} onClick={() => void watch.ask({ sourceId })}>
          Take over
        </Button>
        <Button
          variant="default"
          disabled={busy || table.taken === 0}
          loading={verify.busy}
          onClick={() => void verify.ask({ sourceId, level })}
        >
          Verify
        </Button>
        {mapping.order === 'none' ? null : (
          <NativeSelect
            aria-label={`How long a row of ${name} may be on its way`}
            value={String(mapping.settleSeconds)}
            data={[
              ...(chosen
                ? []
                : [{ value: String(mapping.settleSeconds), label: settleWords(mapping.settleSeconds) }]),
              ...SETTLES,
            ]}
            onChange={(event) =>
              void settle.ask({ sourceId, settleSeconds: Number(event.currentTarget.value) })
            }
          />
        )}
        <Button
          variant="subtle"
          disabled={busy}
          onClick={() => {
            setForgetting(true);
          }}
        >
          Stop watching
        </Button>
      </div>
      <ForgetSheet
        opened={forgetting}
        name={name}
        sourceId={sourceId}
        onClose={() => {
          setForgetting(false);
        }}
      />
    </Section>
  );
}

function drawnRows({ drawn, lastRun }: TableInfo): readonly (readonly [string, string])[] {
  if (drawn === null) return [['Drawn', 'Nothing: no unique index of the database holds the key']];
  if (lastRun === null)
    return [['Drawn', 'Nothing yet: rows are drawn at random after the first verification']];
  return [
    ['Drawn', `${formatOf(drawn.rows, 'row', 'rows')} at random since the last verification`],
    [
      'Chance',
      `${chanceWords(drawn.chanceSeen)} that one row altered just after it would have been seen by now`,
    ],
  ];
}

function ForgetSheet({
  opened,
  name,
  sourceId,
  onClose,
}: {
  readonly opened: boolean;
  readonly name: string;
  readonly sourceId: string;
  readonly onClose: () => void;
}): ReactNode {
  const forget = useAsk('tables.forget');
  return (
    <Modal opened={opened} onClose={onClose} title="Stop watching a table" size={520}>
      <div className="stack">
        <p>
          Attestry no longer looks at <strong dir="auto">{name}</strong>. Nothing is changed in the clinic’s
          database.
        </p>
        <Facts
          rows={[
            ['Stays', 'What this computer witnessed, every checkpoint, every run and report'],
            ['Undo', 'Watching it again begins anew: only what is there then is protected'],
          ]}
        />
        {forget.failure === null ? null : <FailurePanel failure={forget.failure} />}
        <div className="row row-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep watching
          </Button>
          <Button
            color="#a8221b"
            loading={forget.busy}
            onClick={() => {
              void forget.ask({ sourceId }).then((done) => {
                if (done !== null) onClose();
              });
            }}
          >
            Stop watching
          </Button>
        </div>
      </div>
    </Modal>
  );
}
