import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { look } from '../fixtures/world.ts';

const { signal } = new AbortController();
const signer = await signerOf(await certify('Officer'));
let database: ClinicDatabase;
let witness: ReturnType<typeof memoryWitness>;
beforeAll(async () => {
  database = await startClinicDatabase();
  // Views for the officer hang on these tables: who changes the type of a column has to take them away first.
  await database.sql(
    `do $$
     declare one name;
     begin
       for one in select viewname from pg_views where schemaname = 'guard' loop
         execute format('drop view if exists guard.%I cascade', one);
       end loop;
     end $$`,
  );
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

describe('the tables have another form', () => {
  const alter = async (there: string, back: string): Promise<unknown> => {
    await database.sql(there);
    try {
      return await look(database.log, witness, 'blockchain').then(
        ({ result }) => result,
        (fault: unknown) => fault,
      );
    } finally {
      await database.sql(back);
    }
  };
  beforeEach(async () => {
    await database.fill(20);
    await sealAndSign();
  });
  test('columns that were added do not matter', async () => {
    expect(
      await alter(
        'alter table guard.audit_log add column comment text default $$x$$; alter table guard.seal add column n int',
        'alter table guard.audit_log drop column comment; alter table guard.seal drop column n',
      ),
    ).toBe('intact');
  });
  test.each([
    [
      'gone',
      'alter table guard.audit_log rename column details to old',
      'alter table guard.audit_log rename column old to details',
      'The column details of guard.audit_log is gone.',
    ],
    [
      'of another type',
      'alter table guard.audit_log alter column success type text',
      'alter table guard.audit_log alter column success type boolean using success::boolean',
      'The column success of guard.audit_log has the type text; it was boolean.',
    ],
    [
      'of another type in the seals',
      'alter table guard.seal alter column position type numeric',
      'alter table guard.seal alter column position type bigint',
      'The column position of guard.seal has the type numeric; it was bigint.',
    ],
    [
      'those of a view',
      'alter table guard.audit_log rename to real; create view guard.audit_log as select * from guard.real; grant select on guard.audit_log to attestry_reader',
      'drop view guard.audit_log; alter table guard.real rename to audit_log',
      'guard.audit_log is not a table any more.',
    ],
  ])('columns that are %s: a fault that names them and says what to do', async (_name, there, back, what) => {
    expect(await alter(there, back)).toMatchObject({
      code: 'log-form',
      message: `The audit log has another form than the one that was sealed. ${what}`,
      remedy: expect.stringContaining('undo the change') as string,
    });
    expect(await look(database.log, witness, 'blockchain')).toMatchObject({ result: 'intact' });
  });
  test('nobody can change them while they are read', async () => {
    const snapshot = await database.log.snapshot(signal);
    await database.sql("set lock_timeout to '50ms'");
    try {
      for (const change of [
        'alter table guard.audit_log add column late int',
        'alter table guard.seal alter column position type numeric',
        'truncate guard.block',
      ])
        await expect(database.sql(change)).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await database.sql('reset lock_timeout');
      await snapshot.close();
    }
  });
});

describe('limits and cancelling', () => {
  beforeEach(async () => {
    await database.fill(6000);
    while ((await database.log.sealPending(65_536)) > 0);
  });
  test('time limits that the clinic sets for its users do not end a verification', async () => {
    const limits = ['statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'];
    for (const limit of limits) await database.sql(`alter role officer set ${limit} to '700ms'`);
    try {
      const snapshot = await database.log.snapshot(signal);
      await pause(1500);
      expect(await snapshot.idsAt([0])).toEqual([1]);
      await snapshot.close();
      expect(await look(database.log, memoryWitness(), 'merkle')).toMatchObject({
        result: 'intact',
        entries: 6000,
      });
    } finally {
      await database.sql('alter role officer reset all');
    }
  });
  test.each(['attestry reader', 'attestry verify'])(
    'what "%s" asks is cancelled by an administrator: a fault, and the next attempt works',
    async (name) => {
      const stop = new AbortController();
      const cancel = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          await database.sql(
            `select pg_cancel_backend(pid) from pg_stat_activity where application_name = '${name}' and state = 'active'`,
          );
          await pause(1);
        }
      };
      const cancelling = cancel();
      const codes: string[] = [];
      while (!codes.includes('database-error') && codes.length < 200)
        codes.push(
          await look(database.log, witness, 'merkle').then(
            ({ result }) => result,
            (fault: unknown) => (fault as { code: string }).code,
          ),
        );
      stop.abort();
      await cancelling;
      expect(codes).toContain('database-error');
      expect(codes.filter((code) => code !== 'intact' && code !== 'database-error')).toEqual([]);
      expect(await look(database.log, witness, 'merkle')).toMatchObject({ result: 'intact' });
    },
  );
});
