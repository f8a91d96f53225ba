import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DisposalResult } from '../../src-shared/phi/disposal.ts';
import type { ActivityDraft } from '../../src-main/audit/index.ts';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { type AsAdministrator, disposalService, type DisposalService } from '../../src-main/phi/index.ts';
import type { DisposalDatabase } from '../../src-main/phi/ports.ts';
import { checkDecision, signDecision } from '../../src-main/signing/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

const ROWS = 60;
const KEPT_PATIENT = '00000000-0000-4000-8000-000000000003';
let database: ClinicDatabase;
let officer: Awaited<ReturnType<typeof certify>>;
let erasure = false;
let drafts: ActivityDraft[] = [];
const as: AsAdministrator = (draft, work) => {
  drafts.push(draft);
  return work(database.admin);
};
const work = () => ({ signal: new AbortController().signal, progress: () => undefined });

/** The service over PostgreSQL and a real signature. */
async function service(over: Partial<DisposalDatabase> = {}): Promise<DisposalService> {
  const signer = await signerOf(officer);
  const record = (draft: ActivityDraft): Promise<void> => {
    drafts.push(draft);
    return Promise.resolve();
  };
  return disposalService({
    database: { ...postgresDisposal, ...over },
    connection: () => Promise.resolve(database.officer),
    activity: {
      around: async (draft, act) => {
        await record(draft);
        return act();
      },
    },
    signOffs: { signOff: (decision) => signDecision(decision, signer, { now: new Date(), stamper: null }) },
    signedIn: () => true,
    erasure: {
      get: () => Promise.resolve(erasure),
      set: (on) => {
        erasure = on;
        return Promise.resolve();
      },
    },
  });
}

beforeAll(async () => {
  database = await startClinicDatabase();
  officer = await certify('Officer');
  await database.sql('create extension if not exists amcheck').catch(() => undefined);
});
afterAll(async () => {
  await database.stop();
});

// Sixty patients; each has a bill of 2010 and a visit, the first ten a visit of last month too. Every bill points at its visit.
beforeEach(async () => {
  erasure = false;
  drafts = [];
  await database.tamper(
    'truncate guard.legal_hold, guard.retention_policy, guard.disposal, guard.disposal_step, guard.disposal_key, guard.break_glass',
  );
  await database.sql(`drop schema if exists clinic cascade; create schema clinic;
    create table clinic.patients (id uuid primary key, family_name text, updated_at timestamptz);
    create table clinic.encounters (id bigint generated always as identity primary key, patient_id uuid not null references clinic.patients, ended_at timestamptz, first_id bigint references clinic.encounters);
    create table clinic.billing (patient_id uuid references clinic.patients, number int, encounter_id bigint references clinic.encounters, paid_on date, primary key (patient_id, number));
    create index on clinic.encounters (patient_id);
    insert into clinic.patients select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Name ' || n, now() from generate_series(1, ${ROWS}) n;
    insert into clinic.encounters (patient_id, ended_at) select id, timestamptz '2010-03-01' from clinic.patients order by id;
    insert into clinic.encounters (patient_id, ended_at, first_id) select patient_id, now() - interval '1 month', id from clinic.encounters order by id limit 10;
    insert into clinic.billing select patient_id, 1, id, date '2010-04-01' from clinic.encounters where ended_at < '2011-01-01'`);
});

const rule = {
  schema: 'clinic',
  subjectColumn: 'patient_id',
  active: true,
  basis: 'As the law of the state says',
} as const;
const VISITS = {
  ...rule,
  table: 'encounters',
  kind: 'clinical-record',
  months: 120,
  dateColumn: 'ended_at',
} as const;
const BILLS = { ...rule, table: 'billing', kind: 'billing', months: 84, dateColumn: 'paid_on' } as const;
const count = async (table: string): Promise<number> =>
  Number((await database.sql(`select count(*) from clinic.${table}`)).rows[0]!.count);
const stepOf = (result: DisposalResult, table: string) =>
  result.steps.find((step) => step.table === `clinic.${table}`)!;

test('the seven rules are proposed, and none is active by itself', async () => {
  const retention = await service();
  const { rules } = await retention.state();
  expect(rules.map(({ rule: one, origin }) => [one.table, one.kind, one.active, origin])).toEqual([
    ['billing', 'billing', false, 'default'],
    ['encounters', 'clinical-record', false, 'default'],
  ]);
  await expect(retention.plan(as, null)).rejects.toMatchObject({ code: 'disposal-refused' });
});

