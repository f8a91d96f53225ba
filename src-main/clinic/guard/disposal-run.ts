import pg from 'pg';
import {
  disposalResultSchema,
  type DisposalResult,
  type DisposedStep,
} from '../../../src-shared/phi/disposal.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { DisposalDatabase } from '../../phi/ports.ts';
import { databaseFault } from '../postgres/answers.ts';
import type { Connected } from '../postgres/connect.ts';
import { transactionWaiting } from '../postgres/transaction.ts';
import { conditionsOf, type Step } from './disposal-steps.ts';
import { copiesElsewhere, verifyStep } from './disposal-verify.ts';
import { sqlName } from './row-facts.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/** Runs work in one transaction that waits three seconds for a lock. @throws Fault `database-…` */
export const transaction = <T>(client: Connected, work: () => Promise<T>): Promise<T> =>
  transactionWaiting(client, '3s', databaseFault, work);

type Begun = {
  readonly at: string;
  readonly subject: string | null;
  readonly state: string;
  readonly result: unknown;
  readonly steps: readonly { readonly place: number; readonly definition: Step; readonly deleted: string }[];
};

async function begun(client: Connected, disposalId: string): Promise<Begun> {
  const head = await client.query<Omit<Begun, 'steps'>>(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, subject, state, result from guard.disposal where id = $1`,
    [disposalId],
  );
  const found = head.rows[0];
  if (found === undefined)
    throw new Fault('disposal-refused', 'There is no such deletion.', 'Look at the list of deletions again.');
  const { rows } = await client.query<Begun['steps'][number]>(
    'select place, definition, deleted::text from guard.disposal_step where disposal = $1 order by place',
    [disposalId],
  );
  return { ...found, steps: rows };
}

type Work = Parameters<DisposalDatabase['carryOut']>[2];

/** Deletes what a deletion has left to do, batch by batch, then verifies that it is gone. @throws Fault `disposal-refused`, `cancelled`, `database-…` */
export async function carryOut(
  client: Connected,
  disposalId: string,
  work: Work,
  batch: number,
): Promise<DisposalResult> {
  // One at a time: a second one would count against the first.
  const lock = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock(7305804402566590841) as mine',
  );
  if (lock.rows[0]?.mine !== true)
    throw new Fault(
      'disposal-refused',
      'Another deletion is at work in this database.',
      'Wait until it has ended, then go on.',
    );
  const { at, subject, state, result, steps } = await begun(client, disposalId);
  if (state !== 'running') return disposalResultSchema.parse(result);
  let done = steps.reduce((sum, { deleted }) => sum + Number(deleted), 0);
  // A row that is pointed at becomes free when what points at it is gone: round and round until nothing is left to do.
  for (let changed = true; changed;) {
    changed = false;
    for (const { place, definition } of steps)
      for (;;) {
        throwIfCancelled(work.signal);
        const rows = await transaction(client, () =>
          deleteBatch(client, { disposalId, place, step: definition, at, subject, batch }),
        );
        if (rows === 0) break;
        changed = true;
        done += rows;
        work.progress({
          phase: `Deleting from ${definition.schema}.${definition.table}`,
          done,
          total: null,
          unit: 'rows',
        });
      }
  }
  return verify(client, disposalId, work, { at, subject });
}

/** Deletes up to a batch of rows in the transaction that is open, and counts them there. */
async function deleteBatch(
  client: Connected,
  about: {
    readonly disposalId: string;
    readonly place: number;
    readonly step: Step;
    readonly at: string;
    readonly subject: string | null;
    readonly batch: number;
  },
): Promise<number> {
  const { disposalId, place, step, at, subject, batch } = about;
  // A hold that is being placed waits for this batch, and binds from the next one on.
  await client.query('lock table guard.legal_hold in share mode');
  const relation = sqlName(step);
  const { doomed } = conditionsOf(step);
  const picked = await client.query<{ part: string; place: string }>(
    `select t.tableoid::text as part, t.ctid::text as place from ${relation} t where ${doomed} limit ${batch} for update of t skip locked`,
    [at, subject],
  );
  if (picked.rows.length === 0) return 0;
  // Asked again now that the rows are ours: somebody may have pointed at one of them meanwhile.
  const key = step.key.map(({ name }) => `t.${quote(name)}::text`).join(', ');
  const { rowCount } = await client.query(
    `with gone as (delete from ${relation} t using unnest($3::oid[], $4::tid[]) as d(part, place)
                    where t.tableoid = d.part and t.ctid = d.place and ${doomed} returning jsonb_build_array(${key}) as key)
     insert into guard.disposal_key (disposal, place, key) select $5, $6, g.key from gone g`,
    [
      ...[at, subject, picked.rows.map(({ part }) => part), picked.rows.map((row) => row.place)],
      ...[disposalId, place],
    ],
  );
  await client.query(
    'update guard.disposal_step set deleted = deleted + $3 where disposal = $1 and place = $2',
    [disposalId, place, rowCount ?? 0],
  );
  return rowCount ?? 0;
}

async function verify(
  client: Connected,
  disposalId: string,
  work: Work,
  about: { readonly at: string; readonly subject: string | null },
): Promise<DisposalResult> {
  const { steps } = await begun(client, disposalId);
  const verified: DisposedStep[] = [];
  for (const { place, definition, deleted } of steps) {
    throwIfCancelled(work.signal);
    work.progress({
      ...{ phase: `Verifying ${definition.schema}.${definition.table}`, done: place },
      ...{ total: steps.length, unit: 'tables' },
    });
    verified.push(
      await verifyStep(client, disposalId, place, definition, { ...about, deleted: Number(deleted) }),
    );
  }
  const result: DisposalResult = { steps: verified, elsewhere: await copiesElsewhere(client) };
  await transaction(client, async () => {
    await client.query(
      `update guard.disposal set state = 'verified', ended_at = clock_timestamp(), result = $2, subject = null where id = $1`,
      [disposalId, JSON.stringify(result)],
    );
    // The keys have served: what names a deleted row is gone too.
    await client.query('delete from guard.disposal_key where disposal = $1', [disposalId]);
  });
  return result;
}
