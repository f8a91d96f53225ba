import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { extendWitness } from '../../src-main/audit/witness.ts';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { memoryWitness } from '../fakes/log.ts';
import { startReader } from '../fixtures/clinic-database.ts';
import { type Disk, smallDisk } from '../fixtures/full-disk.ts';
import { emptyClinic, PACK, ROLES } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';
import { look } from '../fixtures/world.ts';

/* The disk of the clinic's database is full: it is said so, nothing is half done, and with room the work goes on. */

const ROWS = 15_000;
const NOTE = { schema: 'public', table: 'note', column: 'body' };
const pack = packDatabase({ folder: PACK, version: '0.1.0', patienceMs: 0 });
const { signal } = new AbortController();
const quiet = { signal, progress: (): void => undefined };
let disk: Disk;
let server: PostgresServer;
beforeAll(async () => {
  disk = smallDisk();
  server = await startPostgres('system', null, {}, disk.environment);
  await emptyClinic(server, 'clinic');
  await server.sql(
    'clinic',
    `create table note (id int primary key, patient_id uuid, written date, body text);
     insert into note select n, gen_random_uuid(), '2001-01-01', 'body ' || n from generate_series(1, ${ROWS}) n`,
  );
});
afterEach(() => {
  disk.empty();
});
afterAll(() => {
  server.stop();
  disk.discard();
});

const admin = () => server.as('postgres', 'clinic');
const number = async (sql: string): Promise<number> =>
  Number(Object.values((await server.sql('clinic', sql)).rows[0] ?? {})[0]);
const FULL = { code: 'database-full', remedy: expect.stringMatching(/make room/) as string };
/** Fills the disk when so much was done. */
const filledAfter = (steps: number) => {
  let seen = 0;
  return {
    signal,
    progress: (): void => {
      if (++seen > steps) disk.fill();
    },
  };
};

describe('work that is cut off by a full disk', () => {
  test('an installation leaves whole files, and goes on when there is room', async () => {
    let cuts = 0;
    for (let after = 0; ; after += 3) {
      const failure: unknown = await pack.install(admin(), ROLES, filledAfter(after)).then(
        () => null,
        (error: unknown) => error,
      );
      disk.empty();
      const { files, drift, state } = await pack.status(admin());
      expect(drift).toEqual([]);
      if (failure === null) {
        expect(state).toBe('current');
        break;
      }
      expect(failure).toMatchObject(FULL);
      expect(files.some((file) => file.state === 'missing')).toBe(true);
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(3);
    expect(await pack.install(admin(), ROLES, quiet)).toEqual([]);
  });

  test('what the clinic writes is refused together with its entry, never without one', async () => {
    await postgresTriggers.attach(admin(), [NOTE]);
    disk.fill();
    await expect(
      server.sql('clinic', `update note set body = body || '!' where id <= 5000`),
    ).rejects.toMatchObject({ code: '53100' });
    disk.empty();
    expect(await number(`select count(*) from note where body like '%!'`)).toBe(0);
    await server.sql('clinic', `update note set written = '2001-01-02' where id <= 5000`);
    expect(await number(`select count(*) from guard.audit_log where event_type = 'data.update'`)).toBe(5000);
  });

  test('the sealer seals nothing rather than a part, and everything later', async () => {
    const log = postgresSealedLog(server.as('officer', 'clinic'), startReader);
    disk.fill();
    await expect(log.sealPending(100_000)).rejects.toMatchObject(FULL);
    disk.empty();
    expect(await number('select count(*) from guard.seal')).toBe(0);
    while ((await log.sealPending(100_000)) > 0);
    const witness = memoryWitness();
    await extendWitness(log, witness, signal, () => undefined);
    const seen = await look(log, witness, 'merkle');
    expect(seen).toMatchObject({ result: 'intact', pending: 0 });
    expect(seen.entries).toBeGreaterThanOrEqual(5000);
  });

  test('columns are encrypted as far as there was room; begun again, to the end', async () => {
    const fields = postgresFields(admin());
    const keys = newFieldKeys();
    const key = await fields.addKey(keys.publicKey, 'columns', () => Promise.resolve(keys.secret));
    const [field] = await fields.attach([NOTE], key);
    await expect(fields.encryptRows(field!, filledAfter(6))).rejects.toMatchObject(FULL);
    disk.empty();
    const sealed = await number('select count(*) from note where guard.field_is_sealed(body)');
    expect(sealed).toBeGreaterThan(0);
    expect(sealed).toBeLessThan(ROWS);
    await fields.encryptRows(field!, quiet);
    expect(await number('select count(*) from note where not guard.field_is_sealed(body)')).toBe(0);
    const given = new Map([[key, keys.secret]]);
    await fields.takeOver(given);
    await expect(fields.rollBack(field!, given, filledAfter(6))).rejects.toMatchObject(FULL);
    disk.empty();
    await fields.rollBack(field!, given, quiet);
    expect(await number(`select count(*) from note where body = 'body ' || id`)).toBe(ROWS);
  });

  test('a deletion counts exactly what is gone, and is gone on with by its id', async () => {
    const wishes = [
      { ...NOTE, subjectColumn: 'patient_id', subject: null, age: { column: 'written', months: 120 } },
    ];
    const { at } = await postgresDisposal.plan(admin(), wishes);
    await postgresDisposal.begin(admin(), { disposalId: 'd', kind: 'retention', at, subject: null, wishes });
    await expect(postgresDisposal.carryOut(admin(), 'd', filledAfter(3))).rejects.toMatchObject(FULL);
    disk.empty();
    const left = await number('select count(*) from note');
    expect(left).toBeLessThan(ROWS);
    expect(await number('select sum(deleted) from guard.disposal_step')).toBe(ROWS - left);
    const { steps } = await postgresDisposal.carryOut(admin(), 'd', quiet);
    expect(steps).toMatchObject([{ deleted: ROWS, left: 0, heap: 'gone', index: 'gone' }]);
    expect(await number(`select count(*) from guard.audit_log where event_type = 'data.delete'`)).toBe(ROWS);
  });
});
