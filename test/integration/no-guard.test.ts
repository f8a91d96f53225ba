import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkConnection } from '../../src-main/clinic/postgres/checks.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';

type Failed = { error: { code: string; message: string; remedy: string } };
type Listed = { tables: { sourceId: string; taken: number; problem: unknown }[] };
type Verified = {
  result: string;
  entries: number;
  runId: string;
  findings: { type: string; key: string | null }[];
};

const folder = mkdtempSync(join(tmpdir(), 'no-guard-'));
const profile = join(folder, 'profile');
const LONG = `access_log_${'of_the_department_of_radiology_and_nuclear_medicine_x'.slice(0, 52)}`;
let database: ClinicDatabase;
let plain: pg.Client;
let reader: ClinicConnection;
let url: string;

beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql('create database plain');
  const { host, port, password } = database.admin;
  plain = new pg.Client({ host, port, user: 'postgres', password, database: 'plain' });
  plain.on('error', () => undefined);
  await plain.connect();
  await plain.query(`create schema ehr;
    create table ehr.${LONG} (id bigint generated always as identity primary key, at timestamptz not null, actor text, what text);
    insert into ehr.${LONG} (at, actor, what) select now() - n * interval '1 minute', 'nurse ' || n, 'viewed' from generate_series(1000, 1, -1) n;
    create table ehr.waiting (id bigint primary key, note text);
    create role reader login password 'reader-password';
    grant usage on schema ehr to reader; grant select on all tables in schema ehr to reader`);
  reader = { ...database.officer, user: 'reader', password: 'reader-password', database: 'plain' };
  url = `postgres://reader:reader-password@${host}:${String(port)}/plain`;
});
afterAll(async () => {
  await plain.end();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('rights in a database without the guard schema', () => {
  test('a missing guard is a plain warning with the next step', async () => {
    const { ready, checks, guarded, fault } = await checkConnection(reader);
    expect([ready, guarded, fault]).toEqual([true, false, null]);
    expect(checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'connect ok',
      'tls ok',
      'version ok',
      'guard warning',
      'danger ok',
    ]);
    expect(checks.find(({ id }) => id === 'guard')).toMatchObject({
      detail: 'There is no guard schema; Attestry can watch audit tables the clinic already has.',
      remedy: expect.stringMatching(/Other audit tables.*tables candidates/) as string,
    });
  });
  test.each([
    ['change a row', 'grant update on ehr.waiting to reader', 'revoke update on ehr.waiting from reader'],
    [
      'change a column',
      'grant update (note) on ehr.waiting to reader',
      'revoke update (note) on ehr.waiting from reader',
    ],
    ['remove rows', 'grant delete on ehr.waiting to reader', 'revoke delete on ehr.waiting from reader'],
    ['own a table', 'alter table ehr.waiting owner to reader', 'alter table ehr.waiting owner to postgres'],
    ['write everywhere', 'grant pg_write_all_data to reader', 'revoke pg_write_all_data from reader'],
    ['make roles', 'alter role reader createrole', 'alter role reader nocreaterole'],
  ])('a user who may %s is too strong', async (_what, grant, revoke) => {
    await plain.query(grant);
    expect((await checkConnection(reader)).fault?.code).toBe('database-role-too-strong');
    await plain.query(revoke);
    await plain.query('grant select on ehr.waiting to reader');
    expect((await checkConnection(reader)).fault).toBeNull();
  });
});

describe('on the command line', () => {
  const json = <T>(...args: string[]) => attestryJson<T>(profile, args);

  test('connects, and names what to do next', async () => {
    const { code, stdout } = await attestry(profile, ['connect', '--database', url]);
    expect(code).toBe(0);
    expect(stdout).toContain('warning Audit log: There is no guard schema');
    expect(stdout).toContain('tables candidates');
    expect(readFileSync(join(profile, 'profile.json'), 'utf8')).toContain('"guarded": false');
  });

  test('what needs a sealed log says plainly that there is none', async () => {
    const status = await json<{ clinic: { state: string; guarded: boolean }; integrity: { lastRun: null } }>(
      'status',
    );
    expect(status.json).toMatchObject({
      clinic: { state: 'connected', guarded: false },
      integrity: { lastRun: null },
    });
    const said = await attestry(profile, ['status']);
    expect(said.stdout).toMatch(/none: the database has no guard schema/);
    expect(said.stdout).not.toMatch(/intact/i);
    for (const args of [
      ['seal'],
      ['verify', '--level', 'basic'],
      ['monitor', '--cycles', '1'],
      ['report', '--out', join(folder, 'none.pdf')],
    ]) {
      const { code, json: failed } = await json<Failed>(...args);
      expect([args[0], code, failed.error.code]).toEqual([args[0], 1, 'database-not-guarded']);
      expect(failed.error.remedy).toContain('tables candidates');
    }
  });

  test('a table is mapped, taken over and found intact', async () => {
    const { json: offered } = await json<{ candidates: { table: string }[] }>('tables', 'candidates');
    expect(offered.candidates.map(({ table }) => table)).toEqual([LONG, 'waiting']);
    expect((await json('tables', 'check', `ehr.${LONG}`)).code).toBe(0);
    expect((await json('tables', 'map', `ehr.${LONG}`, '--settle', '0')).code).toBe(0);
    const unseen = await json<{ result: string }>('monitor', '--cycles', '1');
    // Nobody signed in, so that no signature vouches for what was taken over.
    expect([unseen.code, unseen.json]).toMatchObject([
      3,
      { result: 'could-not-tell', tables: { watched: 1, verdict: 'could-not-tell' } },
    ]);
    expect((await json<Listed>('tables', 'list')).json.tables).toMatchObject([{ taken: 1000 }]);
    const { code, json: run } = await json<Verified>('tables', 'verify', `ehr.${LONG}`, '--level', 'merkle');
    expect([code, run]).toMatchObject([0, { tables: [{ result: 'intact', entries: 1000 }] }]);
    expect((await attestry(profile, ['status'])).stdout).toMatch(
      /1 watched, 1000 rows taken over; all intact/,
    );
  });

  test('a rewritten row is found, by the monitor too, and stands in a report', async () => {
    await plain.query(`update ehr.${LONG} set actor = 'somebody else' where id = 500`);
    const { code, json: answer } = await json<{ tables: Verified[] }>(
      'tables',
      'verify',
      '--level',
      'merkle',
    );
    expect(code).toBe(2);
    const [run] = answer.tables;
    expect(run).toMatchObject({ result: 'tampered', findings: [{ type: 'modification', key: '500' }] });
    const out = join(folder, 'tampered.pdf');
    const report = await json<{ result: string }>('report', '--run', run!.runId, '--out', out);
    expect([report.code, report.json.result]).toEqual([2, 'tampered']);
    expect(readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-');
    const cycle = await json<{ result: string }>('monitor', '--cycles', '1');
    expect([cycle.code, cycle.json.result]).toEqual([2, 'tampered']);
    expect((await attestry(profile, ['status'])).stdout).toMatch(/1 tampered/);
  });

  test('settle, forget and names that are not understood', async () => {
    const name = `ehr.${LONG}`;
    expect((await json('tables', 'settle', name, '60')).code).toBe(0);
    expect((await json<Failed>('tables', 'settle', 'ehr.nothing', '60')).json.error.code).toBe(
      'table-unknown',
    );
    expect((await json<Failed>('tables', 'map', 'ehr.nothing')).json.error.code).toBe('table-missing');
    expect((await json<Failed>('tables', 'map', '"x')).json.error.code).toBe('usage');
    expect((await json('tables', 'forget', name)).code).toBe(0);
    expect((await json<Listed>('tables', 'list')).json.tables).toEqual([]);
  });

  test('once a log was witnessed, a guard schema that is gone is an alarm and no warning', async () => {
    const guarded = join(folder, 'guarded');
    const { host, port, user, password } = database.officer;
    const clinic = `postgres://${user}:${password}@${host}:${String(port)}/clinic`;
    await database.fill(20);
    expect((await attestry(guarded, ['connect', '--database', clinic])).code).toBe(0);
    expect((await attestry(guarded, ['seal'])).code).toBe(0);
    await database.sql('alter schema guard rename to taken_away');
    try {
      const status = await attestryJson<{ clinic: { state: string; problem: string } }>(guarded, ['status']);
      expect(status.json.clinic).toMatchObject({ state: 'unreachable' });
      expect(status.json.clinic.problem).toContain('guard');
      const monitor = await attestryJson<Failed>(guarded, ['monitor', '--cycles', '1']);
      expect(monitor.json.error.code).toBe('database-not-guarded');
      const again = await attestryJson<Failed>(guarded, ['connect', '--database', clinic]);
      expect([again.code, again.json.error.code]).toEqual([1, 'database-not-guarded']);
      expect(again.json.error.message).toContain('has witnessed');
    } finally {
      await database.sql('alter schema taken_away rename to guard');
    }
  });
});