test('what is old goes, in the order of the foreign keys; what is held, pointed at or young stays; the certificate holds', async () => {
  const retention = await service();
  await retention.setRule(VISITS);
  await retention.setRule(BILLS);
  await retention.placeHold({
    schema: null,
    table: null,
    patient: KEPT_PATIENT,
    reason: 'Lawsuit 2026-17 is pending',
  });
  const plan = await retention.plan(as, null);
  expect(
    plan.steps.map(({ table, rows, deletable, held, referenced }) => [
      table,
      rows,
      deletable,
      held,
      referenced,
    ]),
  ).toEqual([
    ['billing', 60, 59, 1, 0],
    ['encounters', 60, 0, 1, 59],
  ]);
  expect(await count('billing')).toBe(60);
  const { result, certificate, disposalId } = await retention.run(
    as,
    { subject: null, at: plan.at, disposalId: null },
    work(),
  );
  // The first visits of ten are still pointed at by later ones, that of the held patient among them.
  expect(stepOf(result, 'billing')).toMatchObject({
    deleted: 59,
    held: 1,
    left: 0,
    heap: 'gone',
    index: 'gone',
  });
  expect(stepOf(result, 'encounters')).toMatchObject({
    deleted: 50,
    held: 1,
    referenced: 9,
    left: 0,
    heap: 'gone',
    index: 'gone',
  });
  expect([await count('billing'), await count('encounters'), await count('patients')]).toEqual([1, 20, 60]);
  expect((await database.sql('select from guard.disposal_key')).rowCount).toBe(0);
  expect(result.elsewhere.join(' ')).toMatch(/Backups/);
  const check = checkDecision(certificate, { signers: [officer.certificate], timeStamps: [] }, new Date());
  expect(check.document).toMatchObject({ subject: disposalId, decision: 'deleted and verified' });
  expect(check.signature.signer).not.toBeNull();
  expect(await retention.certificate(disposalId)).toEqual(certificate);
  expect(JSON.stringify([certificate, drafts])).not.toContain(KEPT_PATIENT);
  // Nothing more: the run is over, a second one finds nothing.
  const again = await retention.run(as, { subject: null, at: null, disposalId: null }, work());
  expect(again.result.steps.map(({ deleted }) => deleted)).toEqual([0, 0]);
});

test('a hold binds while it stands, is lifted with a reason, and is never changed or removed', async () => {
  const retention = await service();
  await retention.setRule(BILLS);
  await retention.placeHold({
    schema: 'clinic',
    table: 'billing',
    patient: null,
    reason: 'Audit of the payer, 2026',
  });
  const { holds } = await retention.state();
  expect((await retention.plan(as, null)).steps[0]).toMatchObject({ deletable: 0, held: 60 });
  await expect(
    database.sql(`update guard.legal_hold set reason = 'something else entirely'`),
  ).rejects.toThrow('never changed');
  await expect(database.sql('delete from guard.legal_hold')).rejects.toThrow('never changed');
  await retention.liftHold(holds[0]!.id, 'The payer has closed the audit');
  await expect(retention.liftHold(holds[0]!.id, 'The payer has closed the audit')).rejects.toMatchObject({
    code: 'hold-unknown',
  });
  expect((await retention.plan(as, null)).steps[0]).toMatchObject({ deletable: 60, held: 0 });
  expect((await retention.state()).holds[0]!.lifted?.reason).toBe('The payer has closed the audit');
});

test('a hold that comes in the middle of a run binds from the next batch on', async () => {
  const retention = await service({ carryOut: (admin, id, w) => postgresDisposal.carryOut(admin, id, w, 1) });
  await database.sql(`create function clinic.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return old; end $$;
    create trigger slow before delete on clinic.billing for each row execute function clinic.slow()`);
  await retention.setRule(BILLS);
  const placed: Promise<void>[] = [];
  const { result } = await retention.run(
    as,
    { subject: null, at: null, disposalId: null },
    {
      signal: new AbortController().signal,
      progress: ({ done }) => {
        if (done === 1)
          placed.push(
            retention.placeHold({
              schema: null,
              table: null,
              patient: null,
              reason: 'Everything is to be kept',
            }),
          );
      },
    },
  );
  await Promise.all(placed);
  expect(stepOf(result, 'billing').deleted).toBeLessThan(60);
  expect(stepOf(result, 'billing').deleted + (await count('billing'))).toBe(60);
});

