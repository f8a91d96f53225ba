import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresColumnRegistry } from '../../src-main/clinic/guard/classification.ts';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { postgresLimits } from '../../src-main/clinic/guard/limits.ts';
import { postgresMonitoring } from '../../src-main/clinic/guard/monitoring.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { checkConnection } from '../../src-main/clinic/postgres/checks.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { startReader } from '../fixtures/clinic-database.ts';
import { emptyClinic, installFiles, PACK, ROLES } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';
import { type Standby, startStandby } from '../fixtures/standby.ts';
import { look } from '../fixtures/world.ts';

const VISIT = { schema: 'public', table: 'visit' };
const work = { signal: new AbortController().signal, progress: (): void => undefined };
const pack = packDatabase({ folder: PACK, version: '0.1.0' });
const witness = memoryWitness();
let primary: PostgresServer;
let standby: Standby;
beforeAll(async () => {
  primary = await startPostgres('system');
  await emptyClinic(primary, 'clinic');
  await primary.sql(
    'clinic',
    'create table visit (id int primary key, patient_id uuid, ended_at date, note text)',
  );
  await installFiles(primary, 'clinic', await readPack(PACK));
  await postgresTriggers.attach(primary.as('postgres', 'clinic'), [VISIT]);
  await primary.sql(
    'clinic',
    `insert into visit select n, gen_random_uuid(), '2001-01-01', 'x' from generate_series(1, 50) n`,
  );
  const log = postgresSealedLog(primary.as('officer', 'clinic'), startReader);
  while ((await log.sealPending(1000)) > 0);
  await extendWitness(log, witness, work.signal, () => undefined);
  await signWitnessed(
    'attestry.log/x',
    witness,
    await signerOf(await certify('Officer')),
    () => new Date().toISOString(),
    work.signal,
  );
  // One entry waits for the next sealing.
  await primary.sql('clinic', `update visit set note = 'y' where id = 1`);
  standby = await startStandby(primary);
});
afterAll(() => {
  standby.stop();
  primary.stop();
});

/** The two ways in which a database cannot be written. */
const PLACES = {
  'a standby': {
    as: (user: string): ClinicConnection => ({ ...primary.as(user, 'clinic'), port: standby.port }),
    prepare: () => Promise.resolve(),
  },
  'a database set to read only': {
    as: (user: string): ClinicConnection => primary.as(user, 'clinic'),
    prepare: async () => {
      await primary.sql('postgres', 'alter database clinic set default_transaction_read_only = on');
    },
  },
} as const;

describe.each(Object.keys(PLACES) as (keyof typeof PLACES)[])('%s', (place) => {
  const { as, prepare } = PLACES[place];
  beforeAll(async () => {
    await prepare();
  });

  test('is read like any other: what is installed, what differs, what is intact, what would be deleted', async () => {
    expect(await pack.status(as('officer'))).toMatchObject({ state: 'current', drift: [] });
    const log = postgresSealedLog(as('officer'), startReader);
    expect(await look(log, witness, 'blockchain')).toMatchObject({ result: 'intact', findings: [] });
    expect((await postgresTriggers.view(as('officer'))).tables).toMatchObject([{ ...VISIT, state: 'on' }]);
    expect(await postgresColumnRegistry(as('officer')).columns()).toHaveLength(4);
    expect((await postgresMonitoring.capacity(as('officer'))).tables.length).toBeGreaterThan(0);
    expect((await postgresRows.standing(as('officer'))).installed).toBe(true);
    expect((await postgresLimits.standing(as('officer'))).limits.length).toBeGreaterThan(0);
    const age = { column: 'ended_at', months: 120 };
    const wish = { ...VISIT, subjectColumn: 'patient_id', subject: null, age };
    expect((await postgresDisposal.plan(as('postgres'), [wish])).steps).toMatchObject([{ deletable: 50 }]);
  });

  test('is not installed on, and nothing there is sealed, changed or deleted: it is said why, and what to do', async () => {
    const officer = as('officer');
    const admin = as('postgres');
    const refused = { code: 'database-read-only', remedy: expect.stringMatching(/primary server/) as string };
    const rule = {
      ...VISIT,
      ...{ kind: 'clinical-record', months: 120, basis: 'As the law of the state says' },
      ...{ dateColumn: 'ended_at', subjectColumn: 'patient_id', active: true },
    };
    const hold = { schema: null, table: null, patient: 'p', reason: 'Lawsuit 2026-17 is pending' };
    const disposal = {
      disposalId: 'd',
      kind: 'retention',
      at: '2026-01-01T00:00:00Z',
      subject: null,
    } as const;
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => postgresSealedLog(officer, startReader).sealPending(10),
      () => postgresTriggers.attach(admin, [VISIT]),
      () => postgresTriggers.detach(admin, VISIT),
      () => postgresTriggers.watchSchema(admin, true),
      () => postgresRows.namePerson(admin, 'application', 'nurse'),
      () =>
        postgresRows.attach(admin, {
          ...{ ...VISIT, category: 'clinical', subjectColumn: 'patient_id', authorColumn: null },
        }),
      () => postgresDisposal.setRule(officer, rule),
      () => postgresDisposal.placeHold(officer, hold),
      () => postgresDisposal.begin(admin, { ...disposal, wishes: [] }),
      () => postgresFields(admin).attach([{ ...VISIT, column: 'note' }], 1),
      () => postgresFields(admin).setKeyTime(60),
      () => postgresLimits.setLimit(officer, { kind: 'export', most: 5, seconds: 3600 }),
    ];
    for (const [at, attempt] of attempts.entries())
      await expect(attempt(), `attempt ${at}`).rejects.toMatchObject(refused);
    for (const change of [
      () => pack.install(admin, ROLES, work),
      () => pack.plan(admin, 'install', ROLES),
      () => pack.rollBack(admin, { keepIn: null, lose: true }, work),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'guard-read-only' });
    const { ready, fault, checks } = await checkConnection(officer);
    expect([ready, fault?.code]).toEqual([false, 'database-read-only']);
    expect(checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual(['seal']);
  });
});
