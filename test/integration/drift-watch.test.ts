import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { attachTriggers, postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { postgresSecurityEvents } from '../../src-main/clinic/guard/security-events.ts';
import { type DriftWatch, guardPack, securityEvents } from '../../src-main/clinic/index.ts';
import { composeDrift } from '../../src-main/compose-drift.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import type { ActivityDraft, ActivityLog } from '../../src-main/audit/index.ts';
import { emptyClinic, installFiles, PACK } from '../fixtures/guard-manifest.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';

const NOTE = { schema: 'clinic', table: 'note' };
const SSN = { schema: 'clinic', table: 'person', column: 'ssn' };
const folder = mkdtempSync(join(tmpdir(), 'drift-watch-'));
const database = packDatabase({ folder: PACK, version: '0.1.0', patienceMs: 5000 });

let server: PostgresServer;
let name = '';
let made = 0;
let now = Date.parse('2026-01-01T00:00:00Z');
let watch: DriftWatch;
let records: ActivityDraft[];
const cache = openedCache(join(folder, 'cache.sqlite'));

const admin = () => server.as('postgres', name);
const sql = (text: string) => server.sql(name, text);
/** A watch as after a start of the application: what it knows is in the cache. */
const begin = (): DriftWatch => {
  const connection = () => Promise.resolve(server.as('officer', name));
  const activity = {
    record: (draft: ActivityDraft) => {
      records.push(draft);
      return Promise.resolve();
    },
  } as unknown as ActivityLog;
  return composeDrift({
    connection,
    status: async () => database.status(await connection()),
    ...{ store: cache.drift, activity, changed: () => undefined },
    clock: { now: () => now },
    events: securityEvents({
      ...{ database: postgresSecurityEvents, connection, officer: () => 'Officer' },
      activity: { around: (_draft, work) => work() },
    }),
  });
};
/** The next turn when it is time; what stands then, and the events recorded. */
const turn = async (): Promise<{ readonly standing: string[]; readonly events: string[] }> => {
  now += 300_000;
  await watch.turn();
  const { standing, problem } = await watch.report();
  expect(problem).toBe('');
  const { rows } = await sql('select type, subject from guard.security_event order by id');
  return {
    standing: standing.map(({ change, object }) => `${change} ${object}`),
    events: rows.map(({ type, subject }) => `${String(type)} ${String(subject)}`),
  };
};
const QUIET = { standing: [], events: [] };

beforeAll(async () => {
  server = await startPostgres('system');
});
afterAll(async () => {
  server.stop();
  await cache.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  made += 1;
  name = `watched_${made}`;
  records = [];
  await emptyClinic(server, name);
  await installFiles(server, name, await readPack(PACK));
  await sql(
    'create schema clinic; create table clinic.note (id int primary key, patient_id uuid); create table clinic.person (id int primary key, ssn text)',
  );
  await attachTriggers(admin(), [{ ...NOTE, idColumn: 'id', patientColumn: 'patient_id' }]);
  watch = begin();
  expect(await turn()).toEqual(QUIET);
});

test.each([
  [
    'an audit trigger is switched off',
    'alter table clinic.note disable trigger attestry_audit',
    ['trigger-off trigger attestry_audit on clinic.note'],
    ['trigger-disabled clinic.note'],
  ],
  [
    'an audit trigger is dropped',
    'drop trigger attestry_audit_truncate on clinic.note',
    ['missing trigger attestry_audit_truncate on clinic.note'],
    ['trigger-disabled clinic.note'],
  ],
  [
    'audit triggers are dropped, and the list is made to say so',
    "drop trigger attestry_audit on clinic.note; drop trigger attestry_audit_truncate on clinic.note; delete from guard.attachment where kind = 'audit'",
    ['vanished table clinic.note'],
    ['guard-changed table clinic.note: vanished'],
  ],
  [
    'a trigger of the log is switched off',
    'alter table guard.seal disable trigger seal_append_only',
    ['trigger-off trigger seal_append_only on guard.seal'],
    ['log-unprotected guard.seal seal_append_only'],
  ],
  [
    'a function is replaced',
    `create or replace function guard.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as 'begin return new; end'`,
    ['definition function guard.refuse_change()'],
    ['guard-changed function guard.refuse_change(): definition'],
  ],
  [
    'somebody is given rights',
    'grant insert on guard.audit_log to application',
    ['rights table guard.audit_log'],
    ['guard-changed table guard.audit_log: rights'],
  ],
])('%s: the next look says so, once, and the desk has an event', async (_what, change, standing, events) => {
  await sql(change);
  expect(await turn()).toEqual({ standing, events });
  const { alert } = await watch.report();
  expect(alert).toMatchObject({ found: 1, detectedAt: new Date(now).toISOString() });
  // It stands, and is no news any more; nor after a start of the application.
  watch = begin();
  expect(await turn()).toEqual({ standing, events });
  expect((await watch.report()).alert).toEqual(alert);
});

test('between two looks nothing is asked; what was put right again no longer stands', async () => {
  await sql('alter table clinic.note disable trigger attestry_audit');
  await watch.turn();
  expect((await watch.report()).standing).toEqual([]);
  expect((await turn()).standing).toHaveLength(1);
  await sql('alter table clinic.note enable trigger attestry_audit');
  expect((await turn()).standing).toEqual([]);
});

test('what is taken off through Attestry is in the log, and no alert', async () => {
  const fields = postgresFields(admin());
  const { publicKey, secret } = newFieldKeys();
  const key = await fields.addKey(publicKey, 'none', () => Promise.resolve(Buffer.of(0)));
  const [field] = await fields.attach([SSN], key);
  expect(await turn()).toEqual(QUIET);
  const quiet = { signal: new AbortController().signal, progress: () => undefined };
  await fields.rollBack(field!, new Map([[key, secret]]), quiet);
  await postgresTriggers.detach(admin(), NOTE);
  expect(await turn()).toEqual(QUIET);
  // Taken off by leave once is no leave for the next time, nor for another guard of the table.
  await attachTriggers(admin(), [{ ...NOTE, idColumn: 'id', patientColumn: 'patient_id' }]);
  expect(await turn()).toEqual(QUIET);
  await sql(
    "drop trigger attestry_audit on clinic.note; drop trigger attestry_audit_truncate on clinic.note; delete from guard.attachment where kind = 'audit'",
  );
  expect((await turn()).standing).toEqual(['vanished table clinic.note']);
  await watch.accept('The table is no longer used.');
  expect(await turn()).toMatchObject({ standing: [] });
  expect(records).toMatchObject([
    { operation: 'guard.accept-detached', purpose: 'The table is no longer used.' },
  ]);
});

test('leave that a login of the clinic claims is none', async () => {
  await sql('grant attestry_writer to application');
  await server.sql(
    name,
    `select guard.log_access('guard.detached', 'execute', 'clinic.note', null, null, true, '{"guard":"audit"}'),
            guard.log_access_list('guard.detached', 'execute', 'clinic.note', null, null, true, '{"guard":"audit"}'),
            guard.record_security_event('guard-changed', 'table clinic.note: vanished', '{}',
              'guard-changed table clinic.note: vanished ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD'))`,
    'application',
  );
  await sql(
    "drop trigger attestry_audit on clinic.note; drop trigger attestry_audit_truncate on clinic.note; delete from guard.attachment where kind = 'audit'",
  );
  const { standing, events } = await turn();
  expect(standing).toEqual(['vanished table clinic.note']);
  expect(events).toContain('guard-changed table clinic.note: vanished');
  expect(events).toContain('entry-forged guard.detached');
});

test('a pack that is gone is an alert, unless it was taken away from here', async () => {
  const pack = guardPack({
    desk: {
      act: (_handle, _draft, work) => work(admin()),
      look: (_handle, work) => work(admin()),
      seat: () => null,
      sitDown: () => Promise.reject(new Error('nobody')),
      leave: () => undefined,
    },
    ...{ database, connection: () => Promise.resolve(admin()), changed: () => undefined },
    removed: (from) => watch.forget(from),
  });
  const work = { signal: new AbortController().signal, progress: () => undefined };
  await pack.rollBack('', { keepIn: null, lose: true }, work);
  now += 300_000;
  await watch.turn();
  expect(await watch.report()).toMatchObject({ standing: [], alert: null, problem: '', lookedAt: null });

  await installFiles(server, name, await readPack(PACK));
  expect(await turn()).toEqual(QUIET);
  await database.rollBack(admin(), { keepIn: null, lose: true }, work);
  now += 300_000;
  await watch.turn();
  const { standing, problem } = await watch.report();
  expect([standing.map(({ object }) => object), problem]).toEqual([['schema guard'], '']);
  // The database has no desk any more: this computer's log has it.
  expect(records).toMatchObject([{ operation: 'security-event.guard-changed', outcome: 'failed' }]);
});

test('a database that never had the pack is nobody’s alarm; one that does not answer is a problem', async () => {
  name = 'unguarded';
  await emptyClinic(server, name);
  watch = begin();
  await watch.turn();
  expect(await watch.report()).toMatchObject({ standing: [], lookedAt: null, problem: '' });
  name = 'nowhere';
  watch = begin();
  await watch.turn();
  expect((await watch.report()).problem).not.toBe('');
});
