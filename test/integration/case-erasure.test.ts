import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { type AsAdministrator, disposalService } from '../../src-main/phi/index.ts';
import type { DisposalDatabase } from '../../src-main/phi/ports.ts';
import { type ErasureService, erasureService } from '../../src-main/rights/index.ts';
import type { PatientDirectory } from '../../src-main/rights/ports.ts';
import { checkDecision, signDecision } from '../../src-main/signing/index.ts';
import { nobody } from '../../src-shared/rights/people.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { certify, signerOf, trusting } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type Desk, rightsDesk } from '../fixtures/rights-desk.ts';
import { openingOf, scopeOf, someHash } from '../fixtures/rights.ts';

// The patient, a record that was merged into theirs, and a neighbour whose rows nobody may touch.
const [PATIENT, MERGED, NEIGHBOUR] = ['3', '4', '5'].map(
  (n) => `00000000-0000-4000-8000-00000000000${n}`,
) as [string, string, string];
const AT_HOME = '2 Mill Lane, 00100 Exampletown';
let database: ClinicDatabase;
let officer: Awaited<ReturnType<typeof certify>>;
let folder: string;
let desk: Desk;
let signatures = 0;

const as: AsAdministrator = (_draft, work) => work(database.admin);
const work = () => ({ signal: new AbortController().signal, progress: () => undefined });
const inClinic = async (): Promise<readonly string[]> =>
  (await database.sql('select id from clinic.patients order by id')).rows.map(({ id }) => String(id));
const directory: PatientDirectory = {
  find: () => Promise.resolve([]),
  byId: async (ids) => {
    const there = await inClinic();
    const wanted = ids.includes(PATIENT) ? [PATIENT, MERGED] : ids;
    return wanted
      .filter((id) => there.includes(id))
      .map((patientId) => ({
        ...{ patientId, deceasedOn: null, mergedInto: patientId === MERGED ? PATIENT : null },
        person: { ...nobody, familyName: 'Quillfeather', address: AT_HOME },
      }));
  },
};

/** What carries erasures out; `over` may end the program at any place. */
async function erasures(
  over: Partial<DisposalDatabase> = {},
  take: Desk['rights']['take'] = (...given) => desk.rights.take(...given),
): Promise<ErasureService> {
  const signer = await signerOf(officer);
  const disposal = disposalService({
    database: { ...postgresDisposal, ...over },
    connection: () => Promise.resolve(database.officer),
    activity: { around: (_draft, act) => act() },
    signOffs: {
      signOff: (decision) => {
        signatures += 1;
        return signDecision(decision, signer, { now: new Date(), stamper: null });
      },
    },
    signedIn: () => true,
    erasure: { get: () => Promise.resolve(true), set: () => Promise.resolve() },
  });
  return erasureService({
    ...{ rights: { ...desk.rights, take }, recipients: desk.recipients, columns: desk.columns },
    ...{ disposal: () => disposal, directory: () => Promise.resolve(directory) },
    signOffs: {
      checkSignOff: (signed) => Promise.resolve(checkDecision(signed, trusting(officer), new Date())),
    },
    settings: async () => {
      const settings = await desk.settings();
      const { patients } = settings;
      return {
        ...settings,
        patients: { ...patients, columns: { ...patients.columns, mergedInto: 'merged_into' } },
      };
    },
  });
}

