import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MappedField } from '../../src-shared/phi/classification.ts';
import type { EncryptedField, FieldCheck, FieldPlan } from '../../src-shared/phi/fields.ts';
import { asAdministrator, attestry, attestryJson } from '../fixtures/command.ts';

const SSN = 'clinic.patients.ssn';
const profile = mkdtempSync(join(tmpdir(), 'phi-commands-'));
let pin = '';
let admin: pg.Client;
let desk: ReturnType<typeof asAdministrator>;

beforeAll(async () => {
  const { code, json } = await attestryJson<{ adminUrl: string; pin: string }>(profile, [
    ...['sample', 'up', '--entries', '200'],
  ]);
  expect(code).toBe(0);
  ({ pin } = json);
  desk = asAdministrator(json.adminUrl);
  admin = new pg.Client(json.adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(profile, { recursive: true, force: true });
});

/** As somebody who is signed in to the token and sits at the administrator's desk. */
const signedIn = <T>(...args: string[]) =>
  attestryJson<T>(profile, [...args, ...desk.options], { ...desk.environment, ATTESTRY_PIN: pin });
const count = async (where: string): Promise<number> =>
  Number(
    (await admin.query<{ n: string }>(`select count(*) as n from clinic.patients where ${where}`)).rows[0]!.n,
  );

test('columns are scanned, listed by class and decided on', async () => {
  const { code, json } = await attestryJson<{ columns: MappedField[] }>(profile, ['classify', 'scan']);
  expect(code).toBe(0);
  expect(json.columns.length).toBeGreaterThan(50);
  const identifiers = await attestryJson<{ columns: MappedField[] }>(profile, [
    ...['classify', 'list', '--class', 'identifier'],
  ]);
  expect(identifiers.json.columns.map(({ table, column }) => `${table}.${column}`)).toContain('patients.ssn');
  const decided = await attestry(profile, [
    ...['classify', 'decide', SSN, '--class', 'identifier', '--encrypt', '--reason', 'It opens accounts'],
  ]);
  expect(decided.code, decided.stderr).toBe(0);
  const { stdout } = await attestry(profile, ['classify', 'list', '--class', 'identifier']);
  expect(stdout).toMatch(/clinic\.patients\.ssn.*to be encrypted/);
  const nameless = await attestry(profile, ['classify', 'decide', 'clinic.patients.nothing', '--accept']);
  expect(nameless.code).not.toBe(0);
});

test('a column is planned, encrypted, verified, searched, brought under a new key and decrypted', async () => {
  const plan = await attestryJson<{ plans: FieldPlan[] }>(
    profile,
    ['fields', 'plan', SSN, ...desk.options],
    desk.environment,
  );
  expect([plan.code, plan.json.plans[0]!.obstacles]).toEqual([0, []]);
  const refused = await attestry(
    profile,
    ['fields', 'plan', 'clinic.patients.id', ...desk.options],
    desk.environment,
  );
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toContain('cannot be encrypted');

  const before = await admin.query('select id, ssn from clinic.patients order by id');
  const values = await count('ssn is not null');
  expect((await signedIn<{ rows: number }>('fields', 'encrypt', SSN)).json).toEqual({ rows: values });
  expect(await count('ssn is not null and not guard.field_is_sealed(ssn)')).toBe(0);
  const list = await attestryJson<{ fields: EncryptedField[] }>(profile, ['fields', 'list']);
  expect(list.json.fields).toMatchObject([{ column: 'ssn', state: 'encrypted', key: 1, search: null }]);

  const verified = await signedIn<{ results: { checks: FieldCheck[] }[] }>('fields', 'verify', SSN);
  const outcomes = Object.fromEntries(
    verified.json.results[0]!.checks.map(({ id, outcome }) => [id, outcome]),
  );
  expect(outcomes).toMatchObject({ rows: 'ok', trigger: 'ok', statistics: 'ok', elsewhere: 'warning' });
  const rule = await attestry(profile, ['fields', 'search', SSN, '--rule', 'sound'], { ATTESTRY_PIN: pin });
  expect(rule.stderr).toContain('no such rule');
  const searched = await signedIn<{ values: number }>('fields', 'search', SSN, '--rule', 'digits');
  expect(searched.json).toEqual({ values });
  expect((await signedIn<{ rows: number }>('fields', 'rotate')).json).toEqual({ rows: values });

  expect((await signedIn<{ rows: number }>('fields', 'rollback', SSN)).json).toEqual({ rows: values });
  expect((await admin.query('select id, ssn from clinic.patients order by id')).rows).toEqual(before.rows);
  const after = await attestry(profile, ['fields', 'list']);
  expect(after.stdout).toContain('No column is encrypted');
  const status = await attestry(profile, ['guard', 'status']);
  expect(status.stdout).toContain('Everything is as the pack makes it.');
});

test('limits are set, a connection is kept, refreshed and revoked; its credentials are in no answer', async () => {
  const asked = (...args: string[]) =>
    attestryJson<Record<string, unknown>>(profile, ['limits', ...args], {
      ...{ ATTESTRY_PIN: pin, ATTESTRY_CREDENTIALS: 'made-up-secret' },
    });
  expect((await asked('set', 'fhir-sync', '--most', '20')).json).toEqual({
    ...{ kind: 'fhir-sync', most: 20, seconds: 3600 },
  });
  expect((await asked('set', 'fhir-sync', '--most', '0')).code).not.toBe(0);
  const refused = await asked(
    'connect',
    'Exchange',
    '--url',
    'https://u:p@fhir.example/r4',
    '--client',
    'us',
  );
  expect(refused.code).not.toBe(0);
  const { json } = await asked(
    ...['connect', 'Exchange', '--url', 'https://fhir.example/r4', '--client', 'us'],
    ...['--until', '2020-01-31T00:00:00Z'],
  );
  const id = String(json.connectionId);
  expect((await asked('list')).code).toBe(2);
  expect((await asked('refresh', id)).code).toBe(0);
  const list = await asked('list');
  expect(list.code).toBe(0);
  expect(list.json.connections).toMatchObject([{ connectionId: id, name: 'Exchange', state: 'active' }]);
  expect(JSON.stringify(list.json)).not.toContain('made-up-secret');
  expect((await asked('revoke', id, '--reason', 'The contract has ended')).code).toBe(0);
  expect((await asked('list')).json.connections).toMatchObject([{ state: 'revoked' }]);
  const nobody = await attestry(profile, [
    'limits',
    'connect',
    'X',
    '--url',
    'https://x.example',
    '--client',
    'us',
  ]);
  expect(nobody.stderr).toContain('credentials are missing');
});

test('a deletion ends with a certificate, whose pages are signed too', async () => {
  const set = await attestry(profile, [
    ...['retention', 'set', 'clinic.appointments', '--months', '1'],
    ...['--basis', 'Rule of the sample clinic'],
  ]);
  expect(set.code, set.stderr).toBe(0);
  const pages = join(profile, 'certificate.pdf');
  const run = await signedIn<{ disposalId: string }>('retention', 'run', '--out', pages);
  expect(run.json.disposalId).toMatch(/./);
  const text = execFileSync('pdftotext', ['-layout', pages, '-'], { encoding: 'utf8' });
  expect(text).toContain('Certificate of deletion');
  expect(text).toContain(run.json.disposalId);
  expect(text).toMatch(/clinic\.appointments/);
  expect(text).toContain('the signature holds');
  const verified = await attestryJson<{ signatures: { signatureValid: boolean; digestMatches: boolean }[] }>(
    profile,
    ['report', 'verify', pages],
  );
  expect(verified.json.signatures).toMatchObject([{ signatureValid: true, digestMatches: true }]);
});
