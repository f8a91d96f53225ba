import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { attestryJson } from '../fixtures/command.ts';

type Said = { readonly result?: string; readonly error?: { readonly code: string } };

const folder = mkdtempSync(join(tmpdir(), 'other-log-'));
const profile = join(folder, 'profile');
let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Exit code, and the verdict or the code of the fault. */
async function said(...args: readonly string[]): Promise<string> {
  const { code, json } = await attestryJson<Said>(profile, args);
  return `${String(code)} ${json.result ?? json.error?.code ?? ''}`.trim();
}
const connect = (): Promise<string> =>
  said(
    'connect',
    '--database',
    `postgres://officer:officer@127.0.0.1:${String(database.officer.port)}/clinic`,
  );

test('a server that calls itself another: nothing is sealed, verified or begun anew until somebody connects anew', async () => {
  await database.fill(200);
  expect(await connect()).toBe('0');
  expect(await said('seal')).toBe('0 sealed');
  expect(await said('verify', '--level', 'chain')).toBe('0 intact');
  await database.sql(
    `alter function pg_catalog.pg_control_system() rename to pg_control_system_of_before;
     create function pg_catalog.pg_control_system(out system_identifier bigint) language sql as 'select 4711::bigint'`,
  );
  await database.tamper("update guard.block set cluster = '4711'");
  for (const args of [
    ['seal'],
    ['verify', '--level', 'blockchain'],
    ['monitor', '--cycles', '1'],
    ['entry', '7'],
  ])
    expect(`${args.join(' ')}: ${await said(...args)}`).toBe(`${args.join(' ')}: 1 log-other`);
  // Whose word it is that another log is meant is recorded; what was witnessed of the one before is kept.
  expect(await connect()).toBe('0');
  expect(await said('verify', '--level', 'blockchain')).toBe('3 could-not-tell');
  const { json } = await attestryJson<{ rows: { event: { operation: string } }[] }>(profile, [
    'activity',
    'list',
  ]);
  expect(json.rows.filter(({ event }) => event.operation === 'clinic.connect')).toHaveLength(2);
});
