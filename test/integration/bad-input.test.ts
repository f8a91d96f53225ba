import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { entryHeaderSchema, LEVELS } from '../../src-shared/audit/types.ts';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { look, told } from '../fixtures/world.ts';

const { signal } = new AbortController();
const signer = await signerOf(await certify('Officer'));
let database: ClinicDatabase;
let witness: ReturnType<typeof memoryWitness>;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
  witness = memoryWitness();
});

async function sealAndSign(): Promise<void> {
  while ((await database.log.sealPending(1000)) > 0);
  expect(await extendWitness(database.log, witness, signal, () => undefined)).toMatchObject({
    stopped: false,
  });
  await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
}

type Hostile = {
  readonly actor: string;
  readonly role: string | null;
  readonly details: string;
  readonly at: string;
};

async function append(rows: readonly Hostile[]): Promise<void> {
  const client = new pg.Client({ ...database.admin, ssl: false });
  await client.connect();
  for (const { actor, role, details, at } of rows)
    await client.query(
      `insert into guard.audit_log (occurred_at, actor, actor_role, event_type, action, resource_id, details)
       values ($1, $2, $3, $2, 'read', $2, $4)`,
      [at, actor, role, details],
    );
  await client.end();
}

const TIMES = [
  'infinity',
  '-infinity',
  '4713-01-01 00:00:00 BC',
  '0001-12-31 23:59:59.999999 BC',
  '0001-01-01 00:00:00',
  '1969-12-31 23:59:59.999999',
  '9999-12-31 23:59:59.999999',
  '10000-01-01 00:00:00',
  '294276-12-31 23:59:59.999999',
];
const TEXTS = [
  '',
  '=HYPERLINK("http://x","y")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\u0001\u0002\u001b[31m\u007f\u0085',
  '\r\n\r\nHTTP/1.1 200 OK',
  '\u202eevil\u2066',
  '<img src=x onerror=alert(1)>',
  "'; drop table guard.audit_log; --",
  '\ufeff\ufffe\uffff',
  '👩‍⚕️'.repeat(400),
  '{"lone":"\\ud800","zero":"\\u0000"}',
];

