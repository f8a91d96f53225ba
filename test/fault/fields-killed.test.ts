import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EncryptedField } from '../../src-shared/phi/fields.ts';
import { asAdministrator, attestry, attestryJson } from '../fixtures/command.ts';

const COMMAND = resolve(import.meta.dirname, '../../out/main/cli.js');
const COLUMN = 'clinic.visit.note';
const ROWS = 30_000;
const profile = mkdtempSync(join(tmpdir(), 'fields-killed-'));
let admin: pg.Client;
let options: readonly string[];
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  const { json } = await attestryJson<{ adminUrl: string; pin: string }>(profile, [
    ...['sample', 'up', '--entries', '200'],
  ]);
  const desk = asAdministrator(json.adminUrl);
  ({ options } = desk);
  environment = { ...desk.environment, ATTESTRY_PIN: json.pin };
  admin = new pg.Client(json.adminUrl);
  await admin.connect();
  await admin.query(
    `create table clinic.visit (id int primary key, note text, seen int not null default 0);
     insert into clinic.visit select n, case when n % 9 = 0 then null else 'Made-up note ' || n end from generate_series(1, ${ROWS}) n`,
  );
  expect((await attestry(profile, ['classify', 'scan'])).code).toBe(0);
});
afterAll(async () => {
  await admin.end();
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(profile, { recursive: true, force: true });
});

const one = async <T>(sql: string): Promise<T> =>
  (await admin.query<{ value: T }>(`select ${sql} as value`)).rows[0]!.value;
const contents = (): Promise<string> =>
  one(`(select md5(string_agg(id || coalesce(note, '-'), '|' order by id)) from clinic.visit)`);
const sealed = (): Promise<number> =>
  one(`(select count(*)::int from clinic.visit where guard.field_is_sealed(note))`);
const state = async (): Promise<string | undefined> => {
  const { json } = await attestryJson<{ fields: EncryptedField[] }>(profile, ['fields', 'list']);
  return json.fields[0]?.state;
};

/** Runs a command on the column and kills it (−9) as soon as something holds; null: it came to its end before. */
async function killed(verb: 'encrypt' | 'rollback', when: () => Promise<boolean>): Promise<string | null> {
  const child = spawn(process.execPath, [COMMAND, 'fields', verb, COLUMN, ...options, '--profile', profile], {
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  const ended = new Promise<string | null>((done) => {
    child.once('close', (_code, signal) => {
      done(signal);
    });
  });
  while (child.exitCode === null && !(await when())) await pause(2);
  child.kill('SIGKILL');
  return ended;
}

test('killed in the midst of encrypting and of decrypting, a column goes on where it stopped, and nothing is lost', async () => {
  const before = await contents();
  expect(await killed('encrypt', async () => (await sealed()) > 0)).toBe('SIGKILL');
  // What the killed connection had under way is rolled back by the server.
  await expect
    .poll(() =>
      one(
        `(select count(*)::int from pg_stat_activity where query like '%clinic%visit%' and pid <> pg_backend_pid())`,
      ),
    )
    .toBe(0);
  const part = await sealed();
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(ROWS - ROWS / 9);
  expect(await state()).toBe('encrypting');
  // Meanwhile the clinic writes; what it writes is encrypted.
  await admin.query(`update clinic.visit set seen = 1 where id > ${ROWS - 100}`);
  expect((await attestry(profile, ['fields', 'encrypt', COLUMN, ...options], environment)).code).toBe(0);
  expect(await state()).toBe('encrypted');
  expect(
    await one(
      `(select count(*)::int from clinic.visit where note is not null and not guard.field_is_sealed(note))`,
    ),
  ).toBe(0);

  expect(await killed('rollback', async () => (await sealed()) < part)).toBe('SIGKILL');
  expect(await state()).toBe('rolling-back');
  expect((await attestry(profile, ['fields', 'rollback', COLUMN, ...options], environment)).code).toBe(0);
  expect(await contents()).toBe(before);
  expect(await state()).toBeUndefined();
}, 300_000);
