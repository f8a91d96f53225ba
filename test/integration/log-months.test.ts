import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../../src-main/base/fault.ts';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { memoryWitness } from '../fakes/log.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { look } from '../fixtures/world.ts';

const SPACE = 1_000_000_000;

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
});

/** The calendar goes on by a month: the part in use is now that of the month before. */
const month = async (): Promise<number | null> => {
  await database.tamper("update guard.log_month set month = month - interval '1 month'");
  const { rows } = await withConnection(database.officer, (client) =>
    client.query<{ part: number | null }>('select guard.begin_month() as part'),
  );
  return rows[0]?.part ?? null;
};
const first = async (): Promise<number> =>
  Number((await database.sql('select max(first_id) as id from guard.log_month')).rows[0]?.id);
const parts = async (): Promise<string[]> =>
  (
    await database.sql('select distinct tableoid::regclass::text as part from guard.audit_log order by 1')
  ).rows.map(({ part }) => String(part));
const seal = async (): Promise<void> => {
  while ((await database.log.sealPending(500)) > 0);
};

describe('the turn of a month', () => {
  test('the counter goes on in the part of the month; the log stays one log, read in order without sorting', async () => {
    await database.fill(1200);
    await seal();
    const part = await month();
    expect(part).not.toBeNull();
    const from = await first();
    expect(from).toBe(Number(part) * SPACE);
    await database.fill(1200);
    await seal();
    expect(await parts()).toHaveLength(2);
    const { rows } = await database.sql(
      'select count(*)::int as entries, count(distinct id)::int as numbers, max(id)::float8 as highest from guard.audit_log',
    );
    // One of them says that the month has begun.
    expect(rows).toEqual([{ entries: 2401, numbers: 2401, highest: from + 1200 }]);
    expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({
      result: 'intact',
      entries: 2401,
      pending: 0,
    });
    await database.sql('analyze guard.audit_log');
    const plan = await database.sql(
      `explain select l.id from guard.audit_log l where l.id <= ${from + 600} and l.id >= 600 order by l.id`,
    );
    expect(JSON.stringify(plan.rows)).not.toContain('Sort');
    expect(await postgresTriggers.gaps(database.officer)).toMatchObject([{ cause: 'month' }]);
    expect((await postgresTriggers.view(database.officer)).month).toBe(new Date().toISOString().slice(0, 7));
  });
  test('it comes once a month, and there is always room ahead', async () => {
    const part = Number(await month());
    const again = await withConnection(database.officer, (client) =>
      client.query('select guard.begin_month() as part'),
    );
    expect(again.rows).toEqual([{ part: null }]);
    expect(await month()).toBe(part + 1);
    expect(await month()).toBe(part + 2);
    expect(await month()).toBe(part + 3);
  });
  test('it waits for a transaction that was writing when the part was made', async () => {
    const part = Number(await month());
    await withConnection(database.application, async (slow) => {
      await slow.query("begin; select guard.log_access('phi.read', 'read', 'x', '1', null)");
      // Parts are made three months ahead.
      expect(await month()).toBe(part + 1);
      expect(await month()).toBe(part + 2);
      expect(await month()).toBe(part + 3);
      expect(await month()).toBeNull();
      await slow.query("select guard.log_access('phi.read', 'read', 'x', '2', null); commit");
    });
    expect(await month()).toBe(part + 4);
  });
  test('sealing turns the month by itself', async () => {
    await database.tamper("update guard.log_month set month = month - interval '1 month'");
    const before = await first();
    await database.fill(1);
    await database.log.sealPending(10);
    expect(await first()).toBe(before < 0 ? SPACE : before + SPACE);
  });
  test('who writes meanwhile neither fails nor gets a number twice', async () => {
    const stop = new AbortController();
    const writers = Array.from({ length: 4 }, () =>
      withConnection(database.application, async (client) => {
        let written = 0;
        for (; !stop.signal.aborted; written++)
          await client.query("select guard.log_access('phi.read', 'read', 'x', '1', null)");
        return written;
      }),
    );
    for (let n = 0; n < 5; n++) await month();
    stop.abort();
    const written = (await Promise.all(writers)).reduce((sum, n) => sum + n, 0);
    const { rows } = await database.sql(
      "select count(*)::int as entries from guard.audit_log where event_type = 'phi.read'",
    );
    expect(rows).toEqual([{ entries: written }]);
  });
});

describe('the parts', () => {
  test('numbers are unique, rows are only appended, and nothing can be emptied, in the parts as in the whole', async () => {
    await database.fill(5);
    await month();
    await database.fill(5);
    for (const sql of [
      'insert into guard.audit_log (id, actor, event_type, action) values (3, $$x$$, $$x$$, $$x$$)',
      ...['audit_log', 'audit_log_0000'].flatMap((table) => [
        `update guard.${table} set actor = 'x'`,
        `delete from guard.${table}`,
        `truncate guard.${table}`,
      ]),
    ])
      await expect(database.sql(sql), sql).rejects.toSatisfy((error) =>
        ['42501', '23505'].includes(codeOf(error) ?? ''),
      );
  });
  test('the officer reads the log and none of its parts by themselves', async () => {
    await expect(
      withConnection(database.officer, (client) => client.query('select from guard.audit_log_0000')),
    ).rejects.toMatchObject({ code: 'database-role-too-weak' });
  });
  test('a past part that is empty can be given back, one with entries or in use cannot', async () => {
    await database.fill(3);
    const part = Number(await month());
    const drop = (number: number): Promise<unknown> =>
      database.sql(`set role guard_owner; select guard.drop_month(${number}); reset role`);
    await expect(drop(part)).rejects.toSatisfy((error) => codeOf(error) === 'AT004');
    await database.sql('reset role');
    const before = (await database.sql('select min(tableoid::regclass::text) as part from guard.audit_log'))
      .rows;
    const older = Number(/\d+$/.exec(String(before[0]?.part))?.[0]);
    await expect(drop(older)).rejects.toSatisfy((error) => codeOf(error) === 'AT004');
    await database.sql('reset role');
    await database.tamper(`delete from guard.audit_log_${String(older).padStart(4, '0')}`);
    await drop(older);
    expect(await parts()).toHaveLength(1);
  });
});
