import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeClinic } from '../../src-main/sample/clinic.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { loadRiskClinic, riskDesk } from '../fixtures/risk-desk.ts';

let database: ClinicDatabase;
const folder = mkdtempSync(join(tmpdir(), 'risk-'));
const file = join(folder, 'cache.db');
const clinic = makeClinic(5, 60);
const staff = clinic.organisation.staff.find(({ role, left }) => role === 'physician' && left === null);
const work = { signal: new AbortController().signal, progress: () => undefined };
beforeAll(async () => {
  database = await startClinicDatabase();
  await loadRiskClinic(database, clinic);
});
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Desk = ReturnType<typeof riskDesk>;
const desks: Desk[] = [];
/** A desk that is over with its test, also where that fails. */
const opened = (...given: Parameters<typeof riskDesk>): Desk => {
  const desk = riskDesk(...given);
  desks.push(desk);
  return desk;
};
afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.end()));
});
/** Generous: the machine may be busy. */
const PATIENT = { timeout: 10_000, interval: 50 } as const;

/** Later than everything before: people do one thing after the other. */
let second = 0;
/** Failures of a login one after the other, lately: five make 0.7. */
const failures = (actor: string, number: number): string => {
  second += number;
  return `insert into guard.audit_log (occurred_at, actor, actor_role, event_type, action, source_ip, success)
    select date_trunc('minute', clock_timestamp()) - interval '10 minutes' + (${String(second - number)} + n) * interval '50 milliseconds',
           '${actor}', 'nurse', 'auth.login-failed', 'execute', '192.0.2.40', false from generate_series(1, ${String(number)}) n`;
};
const alerts = async (): Promise<readonly string[]> =>
  (
    await database.sql(
      `select e.type || ' ' || e.actor as told from guard.security_event e where e.type like 'access-risk-%' order by e.id`,
    )
  ).rows.map(({ told }) => String(told));
const newCases = { state: 'new', pattern: null, min: null, from: null, to: null, actor: '' } as const;

