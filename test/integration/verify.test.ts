import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VerificationLevel } from '../../src-shared/audit/types.ts';
import { verify, type Verification } from '../../src-main/audit/index.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { emptyWitness } from '../fixtures/empty-witness.ts';

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

const run = (level: VerificationLevel): Promise<Verification> =>
  verify(
    { log: database.log, witness: emptyWitness },
    {
      level,
      signal: new AbortController().signal,
      now: () => '2026-06-01T00:00:00Z',
      onProgress: () => undefined,
    },
  );
const types = (verification: Verification): string[] =>
  verification.findings.map((f) => `${f.type}@${String(f.entryId)}`);

async function sealAll(max = 1000): Promise<void> {
  while ((await database.log.sealPending(max)) > 0);
}

describe('an honest log', () => {
  test('is intact at the levels that need no witness, and could-not-tell at the others', async () => {
    await database.fill(3000);
    await sealAll(700);
    for (const level of ['basic', 'chain', 'merkle'] as const) {
      const result = await run(level);
      expect(result.findings).toEqual([]);
      expect(result).toMatchObject({ result: 'intact', entries: 3000, pending: 0 });
    }
    expect(await run('signature')).toMatchObject({ result: 'could-not-tell', findings: [] });
    expect(await run('blockchain')).toMatchObject({ result: 'could-not-tell', findings: [] });
  });
  test('an empty log and unsealed rows are no finding', async () => {
    expect(await run('merkle')).toMatchObject({ result: 'intact', entries: 0, pending: 0 });
    await database.fill(10);
    expect(await run('merkle')).toMatchObject({ result: 'intact', entries: 0, pending: 10 });
  });
});

describe('tampering with rows', () => {
  beforeEach(async () => {
    await database.fill(2000);
    await sealAll(600);
  });
  test.each([
    ['modification', "update guard.audit_log set actor = 'somebody' where id = 1000", ['modification@1000']],
    [
      're-dating',
      "update guard.audit_log set occurred_at = occurred_at - interval '1 day' where id in (600, 601)",
      ['timestamp-manipulation@600', 'timestamp-manipulation@601'],
    ],
    [
      'deletion',
      'delete from guard.audit_log where id between 1199 and 1201',
      ['deletion@1199', 'deletion@1200', 'deletion@1201'],
    ],
    ['tail cut', 'delete from guard.audit_log where id > 1998', ['deletion@1999', 'deletion@2000']],
    [
      'swap',
      'update guard.audit_log set id = case id when 5 then -5 else -1800 end where id in (5, 1800); update guard.audit_log set id = case id when -5 then 1800 else 5 end where id < 0',
      ['reordering@5', 'reordering@1800'],
    ],
    ['moved far', 'update guard.audit_log set id = 5000000 where id = 3', ['reordering@3']],
    [
      'insertion below',
      "insert into guard.audit_log (id, actor, event_type, action) values (0, 'x', 'x', 'x')",
      ['insertion@0'],
    ],
    [
      'insertion with an old transaction',
      "insert into guard.audit_log (id, actor, event_type, action, xid) values (900000, 'x', 'x', 'x', '5')",
      ['insertion@900000'],
    ],
    [
      'duplicate',
      'insert into guard.audit_log overriding system value select -7, occurred_at, actor, actor_role, event_type, action, resource_type, resource_id, patient_id, source_ip, session_id, success, details from guard.audit_log where id = 7',
      ['insertion@-7'],
    ],
  ])('%s', async (_name, sql, expected) => {
    await database.tamper(sql);
    const result = await run('merkle');
    expect(types(result).toSorted()).toEqual(expected.toSorted());
    expect(result.result).toBe('tampered');
  });
  test('a row and its seal rewritten is seen by the chain', async () => {
    await database.tamper(
      "update guard.audit_log set actor = 'x' where id = 77; update guard.seal set leaf = sha256('x') where entry_id = 78",
    );
    const result = await run('chain');
    expect(types(result)).toContain('modification@77');
    expect(result.findings.map((f) => f.entryId)).toEqual([77, 78]);
  });
  test('seals and chain rewritten is seen by the tree', async () => {
    await database.tamper(
      `update guard.seal set leaf = sha256('x') where position = 1999;
       update guard.seal s set chain = sha256((select p.chain from guard.seal p where p.position = 1998) || s.leaf) where position = 1999;
       delete from guard.audit_log where id = 2000`,
    );
    expect((await run('merkle')).result).toBe('tampered');
  });
});