beforeAll(async () => {
  database = await startClinicDatabase();
  officer = await certify('Officer');
});
afterAll(async () => {
  await database.stop();
});
// Each of the three has a visit of this year, which a rule keeps, one of 2010, and two messages.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'case-erasure-'));
  desk = rightsDesk(folder, directory);
  const settings = await desk.settings();
  desk.setSettings({ ...settings, policy: { ...settings.policy, makerChecker: false, gdpr: true } });
  signatures = 0;
  await database.tamper(
    'truncate guard.legal_hold, guard.retention_policy, guard.disposal, guard.disposal_step, guard.disposal_key',
  );
  await database.sql(`drop schema if exists clinic cascade; create schema clinic;
    create table clinic.patients (id uuid primary key, family_name text, merged_into uuid references clinic.patients);
    create table clinic.encounters (id bigint generated always as identity primary key, patient_id uuid not null references clinic.patients, ended_at timestamptz);
    create table clinic.messages (id bigint generated always as identity primary key, patient_id uuid not null references clinic.patients);
    insert into clinic.patients values ('${PATIENT}', 'Quillfeather', null), ('${MERGED}', 'Quilfeather', '${PATIENT}'), ('${NEIGHBOUR}', 'Other', null);
    insert into clinic.encounters (patient_id, ended_at) select id, at from clinic.patients, unnest(array[timestamptz '2010-03-01', now()]) at;
    insert into clinic.messages (patient_id) select id from clinic.patients, generate_series(1, 2)`);
  await postgresDisposal.setRule(database.officer, {
    ...{
      schema: 'clinic',
      table: 'encounters',
      kind: 'clinical-record',
      months: 120,
      dateColumn: 'ended_at',
    },
    ...{ subjectColumn: 'patient_id', active: true, basis: 'As the law of the state says' },
  });
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An erasure that was asked for, verified, collected and decided. */
async function decided(outcome: 'approved' | 'denied'): Promise<string> {
  const { rights } = desk;
  const { caseId } = await rights.open(openingOf({ receivedOn: desk.today(), type: 'gdpr-erasure' }), {
    ...{ patient: { ...nobody, familyName: 'Quillfeather' }, requester: null, thirdParty: null },
    ...{ alternative: null, wish: 'Delete everything about me.', language: 'en' },
  });
  await rights.take(caseId, { step: 'ask-identity', methods: ['in_person', 'document_upload'] });
  await rights.link(caseId, { patientId: PATIENT, basis: 'exact', score: 100 });
  for (const method of ['in_person', 'document_upload'] as const)
    await rights.take(caseId, {
      ...{ step: 'add-evidence', method, outcome: 'passed', tries: 1, evidence: 'e1' },
      ...{ checkedOn: desk.today(), onFileSince: null },
    });
  await rights.take(caseId, { step: 'verify' });
  await rights.take(caseId, { step: 'fix-scope', scope: scopeOf() });
  await rights.take(caseId, { step: 'start-collection', sources: ['patients'] });
  await rights.take(caseId, { step: 'report-source', source: 'patients', outcome: 'rows', rows: 1 });
  await rights.take(caseId, { step: 'finish-collection', manifest: someHash('d'), excluded: [] });
  const grounds = outcome === 'denied' ? ['G17-3b'] : [];
  await rights.take(caseId, { step: 'decide', outcome, grounds, signOff: null });
  return caseId;
}
const rowsOf = async (table: string): Promise<number> =>
  Number((await database.sql(`select count(*) from clinic.${table}`)).rows[0]!.count);
const prepare = { step: 'prepare', package: someHash('f') } as const;

test('an approved erasure is carried out for every record of the patient, and the case has what came of it', async () => {
  const caseId = await decided('approved');
  const service = await erasures();
  await expect(desk.rights.take(caseId, prepare)).rejects.toThrow('has not been erased yet');
  const plan = await service.plan(as, caseId);
  expect(plan.steps.find(({ table }) => table === 'messages')).toMatchObject({ rows: 4, deletable: 4 });
  expect(await rowsOf('messages')).toBe(6);
  const { erasure } = await service.run(as, caseId, work());
  // Two messages and a visit of 2010 of each record; the visit of this year holds the record itself.
  expect(erasure?.done.map(({ deleted, retained, verified }) => [deleted, retained, verified])).toEqual([
    [3, 1, true],
    [3, 1, true],
  ]);
  expect([await rowsOf('messages'), await rowsOf('encounters'), signatures]).toEqual([2, 4, 2]);
  const { rows } = await database.sql('select id, subject, certificate from guard.disposal');
  expect(rows.map(({ id }) => String(id)).toSorted()).toEqual(
    erasure?.done.map(({ disposal }) => disposal).toSorted(),
  );
  expect(JSON.stringify([rows, await desk.cache.rights.steps(caseId)])).not.toContain(PATIENT);
  expect((await desk.rights.take(caseId, prepare)).state).toBe('prepared');
});

test('the answer still reaches the person when their record is gone', async () => {
  await database.sql("delete from clinic.encounters where ended_at > '2020-01-01'");
  const caseId = await decided('approved');
  expect((await desk.recipients.of(caseId)).letters).toMatchObject({ address: AT_HOME, source: 'record' });
  await (await erasures()).run(as, caseId, work());
  expect(await inClinic()).toEqual([NEIGHBOUR]);
  expect((await desk.recipients.of(caseId)).letters).toMatchObject({ address: AT_HOME, source: 'request' });
  // Kept from the record, not changed by somebody: it asks for no more proof.
  expect((await desk.rights.view(caseId)).identity).toMatchObject({ risk: ['gdpr-erasure'], passed: true });
});

