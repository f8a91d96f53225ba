import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../src-main/base/fault.ts';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresSecurityEvents } from '../../src-main/clinic/guard/security-events.ts';
import { securityEvents } from '../../src-main/clinic/index.ts';
import { listenFor } from '../../src-main/clinic/postgres/listen.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { SECURITY_EVENT_TYPES } from '../../src-shared/clinic/security-event-types.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
const events = securityEvents({
  database: postgresSecurityEvents,
  connection: () => Promise.resolve(database.officer),
  officer: () => 'CN=Officer',
  activity: {
    around: async (draft, work) => {
      recorded.push(`${draft.operation} ${draft.objectId} ${draft.purpose ?? ''}`);
      return work();
    },
  },
});
const recorded: string[] = [];
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

const all = async (): Promise<string[]> =>
  (await events.list({ which: 'all', severity: null, limit: 100 })).rows.map(
    ({ event: { type, actor, severity } }) => `${type} ${actor} ${severity}`,
  );
/** Entries a few seconds apart, all in one hour, then sealed. */
const happened = async (columns: string, values: string, times: number, from = '10:00'): Promise<void> => {
  await database.sql(
    `insert into guard.audit_log (occurred_at, ${columns}) select timestamptz '2026-03-04 ${from}:00+00' + n * interval '10 seconds', ${values} from generate_series(1, ${times}) n`,
  );
  await database.log.sealPending(10_000);
};

