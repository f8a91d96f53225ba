import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type MappedDesk, mappedDesk } from '../fixtures/mapped-desk.ts';

let database: ClinicDatabase;
let desk: MappedDesk;
beforeAll(async () => {
  database = await startClinicDatabase();
  desk = mappedDesk(database.officer);
});
afterAll(async () => {
  await desk.close();
  await database.stop();
});

const client = async (): Promise<pg.Client> => {
  const made = new pg.Client({ ...database.admin, ssl: false });
  made.on('error', () => undefined);
  await made.connect();
  return made;
};
const table = async (name: string, columns: string): Promise<void> => {
  await database.sql(`create table public.${name} (${columns}); grant select on public.${name} to officer`);
};

describe('honest writers are never called tamperers', () => {
  test('a row with a lower number that is committed later', async () => {
    await table('late', 'id bigserial primary key, at timestamptz not null default now(), what text');
    const mapped = await desk.map('public', 'late', { settleSeconds: 0 });
    const slow = await client();
    try {
      await slow.query("begin; insert into public.late (what) values ('slow')");
      await database.sql("insert into public.late (what) select 'fast' from generate_series(1, 50)");
      expect(await desk.watch(mapped)).toMatchObject({ to: 50 });
      // A second look while the first transaction still runs must not complete anything either.
      expect(await desk.watch(mapped)).toMatchObject({ to: 50 });
      await slow.query('commit');
      expect(await desk.verify(mapped)).toMatchObject({ result: 'intact', pending: 1 });
      expect(await desk.watch(mapped)).toMatchObject({ from: 50, to: 51, differing: 0 });
      expect(await desk.verify(mapped)).toMatchObject({ result: 'intact', entries: 51 });
    } finally {
      await slow.end();
    }
    await desk.watch(mapped);
    await database.sql("insert into public.late (id, what) values (0, 'forged')");
    expect((await desk.verify(mapped)).foundByType).toEqual({ insertion: 1 });
  });

  test.each(['key', 'time'] as const)('many writers at once, told by %s', async (order) => {
    const name = `busy_${order}`;
    await table(name, 'id bigserial primary key, at timestamptz not null default now(), what text');
    const mapped = await desk.map('public', name, { order, settleSeconds: 1 });
    const writers = await Promise.all([1, 2, 3, 4].map(() => client()));
    let writing = true;
    const write = async (writer: pg.Client, seed: number): Promise<void> => {
      for (let n = 0; writing; n++) {
        await writer.query('begin');
        for (let row = 0; row < 1 + ((n * seed) % 4); row++)
          await writer.query(`insert into public.${name} (what) values ('x')`);
        if (n % 5 === seed % 5) await writer.query('select pg_sleep(0.05)');
        await writer.query(n % 7 === seed ? 'rollback' : 'commit');
      }
    };
    const busy = Promise.all(writers.map((writer, at) => write(writer, at + 1)));
    const until = performance.now() + 4000;
    let verified = 0;
    while (performance.now() < until) {
      expect(await desk.watch(mapped)).toMatchObject({ differing: 0 });
      expect(await desk.verify(mapped, 'basic')).toMatchObject({
        result: expect.stringMatching('intact') as string,
      });
      verified++;
    }
    writing = false;
    await busy;
    await Promise.all(writers.map((writer) => writer.end()));
    await desk.watch(mapped);
    const run = await desk.verify(mapped);
    expect(run).toMatchObject({ result: 'intact', pending: 0, found: 0 });
    expect(run.entries).toBeGreaterThan(50);
    expect(verified).toBeGreaterThan(2);
  });
});

describe('what a table can hold', () => {
  test('hostile names, infinities, years before 1 and after 9999, a megabyte, numbers beyond 2^53', async () => {
    const hostile = `a"b'; drop -- ${'ü'.repeat(20)}`;
    const quoted = `"${hostile.replaceAll('"', '""')}"`;
    await database.sql(`create schema ${quoted}; create table ${quoted}.${quoted} (id bigint primary key, ${quoted} timestamptz, "Ж" jsonb, acl aclitem[]);
      insert into ${quoted}.${quoted} values (9223372036854775807, 'infinity', '{"a":1}', null), (9007199254740993, '4000-01-01 BC', null, null),
        (9007199254740992, '12000-01-01', jsonb_build_object('x', repeat('y', 1000000)), null), (-9223372036854775808, '-infinity', null, array['officer=r/postgres'::aclitem]);
      grant usage on schema ${quoted} to officer; grant select on ${quoted}.${quoted} to officer`);
    const mapped = await desk.map(hostile, hostile, { order: 'none' });
    expect(mapped.columns.find(({ name }) => name === 'acl')?.sent).toBe('text');
    expect(await desk.watch(mapped)).toMatchObject({ to: 4 });
    expect(await desk.verify(mapped)).toMatchObject({ result: 'intact', entries: 4 });
    await database.sql(
      `update ${quoted}.${quoted} set ${quoted} = '4001-01-01 BC' where id = 9007199254740993`,
    );
    const [found] = await desk.findings(await desk.verify(mapped));
    expect(found).toMatchObject({
      type: 'timestamp-manipulation',
      key: '9007199254740993',
      evidence: { row: { before: { time: '-003999-01-01T00:00:00.000000Z' } } },
    });
  });

  test('an older state put back is told from tampering inside', async () => {
    await table('restored', 'id bigserial primary key, at timestamptz not null default now(), what text');
    await database.sql(
      "insert into public.restored (what) select 'row ' || n from generate_series(1, 500) n",
    );
    const mapped = await desk.map('public', 'restored', { settleSeconds: 0 });
    await desk.watch(mapped);
    await database.sql('delete from public.restored where id > 400');
    const run = await desk.verify(mapped);
    expect(run.foundByType).toEqual({ deletion: 100 });
    expect(JSON.stringify(run.steps)).toContain('older state of the table was put back');
    await database.sql(
      "select setval('public.restored_id_seq', 400); insert into public.restored (what) select 'other ' || n from generate_series(1, 50) n",
    );
    const later = await desk.verify(mapped);
    expect(later.foundByType).toEqual({ deletion: 100 });
    expect(JSON.stringify(later.steps)).toContain('went on from there');
  });
});