test.each([
  ['before the first row', 'start-erasure', null],
  ['between two batches', null, 'carryOut'],
  ['before the certificate is kept', null, 'keepCertificate'],
  ['before the case has learnt of it', 'record-erasure', null],
] as const)('stopped %s, it is gone on with, and nothing is done twice', async (_when, step, call) => {
  const caseId = await decided('approved');
  let stops = true;
  const dead = (): Error => new Error('the program ended');
  const take: Desk['rights']['take'] = async (...given) => {
    const name: StepName = given[1].step;
    if (name === 'record-erasure' && name === step && stops) throw dead();
    const after = await desk.rights.take(...given);
    if (name === 'start-erasure' && name === step && stops) throw dead();
    return after;
  };
  const over: Partial<DisposalDatabase> = {
    carryOut: async (admin, id, given) => {
      if (call !== 'carryOut' || !stops) return postgresDisposal.carryOut(admin, id, given, 1);
      const stop = new AbortController();
      const counted = {
        signal: stop.signal,
        progress: () => {
          stop.abort();
        },
      };
      return postgresDisposal.carryOut(admin, id, counted, 1);
    },
    keepCertificate: async (...given) => {
      if (call === 'keepCertificate' && stops) throw dead();
      await postgresDisposal.keepCertificate(...given);
    },
  };
  await expect((await erasures(over, take)).run(as, caseId, work())).rejects.toThrow();
  const { erasure: open } = await desk.rights.case(caseId);
  expect(open?.pending).toHaveLength(2);
  await expect(desk.rights.take(caseId, prepare)).rejects.toThrow('has not ended');
  await expect(desk.rights.take(caseId, { step: 'withdraw', document: 'd' })).rejects.toThrow(
    'has not ended',
  );
  stops = false;
  const { erasure } = await (await erasures(over, take)).run(as, caseId, work());
  expect(erasure?.pending).toEqual([]);
  expect(erasure?.done.map(({ disposal, deleted }) => [disposal, deleted])).toEqual(
    open?.pending.map((id) => [id, 3]),
  );
  expect(await rowsOf('messages')).toBe(2);
  expect((await database.sql('select from guard.disposal')).rowCount).toBe(2);
  // What was signed and kept is not signed again.
  expect(signatures).toBe(call === 'keepCertificate' ? 3 : 2);
  // Again: another deletion, which finds nothing more.
  const again = await (await erasures()).run(as, caseId, work());
  expect(again.erasure?.done.slice(2).map(({ deleted }) => deleted)).toEqual([0, 0]);
});

test('what the database says was deleted counts only as it was signed', async () => {
  const caseId = await decided('approved');
  const take: Desk['rights']['take'] = async (...given) => {
    if (given[1].step === 'record-erasure') throw new Error('the program ended');
    return desk.rights.take(...given);
  };
  await expect((await erasures({}, take)).run(as, caseId, work())).rejects.toThrow('ended');
  await database.tamper(
    `update guard.disposal set result = replace(result::text, '"deleted": 2', '"deleted": 9')::jsonb`,
  );
  const forged = await database.sql(`select from guard.disposal where result::text like '%"deleted": 9%'`);
  expect(forged.rowCount).toBe(1);
  await database.tamper(
    `update guard.disposal set certificate = replace(certificate::text, '\\"deleted\\":2', '\\"deleted\\":9')::jsonb`,
  );
  await expect((await erasures()).run(as, caseId, work())).rejects.toMatchObject({
    code: 'sign-off-unknown',
  });
  expect((await desk.rights.case(caseId)).erasure?.done).toEqual([]);
  await database.tamper(
    `update guard.disposal set certificate = replace(certificate::text, '\\"deleted\\":9', '\\"deleted\\":2')::jsonb`,
  );
  const { erasure } = await (await erasures()).run(as, caseId, work());
  expect(erasure?.done.map(({ deleted }) => deleted)).toEqual([3, 3]);
});

test('nothing is erased for a request that was refused, and nothing under a legal hold', async () => {
  const denied = await decided('denied');
  await expect((await erasures()).run(as, denied, work())).rejects.toThrow('unless it asks for erasure');
  expect((await desk.rights.take(denied, prepare)).state).toBe('prepared');
  await postgresDisposal.placeHold(database.officer, {
    ...{ schema: null, table: null, patient: PATIENT, reason: 'Lawsuit 2026-17 is pending' },
  });
  // Erased by whoever keeps the data, in a clinic whose database cannot do it: that is said, with what shows it.
  const elsewhere = await decided('approved');
  await desk.rights.take(elsewhere, { step: 'note-erasure', document: 'LETTER-9' });
  expect((await desk.rights.take(elsewhere, prepare)).erasure).toMatchObject({
    elsewhere: 'LETTER-9',
    done: [],
  });
  const held = await decided('approved');
  const { erasure } = await (await erasures()).run(as, held, work());
  expect(erasure?.done.map(({ deleted, held: kept }) => [deleted, kept > 0])).toEqual([
    [3, false],
    [0, true],
  ]);
});
