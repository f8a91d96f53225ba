import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

const PATIENT = '6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b11';
let database: ClinicDatabase;

beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(`create schema clinic; grant usage on schema clinic to application;
    create table clinic.observation (id int primary key, patient_id uuid, value text);
    grant select, insert, update, delete on clinic.observation to application`);
  const table = { schema: 'clinic', table: 'observation', idColumn: 'id', patientColumn: 'patient_id' };
  await attachTriggers(database.admin, [table]);
  // Twice is as good as once.
  await attachTriggers(database.admin, [table]);
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
  await database.sql(
    'set session_replication_role = replica; truncate clinic.observation; reset session_replication_role',
  );
});

const entries = async (): Promise<Record<string, unknown>[]> =>
  (
    await database.sql(
      'select actor, actor_role, event_type, action, resource_type, resource_id, patient_id, session_id, details from guard.audit_log order by id',
    )
  ).rows;

describe('audit triggers', () => {
  test('every change leaves an entry with who, what, and the values before and after', async () => {
    await withConnection(database.application, async (client) => {
      await client.query(
        `begin; set local attestry.actor = 'dr.sample'; set local attestry.role = 'physician'; set local attestry.session = 's-1'`,
      );
      await client.query(`insert into clinic.observation values (1, '${PATIENT}', 'low')`);
      await client.query("update clinic.observation set value = 'high' where id = 1");
      await client.query('delete from clinic.observation');
      await client.query('commit');
    });
    const found = await entries();
    expect(found.map((e) => [e.event_type, e.action, e.resource_id])).toEqual([
      ['data.insert', 'insert', '1'],
      ['data.update', 'update', '1'],
      ['data.delete', 'delete', '1'],
    ]);
    for (const entry of found)
      expect(entry).toMatchObject({
        actor: 'dr.sample',
        actor_role: 'physician',
        session_id: 's-1',
        resource_type: 'observation',
        patient_id: PATIENT,
      });
    expect(JSON.parse(String(found[1]?.details))).toEqual({
      before: { id: 1, patient_id: PATIENT, value: 'low' },
      after: { id: 1, patient_id: PATIENT, value: 'high' },
      changed: ['value'],
      schema: 'clinic',
      session: { user: 'application', application: 'attestry' },
    });
  });
  test('a table emptied at once leaves an entry', async () => {
    await database.sql('truncate clinic.observation');
    expect(await entries()).toMatchObject([
      { event_type: 'data.truncate', resource_type: 'observation', actor: 'postgres' },
    ]);
  });
  test('a change that was rolled back leaves none, and without a named actor the login counts', async () => {
    await withConnection(database.application, async (client) => {
      await client.query("begin; insert into clinic.observation values (1, null, 'x'); rollback");
      await client.query("insert into clinic.observation values (2, null, 'y')");
    });
    expect(await entries()).toMatchObject([{ actor: 'application', resource_id: '2', patient_id: null }]);
  });
});

describe('sealing', () => {
  test('rows of a transaction that is not over wait, whatever their number', async () => {
    await withConnection(database.application, async (slow) => {
      await slow.query("begin; select guard.log_access('record.read', 'read', 'patient', 'p-1', null)");
      await database.fill(5);
      expect(await database.log.sealPending(100)).toBe(0);
      await slow.query('commit');
    });
    expect(await database.log.sealPending(100)).toBe(6);
    expect(
      (await database.sql('select entry_id::int as id from guard.seal order by position')).rows[0],
    ).toEqual({ id: 1 });
  });
  test('how long the oldest entry has been unsealed, and whether a transaction holds it back', async () => {
    expect(await database.log.figures()).toMatchObject({ unsealedSeconds: null, heldBack: false });
    await withConnection(database.application, async (slow) => {
      await slow.query("begin; select guard.log_access('record.read', 'read', 'patient', 'p-1', null)");
      // What the application says of the time does not count for more than the seals allow.
      await database.sql(
        `insert into guard.audit_log (occurred_at, actor, event_type, action) values (clock_timestamp() - interval '90 seconds', 'a', 'b', 'c')`,
      );
      expect(await database.log.sealPending(100)).toBe(0);
      const figures = await database.log.figures();
      expect(figures).toMatchObject({ sealed: 0, pending: 1, heldBack: true });
      expect(figures.unsealedSeconds).toBeGreaterThanOrEqual(90);
      await slow.query('commit');
    });
    expect(await database.log.figures()).toMatchObject({ pending: 2, heldBack: false });
    expect(await database.log.sealPending(100)).toBe(2);
    await database.sql(
      `insert into guard.audit_log (occurred_at, actor, event_type, action) values ('2001-01-01', 'a', 'b', 'c')`,
    );
    const { unsealedSeconds } = await database.log.figures();
    expect(unsealedSeconds).toBeLessThan(60);
    await database.tamper("update guard.audit_log set occurred_at = '-infinity' where id = 3");
    expect(await database.log.figures()).toMatchObject({ pending: 1, heldBack: false });
  });
  test('one at a time: a second sealer is told so', async () => {
    await database.fill(5);
    await withConnection(database.officer, async (first) => {
      await first.query('begin; select guard.seal_pending(2)');
      await expect(database.log.sealPending(2)).rejects.toMatchObject({ code: 'seal-busy' });
      await first.query('commit');
    });
    expect(await database.log.sealPending(100)).toBe(3);
  });
  test('a damaged end is refused, not repaired', async () => {
    await database.fill(5);
    await database.log.sealPending(100);
    await database.tamper('delete from guard.block');
    await database.fill(5);
    await expect(database.log.sealPending(100)).rejects.toMatchObject({ code: 'seal-fork' });
  });
  test('blocks never cross a window, and a backlog is taken in steps', async () => {
    await database.fill(66_000);
    expect(await database.log.sealPending(1_000_000)).toBe(65_536);
    expect(await database.log.sealPending(1_000_000)).toBe(464);
    expect(await database.log.sealPending(1_000_000)).toBe(0);
  });
});