describe('risk of accesses', () => {
  test('an entry has its score, and the desk its alert, as soon as it is there; a further one joins the case without a second alert', async () => {
    const desk = opened(database, file);
    desk.watch.start();
    await vi.waitFor(() => {
      expect(desk.watch.state().state).toBe('watching');
    }, PATIENT);
    const { rows } = await database.sql(`${failures('mallory', 5)} returning id`);
    const last = Number(rows.at(-1)?.id);
    await vi.waitFor(async () => {
      expect((await desk.explain(last)).entry).toMatchObject({ score: 0.7, actor: 'mallory' });
      expect(await alerts()).toEqual(['access-risk-medium mallory']);
    }, PATIENT);
    const { findings } = await desk.explain(last);
    expect(findings?.find(({ factor }) => factor === 'multiple-failures')?.fact).toBe(
      '5 failures of this person within 15 minutes; several from 5.',
    );
    await database.sql(failures('mallory', 3));
    await vi.waitFor(async () => {
      expect((await desk.status()).scored).toBe(8);
    }, PATIENT);
    const { rows: cases } = await desk.cases(newCases, 0, 10);
    expect(cases).toMatchObject([{ actor: 'mallory', entries: 4, score: 0.7, firstEntry: last }]);
    expect(await alerts()).toEqual(['access-risk-medium mallory']);
    await desk.end();
  });

  test('a restart goes on where it was: nothing is scored or told twice, not by another computer either', async () => {
    await database.sql(failures('trudy', 5));
    const desk = opened(database, file);
    expect(await desk.catchUp(work)).toBe(5);
    expect(await desk.catchUp(work)).toBe(0);
    expect((await desk.status()).scored).toBe(13);
    await desk.end();
    const told = ['access-risk-medium mallory', 'access-risk-medium trudy'];
    expect(await alerts()).toEqual(told);
    const elsewhere = opened(database, join(folder, 'elsewhere.db'));
    expect(await elsewhere.catchUp(work)).toBeGreaterThanOrEqual(13);
    await elsewhere.end();
    expect(await alerts()).toEqual(told);
  });

  test('an entry of a transaction that ends late is scored once, though younger ones were scored before', async () => {
    const slow = new pg.Client({ ...database.admin, ssl: false });
    await slow.connect();
    const desk = opened(database, file);
    await slow.query('begin');
    const { rows } = await slow.query<{ id: string }>(
      `insert into guard.audit_log (actor, event_type, action) values ('late', 'phi.search', 'read') returning id`,
    );
    await database.sql(failures('early', 1));
    expect(await desk.catchUp(work)).toBe(1);
    await slow.query('commit');
    await slow.end();
    expect(await desk.catchUp(work)).toBe(1);
    expect(await desk.catchUp(work)).toBe(0);
    expect((await desk.explain(Number(rows[0]?.id))).entry.actor).toBe('late');
    await desk.end();
  });

  test('two that score one log at once share the work: each entry is scored once', async () => {
    await database.sql(failures('both', 2500));
    const [one, two] = [opened(database, file), opened(database, file)];
    const scored = await Promise.all([one.catchUp(work), two.catchUp(work)]);
    expect(scored[0] + scored[1], JSON.stringify([scored, await one.status()])).toBe(2500);
    await Promise.all([one.end(), two.end()]);
  });

  test('care relationships come from the clinic’s tables; what is kept has pseudonyms alone', async () => {
    const team = clinic.charts.find(({ team: carers }) => staff !== undefined && carers.has(staff));
    const stranger = clinic.charts.find(
      ({ team: carers, person }) => staff !== undefined && !carers.has(staff) && person.died === null,
    );
    const read = (patient: string): string =>
      `insert into guard.audit_log (actor, actor_role, event_type, action, patient_id) values ('${staff?.username ?? ''}', 'physician', 'phi.read', 'read', '${patient}') returning id`;
    const own = await database.sql(read(team?.person.id ?? ''));
    const others = await database.sql(read(stranger?.person.id ?? ''));
    const desk = opened(database, file);
    await desk.catchUp(work);
    const patterns = async (answer: typeof own): Promise<readonly string[]> =>
      (await desk.explain(Number(answer.rows[0]?.id))).entry.patterns;
    expect(await patterns(own)).not.toContain('no-care-relationship');
    expect(await patterns(others)).toContain('no-care-relationship');
    const story = await desk.story({ kind: 'patient', of: stranger?.person.id ?? '', from: null, to: null });
    expect(story.of).toMatch(/^P-[0-9a-f]{12}$/);
    expect(story.rows).toMatchObject([{ patient: story.of, actor: staff?.username }]);
    const kept = JSON.stringify([
      story,
      await desk.cases(newCases, 0, 100),
      await desk.explain(story.rows[0]?.entryId ?? 0),
    ]);
    expect(kept).not.toContain(stranger?.person.id);
    expect(kept).not.toContain(stranger?.person.familyName);
    await desk.end();
  });

  test('a decision ends the case with its reason; later accesses make a new one', async () => {
    const desk = opened(database, file);
    const [found] = (await desk.cases({ ...newCases, actor: 'mallory' }, 0, 10)).rows;
    await desk.decide([found?.caseId ?? 0], 'explained', 'Forgot the password after leave.');
    await database.sql(failures('mallory', 5));
    await desk.catchUp(work);
    const { rows } = await desk.cases({ ...newCases, state: null, actor: 'mallory' }, 0, 10);
    expect(rows.map(({ state }) => state)).toEqual(['new', 'explained']);
    expect((await desk.case(found?.caseId ?? 0)).steps).toMatchObject([
      { state: 'explained', reason: 'Forgot the password after leave.', by: 'CN=Officer' },
    ]);
    await expect(desk.decide([found?.caseId ?? 0, 9999], 'escalated', 'Both of them.')).rejects.toMatchObject(
      { code: 'risk-unknown' },
    );
    expect((await desk.case(found?.caseId ?? 0)).case.state).toBe('explained');
    await desk.end();
  });

  test('a desk that takes nothing is said, and scoring goes on; the alert comes when it does', async () => {
    await database.sql(
      'alter function guard.record_security_event(text, text, jsonb, text, text) rename to away',
    );
    const desk = opened(database, file);
    await database.sql(failures('unheard', 5));
    expect(await desk.catchUp(work)).toBe(5);
    expect((await desk.status()).problem).toMatch(/did not take an alert/);
    await desk.end();
    await database.sql(
      'alter function guard.away(text, text, jsonb, text, text) rename to record_security_event',
    );
    const again = opened(database, file);
    await again.catchUp(work);
    expect(await alerts()).toContain('access-risk-medium unheard');
    expect((await again.status()).problem).toBe('');
    await again.end();
  });

  test('a map that does not fit the tables is said, and accesses are scored by the log alone', async () => {
    await database.sql(failures('unmapped', 5));
    const broken = Buffer.from(
      'format: attestry/risk-map\nversion: 1\nname: Other\nrole: null\naccounts: {schema: clinic, table: logins, login: a, staff: b}\nstaff: {schema: clinic, table: staff, id: id}\npatients: {schema: clinic, table: patients, id: id}\ncare: []\n',
    );
    const desk = opened(database, file, { map: broken });
    expect(await desk.catchUp(work)).toBe(5);
    expect((await desk.status()).map.problem).toMatch(/not as the map “Other” says/);
    await desk.end();
    const none = opened(database, file, { map: null });
    await database.sql(failures('nomap', 1));
    await none.catchUp(work);
    expect((await none.status()).map).toEqual({ name: null, origin: 'none', problem: '' });
    await none.end();
  });
});