describe('security events', () => {
  test('the list in the database is that of the application and of the documents: more than 20', async () => {
    const { rows } = await database.sql(
      'select name, severity, investigate, threshold, meaning from guard.security_event_type order by name',
    );
    expect(rows).toEqual(SECURITY_EVENT_TYPES.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    expect(rows.length).toBeGreaterThanOrEqual(20);
    const guide = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/guard.md'), 'utf8');
    for (const { name, severity, investigate, threshold, meaning } of SECURITY_EVENT_TYPES)
      expect(guide).toContain(
        `| \`${name}\` | ${severity} | ${investigate ? 'yes' : 'no'} | ${String(threshold ?? 1)} | ${meaning} |`,
      );
  });
  test.each([
    ['actor, event_type, action, success', `'eve', 'auth.login-failed', 'execute', false`, 4, []],
    [
      'actor, event_type, action, success',
      `'ben', 'auth.login-failed', 'execute', false`,
      5,
      ['failed-logins ben MEDIUM'],
    ],
    [
      'actor, event_type, action, success, source_ip',
      `'u' || n, 'auth.login-failed', 'execute', false, '10.0.0.9'`,
      5,
      ['password-spraying 10.0.0.9 CRITICAL'],
    ],
    ['actor, event_type, action, patient_id', `'ann', 'phi.read', 'read', gen_random_uuid()`, 99, []],
    [
      'actor, event_type, action, patient_id',
      `'amy', 'phi.read', 'read', gen_random_uuid()`,
      100,
      ['mass-read amy HIGH'],
    ],
    ['actor, event_type, action', `'leo', 'phi.export', 'export'`, 10, ['mass-export leo CRITICAL']],
    [
      'actor, event_type, action, resource_id',
      `'max', 'role.granted', 'update', 'max'`,
      1,
      ['permission-self-granted max CRITICAL'],
    ],
    ['actor, event_type, action', `'root', 'data.truncate', 'truncate'`, 1, ['table-emptied root CRITICAL']],
  ])('%s = %s, %i times', async (columns, values, times, expected) => {
    const before = await all();
    await happened(columns, values, times);
    expect((await all()).slice(0, -before.length || undefined)).toEqual(expected);
  });
  test('one more failure after the fifth belongs to the same event; signing in behind them is one of its own', async () => {
    const before = (await all()).length;
    await happened('actor, event_type, action, success', `'ben', 'auth.login-failed', 'execute', false`, 6);
    expect(await all()).toHaveLength(before);
    await happened('actor, event_type, action', `'ben', 'auth.login', 'execute'`, 1, '10:05');
    expect((await all())[0]).toBe('login-after-failures ben CRITICAL');
  });
  test('an audit trigger that somebody switched off is an event, once', async () => {
    await database.sql('create schema clinic; create table clinic.note (id int primary key)');
    await attachTriggers(database.admin, [
      { schema: 'clinic', table: 'note', idColumn: 'id', patientColumn: null },
    ]);
    await database.log.sealPending(100);
    const before = await all();
    expect(before.some((event) => event.startsWith('trigger-disabled'))).toBe(false);
    await database.sql(
      'alter table clinic.note disable trigger attestry_audit; alter table guard.seal disable trigger seal_no_truncate',
    );
    await database.log.sealPending(100);
    await database.log.sealPending(100);
    expect((await all()).slice(0, -before.length).toSorted()).toEqual([
      'log-unprotected unknown CRITICAL',
      'trigger-disabled unknown CRITICAL',
    ]);
    await database.sql('alter table guard.seal enable trigger seal_no_truncate');
  });
  test('it is investigated with reasons, step by step; a critical one says until when it is to be answered', async () => {
    const id = await events.record('rate-limit-exceeded', 'FHIR sync');
    const state = async () =>
      (await events.list({ which: 'unfinished', severity: null, limit: 100 })).rows
        .map(({ event }) => event)
        .find((event) => event.id === id);
    expect(await state()).toMatchObject({
      state: 'open',
      actor: 'CN=Officer',
      answerBy: null,
      answeredAt: null,
    });
    await expect(events.decide(id, 'investigating', ' x ')).rejects.toMatchObject({ code: 'usage' });
    await expect(events.decide(id, 'reopened', 'again')).rejects.toMatchObject({ code: 'usage' });
    await events.decide(id, 'investigating', 'Called the vendor.');
    expect(await state()).toMatchObject({ state: 'investigating', decidedBy: 'CN=Officer' });
    await events.decide(id, 'resolved', 'A loop in their script.');
    expect(await state()).toBeUndefined();
    await expect(events.decide(id, 'investigating', 'once more')).rejects.toMatchObject({ code: 'usage' });
    await events.decide(id, 'reopened', 'It came back.');
    expect(await state()).toMatchObject({ state: 'reopened' });
    await expect(events.decide(999_999, 'resolved', 'nothing')).rejects.toMatchObject({ code: 'usage' });
    const [critical] = (await events.list({ which: 'waiting', severity: 'CRITICAL', limit: 1 })).rows;
    expect(Date.parse(critical?.event.answerBy ?? '') - Date.parse(critical?.event.recordedAt ?? '')).toBe(
      15 * 60_000,
    );
    const { steps } = await events.show(id);
    expect(steps.map(({ state, reason, by, login }) => `${state} ${reason} ${by} ${login}`)).toEqual([
      'reopened It came back. CN=Officer officer',
      'resolved A loop in their script. CN=Officer officer',
      'investigating Called the vendor. CN=Officer officer',
    ]);
    expect(recorded).toContain(`security-event.resolved ${id} A loop in their script.`);
    expect(await database.sql(`select from guard.security_event where id = ${id}`)).toMatchObject({
      rowCount: 1,
    });
    await expect(events.show(999_999)).rejects.toMatchObject({ code: 'usage' });
  });
  test('the queue: the worst first, then the oldest; events of one person within an hour stand together', async () => {
    await database.sql(
      `select guard.record_security_event('account-locked', 'a', '{}', 'c1', 'zoe'), guard.record_security_event('mass-deletion', 'b', '{}', 'c2', 'zoe')`,
    );
    const { rows, total } = await events.list({ which: 'unfinished', severity: null, limit: 100 });
    expect(rows).toHaveLength(total);
    const zoe = rows.filter(({ event }) => event.actor === 'zoe');
    expect(zoe.map(({ event, together }) => [event.type, together])).toEqual([
      ['mass-deletion', 2],
      ['account-locked', 2],
    ]);
    const at = rows.findIndex(({ event }) => event.actor === 'zoe');
    expect(rows[at + 1]?.event.type).toBe('account-locked');
    const { related } = await events.show(zoe[0]?.event.id ?? 0);
    expect(related.map(({ type }) => type)).toEqual(['account-locked']);
    // An account that was locked needs nobody: it is no part of what waits.
    const waits = await events.list({ which: 'waiting', severity: null, limit: 100 });
    expect(waits.rows.some(({ event }) => event.type === 'account-locked')).toBe(false);
    expect((await events.waiting()).waiting).toBe(waits.total);
  });
  test('whoever listens hears of an event and of a decision within a second; a late answer is counted', async () => {
    let heard = 0;
    const listening = listenFor(
      'attestry_security',
      () => Promise.resolve(database.officer),
      () => heard++,
    );
    await vi.waitFor(async () => {
      const { rows } = await database.sql(
        "select from pg_stat_activity where usename = 'officer' and query like 'listen attestry_security%'",
      );
      expect(rows).toHaveLength(1);
    }, 10_000);
    const before = await events.waiting();
    const id = await events.record('integrity-broken', 'audit log: modified 1');
    await vi.waitFor(() => {
      expect(heard).toBe(1);
    }, 1000);
    const after = await events.waiting();
    expect(after).toMatchObject({
      newestCritical: id,
      unanswered: before.unanswered + 1,
      overdue: before.overdue,
    });
    await database.tamper(
      `update guard.security_event set recorded_at = recorded_at - interval '16 minutes' where id = ${id}`,
    );
    expect(await events.waiting()).toMatchObject({ overdue: before.overdue + 1 });
    await events.decide(id, 'investigating', 'Looking at the run.');
    expect(await events.waiting()).toMatchObject({ overdue: before.overdue, unanswered: before.unanswered });
    await vi.waitFor(() => {
      expect(heard).toBe(2);
    }, 1000);
    listening.close();
  });
  test('an unknown type is recorded all the same, and nothing is changed or removed', async () => {
    const id = await events.record('something else', null);
    const { rows } = await database.sql(`select type, details from guard.security_event where id = ${id}`);
    expect(rows).toEqual([{ type: 'other', details: { stated: 'something else' } }]);
    for (const sql of [
      "update guard.security_event set actor = 'x'",
      'delete from guard.security_event_state',
      'truncate guard.security_look',
    ])
      await expect(database.sql(sql), sql).rejects.toSatisfy((error) => codeOf(error) === '42501');
    await expect(
      withConnection(database.application, (client) => client.query('select from guard.security_event')),
    ).rejects.toMatchObject({ code: 'database-role-too-weak' });
  });
});
