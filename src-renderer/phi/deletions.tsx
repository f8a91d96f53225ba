import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Disposal, DisposedStep } from '../../src-shared/phi/disposal.ts';
import type { Administrator } from '../clinic/administrator.tsx';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';

/** Whether reading again found the deleted rows, in words. */
export function goneWords({ heap, index, left, structure }: DisposedStep): string {
  if (heap === 'there' || index === 'there') return 'Rows are there again';
  if (structure === 'damaged') return 'An index is damaged';
  if (left > 0) return `${formatOf(left, 'row was', 'rows were')} in use: run again`;
  if (heap === 'waiting') return 'Gone; an open transaction still holds their space';
  return index === 'no-key' ? 'Gone (the table has no key to look by)' : 'Gone from table and indexes';
}

/** Deletions that were begun, newest first. */
export function Deletions({
  disposals,
  administrator,
}: {
  readonly disposals: readonly Disposal[];
  readonly administrator: Administrator;
}): ReactNode {
  if (disposals.length === 0) return null;
  return (
    <Section title="Deletions">
      {disposals.map((disposal) => (
        <Made key={disposal.disposalId} disposal={disposal} administrator={administrator} />
      ))}
    </Section>
  );
}

function Made({
  disposal,
  administrator,
}: {
  readonly disposal: Disposal;
  readonly administrator: Administrator;
}): ReactNode {
  const save = useAsk('disposal.save-certificate');
  const run = useAsk('disposal.run');
  const running = useRunning(['dispose']);
  const { disposalId, kind, state, deleted, result, begunAt, begunBy } = disposal;
  const failure = save.failure ?? run.failure;
  return (
    <article className="panel-part stack" aria-label={`Deletion ${disposalId}`}>
      <div className="row">
        <p className="grow break">
          <strong>{formatOf(deleted, 'row', 'rows')} deleted</strong>
          {kind === 'erasure' ? ' of one person' : ' by the rules'}, begun <When at={begunAt} /> by{' '}
          <bdi>{begunBy}</bdi>
        </p>
        {state === 'signed' ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={save.busy}
            onClick={() => void save.ask({ disposalId })}
          >
            Save the certificate…
          </Button>
        ) : running === undefined ? (
          <Button
            size="compact-sm"
            loading={run.busy}
            onClick={() => {
              administrator.need((handle) => {
                void run.ask({ handle, subject: null, at: null, disposalId });
              });
            }}
          >
            {state === 'running' ? 'Go on' : 'Sign the certificate'}
          </Button>
        ) : null}
      </div>
      {state === 'running' && running === undefined ? (
        <Notice tone="unsure">
          It was stopped before its end. Nothing is lost: going on deletes what is left, verifies and signs.
        </Notice>
      ) : null}
      {failure === null ? null : <FailurePanel failure={failure} />}
      {result === null ? null : (
        <details>
          <summary>What went, what was kept, and where copies still are</summary>
          <ul className="deleted-tables">
            {result.elsewhere.map((text) => (
              <li key={text} className="soft">
                {text}
              </li>
            ))}
          </ul>
          <PlainTable
            label={`Tables of deletion ${disposalId}`}
            rows={result.steps}
            keyOf={({ table }) => table}
            columns={[
              { id: 'table', header: 'Table', cell: ({ table }) => <bdi>{table}</bdi> },
              { id: 'deleted', header: 'Deleted', align: 'end', cell: (step) => step.deleted },
              { id: 'held', header: 'Held', align: 'end', cell: (step) => step.held },
              { id: 'pointed', header: 'Other rows point at', align: 'end', cell: (step) => step.referenced },
              { id: 'kept', header: 'Still to be kept', align: 'end', cell: (step) => step.retained },
              { id: 'gone', header: 'Read again', cell: (step) => goneWords(step) },
            ]}
          />
        </details>
      )}
    </article>
  );
}