describe('rows with hostile content', () => {
  test('of every kind are sealed, witnessed and intact, and each change of them is found', async () => {
    const rows = TIMES.flatMap((at, t) =>
      TEXTS.map((text, n) => ({
        at,
        actor: text,
        role: n % 2 === 0 ? null : text,
        details: t === 0 ? text : 'x'.repeat(n),
      })),
    );
    await append([
      ...rows,
      { at: 'now', actor: 'a', role: null, details: `"${'\u0007'.repeat(1_048_576)}"` },
    ]);
    await sealAndSign();
    for (const level of LEVELS)
      expect(await look(database.log, witness, level)).toMatchObject({
        result: 'intact',
        findings: [],
        entries: rows.length + 1,
      });
    for (const { header } of witness.kept) expect(() => entryHeaderSchema.parse(header)).not.toThrow();
    const last = rows.length + 1;
    await database.tamper(
      `update guard.audit_log set details = overlay(details placing 'x' from 500000 for 1) where id = ${last};
       update guard.audit_log set occurred_at = '-infinity' where id = 1;
       update guard.audit_log set occurred_at = '10001-01-01' where id = ${TEXTS.length * 7 + 1};
       update guard.audit_log set actor = actor || chr(8203) where id = 2`,
    );
    expect(told(await look(database.log, witness, 'blockchain'))).toEqual(
      [
        'modification 1 2',
        `modification ${last - 1} ${last}`,
        'timestamp-manipulation 0 1',
        `timestamp-manipulation ${TEXTS.length * 7} ${TEXTS.length * 7 + 1}`,
      ].toSorted(),
    );
  });
  test('of any content: what was sealed is intact, and any other content of a row is found', async () => {
    // PostgreSQL takes every Unicode text but NUL; what is no text at all never comes in.
    const text = fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((any) => any.replaceAll('\0', '').toWellFormed());
    const microseconds = fc.bigInt({ min: -211_813_488_000_000_000n, max: 9_223_371_331_199_999_999n });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ actor: text, role: fc.option(text), details: text, at: microseconds }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.nat(),
        text,
        async (rows, which, other) => {
          await database.reset();
          const client = new pg.Client({ ...database.admin, ssl: false });
          await client.connect();
          for (const { actor, role, details, at } of rows)
            await client.query(
              `insert into guard.audit_log (occurred_at, actor, actor_role, event_type, action, details)
               values (timestamptz '2000-01-01 00:00:00+00' + $1::bigint / 1000000 * interval '1 second' + $1::bigint % 1000000 * interval '1 microsecond', $2, $3, 'e', 'a', $4)`,
              [String(at), actor, role, details],
            );
          await client.end();
          await database.log.sealPending(1000);
          const nobody = memoryWitness();
          expect(await look(database.log, nobody, 'merkle')).toMatchObject({ result: 'intact' });
          const id = 1 + (which % rows.length);
          const same = rows[id - 1]!.details === other;
          await database.tamper(
            `update guard.audit_log set details = ${pg.escapeLiteral(other)} where id = ${id}`,
          );
          expect(told(await look(database.log, nobody, 'merkle'))).toEqual(
            same ? [] : [`modification ${id - 1} ${id}`],
          );
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('numbers beyond 2^53', () => {
  beforeEach(async () => {
    await database.fill(50);
    await sealAndSign();
  });
  const outcomes = async (): Promise<readonly string[]> => {
    const all: string[] = [];
    for (const level of LEVELS)
      all.push(
        await look(database.log, witness, level).then(
          ({ result }) => result,
          (fault: unknown) => (fault as { code: string }).code,
        ),
      );
    return all;
  };
  test('up to the border they are right', async () => {
    await database.sql(
      `insert into guard.audit_log (id, actor, event_type, action) values (9007199254740991, 'a', 'b', 'c'), (9007199254740990, 'a', 'b', 'c')`,
    );
    await sealAndSign();
    expect(await look(database.log, witness, 'blockchain')).toMatchObject({ result: 'intact', entries: 52 });
    await database.tamper("update guard.audit_log set actor = 'x' where id = 9007199254740991");
    expect((await look(database.log, witness, 'blockchain')).findings).toMatchObject([
      { type: 'modification', entryId: 9_007_199_254_740_991 },
    ]);
  });
  test.each([
    [
      'an entry',
      "insert into guard.audit_log (id, actor, event_type, action) values (9007199254740993, 'a', 'b', 'c')",
    ],
    [
      'an entry below zero',
      "insert into guard.audit_log (id, actor, event_type, action) values (-9007199254740993, 'a', 'b', 'c')",
    ],
    ['the number of a seal', 'update guard.seal set entry_id = 9223372036854775807 where position = 7'],
    ['the position of a seal', 'update guard.seal set position = 9223372036854775807 where position = 7'],
    ['a position below zero', 'update guard.seal set position = -1 where position = 7'],
  ])('%s: a fault that says so, never a verdict', async (_name, sql) => {
    await database.tamper(sql);
    expect(await outcomes()).toEqual(LEVELS.map(() => 'log-form'));
  });
  test('sealed all the same, nothing of it is taken over', async () => {
    await database.sql(
      "insert into guard.audit_log (id, actor, event_type, action) values (9007199254740993, 'a', 'b', 'c')",
    );
    expect(await database.log.sealPending(10)).toBe(1);
    await expect(extendWitness(database.log, witness, signal, () => undefined)).rejects.toMatchObject({
      code: 'log-form',
    });
    expect(await witness.size()).toBe(50);
  });
});

describe('two seals at one position, after the keys were dropped', () => {
  beforeEach(async () => {
    await database.fill(200);
    await sealAndSign();
    await database.sql(
      'alter table guard.seal drop constraint seal_pkey, drop constraint seal_entry_id_key; create index seal_position on guard.seal (position)',
    );
    return () =>
      database
        .tamper('truncate guard.audit_log, guard.seal, guard.block')
        .then(() =>
          database.sql(
            'drop index guard.seal_position; alter table guard.seal add primary key (position), add unique (entry_id)',
          ),
        );
  });
  test.each([
    [
      'a second one with another leaf',
      "insert into guard.seal select position, 900, sha256('x'), body, chain from guard.seal where position = 70",
      ['insertion 70 900'],
    ],
    [
      'one that was put in before the right one',
      "with own as (delete from guard.seal where position = 70 returning *), forged as (insert into guard.seal select position, 900, sha256('x'), body, sha256('y') from own) insert into guard.seal select * from own",
      ['insertion 70 900'],
    ],
    [
      'a whole copy',
      'insert into guard.seal select * from guard.seal where position = 70',
      ['insertion 70 71'],
    ],
  ])('%s: a finding from the chain on', async (_name, sql, truth) => {
    await database.tamper(sql);
    expect(await look(database.log, witness, 'basic')).toMatchObject({ result: 'intact' });
    for (const level of LEVELS.slice(1))
      expect(told(await look(database.log, witness, level)), level).toEqual(truth);
    const copy = memoryWitness();
    expect(await extendWitness(database.log, copy, signal, () => undefined)).toMatchObject({ stopped: true });
  });
  test('one that names another entry and is the same otherwise: a finding, and only there', async () => {
    await database.tamper(
      'insert into guard.seal select position, 900, leaf, body, chain from guard.seal where position = 70',
    );
    for (const level of LEVELS.slice(1)) {
      const { result, findings } = await look(database.log, witness, level);
      expect(result).toBe('tampered');
      // Nothing but the order in which they come tells the two apart.
      for (const { position, entryId } of findings)
        expect(position === 70 || entryId === 71 || entryId === 900).toBe(true);
    }
  });
});