describe('a table that is not as it was mapped gives no verdict', () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ['dropped', 'drop table public.NAME', /There is no table/],
    [
      'a view in its place',
      'alter table public.NAME rename to NAME_old; create view public.NAME as select * from public.NAME_old; grant select on public.NAME to officer',
      /a view/,
    ],
    [
      'retyped',
      'alter table public.NAME alter what type varchar(5) using left(what, 5), alter amount type bigint',
      /now has the type bigint/,
    ],
    ['a column dropped', 'alter table public.NAME drop what', /not there any more/],
    ['a label renamed', "alter type public.kind_NAME rename value 'a' to 'z'", /renamed/],
    ['rows hidden', 'alter table public.NAME enable row level security', /Row-level security/],
    ['no rights', 'revoke select on public.NAME from officer', /may not read/],
  ];
  test.each(changes)('%s', async (_title, sql, reason) => {
    const name = `t${changes.findIndex(([, text]) => text === sql)}`;
    await database.sql(`create type public.kind_${name} as enum ('a', 'b')`);
    await table(
      name,
      `id bigserial primary key, what text, amount int, kind public.kind_${name} default 'a'`,
    );
    await database.sql(
      `insert into public.${name} (what, amount) select 'w', n from generate_series(1, 20) n`,
    );
    const mapped = await desk.map('public', name);
    await desk.watch(mapped);
    await database.sql(sql.replaceAll('NAME', name));
    const run = await desk.verify(mapped);
    expect(run).toMatchObject({ result: 'could-not-tell', found: 0 });
    expect(run.reason).toMatch(reason);
    await expect(desk.watch(mapped)).rejects.toMatchObject({
      code: expect.stringMatching(/^table-/) as string,
    });
    const info = (await desk.tables.list()).find(({ sourceId }) => sourceId === mapped.sourceId);
    expect(info?.problem?.message).toMatch(reason);
  });
  test('a column or a label more is no fault', async () => {
    await database.sql("create type public.more_kind as enum ('a')");
    await table('more', "id bigserial primary key, what text, kind public.more_kind default 'a'");
    await database.sql("insert into public.more (what) values ('w')");
    const mapped = await desk.map('public', 'more');
    await desk.watch(mapped);
    await database.sql(
      "alter table public.more add extra int default 5, alter what type varchar(80); alter type public.more_kind add value 'b'",
    );
    const run = await desk.verify(mapped);
    expect(run.result).toBe('intact');
    expect(run.steps[0]?.detail).toContain('not protected');
  });
});

test('checks say what is missing', async () => {
  await table('nokey', 'a text, b timestamptz');
  await database.sql(
    "insert into public.nokey values ('x', now()), ('x', now()), (null, now()); create view public.seen as select * from public.nokey; grant select on public.seen to officer; create table public.secret (id int primary key, x text)",
  );
  const mapping = {
    schema: 'public',
    key: ['a'],
    time: 'b',
    content: ['c'],
    order: 'time',
    settleSeconds: 60,
  } as const;
  const failed = async (table: string, change: object = {}): Promise<string[]> =>
    (await desk.tables.check({ ...mapping, key: ['a'], content: ['c'], table, ...change })).checks
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ id }) => id);
  expect(await failed('seen')).toEqual(['table']);
  expect(await failed('secret')).toEqual(['rights']);
  expect(await failed('absent')).toEqual(['table']);
  expect(await failed('nokey')).toEqual(['columns']);
  expect(await failed('nokey', { content: ['a'], key: ['b'], time: null, order: 'none' })).toEqual(['key']);
  await database.sql('delete from public.nokey where a is null');
  expect(await failed('nokey', { key: ['a'], content: ['b'], time: null, order: 'key' })).toEqual([
    'key',
    'order',
  ]);
});