test('a row that the clinic puts in while it runs is not lost, and what it works on is left alone', async () => {
  const retention = await service();
  await retention.setRule(BILLS);
  const clinic = new pg.Client({ ...database.admin, ssl: false });
  await clinic.connect();
  await clinic.query(
    `begin; update clinic.billing set paid_on = current_date where patient_id = '${KEPT_PATIENT}'`,
  );
  const { result } = await retention.run(as, { subject: null, at: null, disposalId: null }, work());
  expect(stepOf(result, 'billing')).toMatchObject({ deleted: 59, left: 1 });
  await clinic.query('commit');
  await clinic.end();
  expect(await count('billing')).toBe(1);
});

test('killed at any batch, nothing is lost and nothing is counted twice', async () => {
  const slow = await service({ carryOut: (admin, id, w) => postgresDisposal.carryOut(admin, id, w, 2) });
  await slow.setRule(VISITS);
  await slow.setRule(BILLS);
  let disposalId: string | null = null;
  let kills = 0;
  for (;;) {
    let reported = 0;
    const killAt = kills % 3;
    try {
      const done = await slow.run(
        as,
        { subject: null, at: null, disposalId },
        {
          signal: new AbortController().signal,
          progress: () => {
            // The server's process is ended while the next batch is under way.
            if (reported++ === killAt && kills < 12)
              void database.sql(
                `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attestry' and usename = 'postgres' and query not like '%terminate%'`,
              );
          },
        },
      );
      expect(done.result.steps.map(({ deleted, left }) => [deleted, left])).toEqual([
        [60, 0],
        [50, 0],
      ]);
      break;
    } catch (error) {
      expect(error).toMatchObject({ code: 'database-connection-lost' });
      kills += 1;
      const { disposals } = await slow.state();
      disposalId = disposals[0]!.disposalId;
      // What is counted is what is gone, at every stop.
      expect(disposals[0]!.deleted).toBe(60 + 70 - (await count('billing')) - (await count('encounters')));
      await pause(20);
    }
  }
  expect(kills).toBeGreaterThan(3);
  expect([await count('billing'), await count('encounters')]).toEqual([0, 20]);
  expect((await slow.state()).disposals).toHaveLength(1);
}, 60_000);

test('one person is erased: off until it is switched on, and what must be kept is kept and said', async () => {
  const retention = await service();
  await expect(retention.plan(as, KEPT_PATIENT)).rejects.toMatchObject({ code: 'disposal-refused' });
  await retention.setErasure(true);
  await retention.setRule(VISITS);
  await retention.setRule(BILLS);
  const { result, disposalId } = await retention.run(
    as,
    { subject: KEPT_PATIENT, at: null, disposalId: null },
    work(),
  );
  // The visit of last month is kept by its rule; it points at the first one, and both at the patient.
  expect(stepOf(result, 'billing')).toMatchObject({ deleted: 1, retained: 0 });
  expect(stepOf(result, 'encounters')).toMatchObject({ deleted: 0, retained: 1, referenced: 1 });
  expect(stepOf(result, 'patients')).toMatchObject({ deleted: 0, referenced: 1 });
  expect(await count('billing')).toBe(59);
  const { disposals } = await retention.state();
  expect(disposals[0]).toMatchObject({
    disposalId,
    kind: 'erasure',
    subjectSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  expect((await database.sql('select subject from guard.disposal')).rows[0]!.subject).toBeNull();
  // Somebody of whom nothing must be kept is gone entirely.
  const gone = '00000000-0000-4000-8000-000000000020';
  const second = await retention.run(as, { subject: gone, at: null, disposalId: null }, work());
  expect(second.result.steps.map(({ deleted }) => deleted).reduce((a, b) => a + b)).toBe(3);
  expect((await database.sql(`select from clinic.patients where id = '${gone}'`)).rowCount).toBe(0);
});

test('a moment that has not come, an unknown deletion, a table that is gone: refused, nothing deleted', async () => {
  const retention = await service();
  await retention.setRule(BILLS);
  await expect(
    retention.run(as, { subject: null, at: '2099-01-01T00:00:00Z', disposalId: null }, work()),
  ).rejects.toMatchObject({ code: 'disposal-refused' });
  await expect(
    retention.run(as, { subject: null, at: null, disposalId: 'nobody' }, work()),
  ).rejects.toMatchObject({ code: 'disposal-refused' });
  expect(await count('billing')).toBe(60);
  await database.sql('drop table clinic.billing');
  await expect(retention.plan(as, null)).rejects.toMatchObject({ code: 'disposal-refused' });
});
