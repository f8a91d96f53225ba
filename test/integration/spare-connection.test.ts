import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSnapshot } from '../../src-main/clinic/postgres/snapshot.ts';
import { checkEntry } from '../../src-main/audit/entry-check.ts';
import { type ClinicDatabase, startClinicDatabase, startReader } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.fill(20);
  await database.log.sealPending(100);
});
afterAll(async () => {
  await database.stop();
});

const { signal } = new AbortController();
/** Checks an entry on a snapshot of its own; the server's number of the session that did it. */
async function once(officer = database.officer): Promise<unknown> {
  const snapshot = await openSnapshot(officer, startReader, signal);
  const sessions = await database.sql(
    "select pid from pg_stat_activity where application_name = 'attestry verify' and state = 'idle in transaction' order by backend_start desc",
  );
  expect(await checkEntry(snapshot, 7)).toBe('intact');
  await snapshot.close();
  return sessions.rows[0]?.pid;
}

test('what is looked at next is looked at on the same connection, in a transaction of its own', async () => {
  const first = await once();
  await database.tamper("update guard.audit_log set actor = 'x' where id = 7");
  const snapshot = await openSnapshot(database.officer, startReader, signal);
  expect(await checkEntry(snapshot, 7)).toBe('differs');
  await snapshot.close();
  await database.tamper("update guard.audit_log set actor = 'user-7' where id = 7");
  expect(await once()).toBe(first);
  const left = await database.sql(
    "select state from pg_stat_activity where application_name = 'attestry verify'",
  );
  expect(left.rows).toEqual([{ state: 'idle' }]);
});

test('two at the same time each have one; one is kept', async () => {
  const both = await Promise.all([1, 2].map(() => openSnapshot(database.officer, startReader, signal)));
  for (const snapshot of both) expect(await checkEntry(snapshot, 3)).toBe('intact');
  for (const snapshot of both) await snapshot.close();
  await expect
    .poll(async () =>
      Number(
        (
          await database.sql(
            "select count(*)::int as n from pg_stat_activity where application_name = 'attestry verify'",
          )
        ).rows[0]?.n,
      ),
    )
    .toBe(1);
});

test('a kept connection that the server ended is replaced without a word', async () => {
  const first = await once();
  await database.sql(`select pg_terminate_backend(${String(first)})`);
  expect(await once()).not.toBe(first);
});

test('another login gets a connection of its own', async () => {
  const first = await once();
  await database.sql('grant attestry_reader to application');
  expect(await once(database.application)).not.toBe(first);
});

test('a form that changed is found on a kept connection too', async () => {
  await once();
  await database.sql('alter table guard.audit_log rename column session_id to other');
  await expect(openSnapshot(database.officer, startReader, signal)).rejects.toMatchObject({
    code: 'log-form',
  });
  await database.sql('alter table guard.audit_log rename column other to session_id');
  await once();
});
