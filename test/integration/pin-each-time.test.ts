import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certify } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { officerOnToken } from '../fixtures/token-officer.ts';
import { softToken } from './token-softhsm.ts';

const COMMAND = resolve(import.meta.dirname, '../../out/main/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'attestry-each-time-'));
const profile = join(folder, 'profile');
const token = softToken('Each time');
const environment = { ...token.environment, ATTESTRY_PIN: token.pin };
const authority = await certify('Hospital Authority', { authority: 1 });
let database: ClinicDatabase;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await officerOnToken(token, { name: 'Olivia Officer', issuer: authority, pinEachTime: true });
  writeFileSync(at('ca.pem'), authority.pem);
  database = await startClinicDatabase();
  const { user, password, host, port, database: name } = database.officer;
  const url = `postgresql://${user}:${password}@${host}:${String(port)}/${name}`;
  const connect = ['connect', '--module', token.module, '--token', token.label, '--database', url];
  const { code, stderr } = await attestry(profile, connect, token.environment);
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await database.stop();
  token.discard();
  rmSync(folder, { recursive: true, force: true });
});

const activity = async (): Promise<string> =>
  (await attestry(profile, ['activity', 'list', '--json'], token.environment)).stdout;
const verdict = async (name: string): Promise<unknown> => {
  const args = ['verify-signature', at(name), '--trust', at('ca.pem')];
  return (await attestryJson<{ result: string }>(profile, args, token.environment)).json.result;
};

test('a key that wants the PIN each time signs on the command line, with the PIN of the surroundings', async () => {
  writeFileSync(at('one.txt'), 'one\n');
  const signed = await attestry(profile, ['sign', at('one.txt')], environment);
  expect(signed.code, signed.stderr).toBe(0);
  expect(await verdict('one.txt')).toBe('intact');
  expect(await activity()).toMatch(/"operation": ?"key\.sign"[^}]*"outcome": ?"done"/);
});

test('without anybody to ask it says so, and nothing is signed', async () => {
  writeFileSync(at('two.txt'), 'two\n');
  const signed = await attestry(profile, ['sign', at('two.txt')], token.environment);
  expect(signed.code).toBe(1);
  expect(signed.stderr).toContain('PIN');
});

/** Runs the command line in a terminal of its own; each prompt is answered with the next PIN. */
async function inTerminal(args: readonly string[], pins: readonly string[]) {
  const command = [process.execPath, COMMAND, ...args, '--profile', profile];
  const child = spawn('script', ['-qefc', command.map((word) => `'${word}'`).join(' '), '/dev/null'], {
    env: { ...process.env, ...token.environment, ATTESTRY_PIN: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  let said = '';
  let prompts = 0;
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    while ((said.match(/PIN of the token [^:]*: /g) ?? []).length > prompts) {
      const pin = pins[prompts] ?? '\u0003';
      prompts += 1;
      // A terminal drops what is typed while it is being set up.
      setTimeout(() => child.stdin.write(`${pin}\r`), 300);
    }
  });
  const code = await new Promise<number | null>((ended) => {
    child.once('close', ended);
  });
  return { code, said, prompts };
}

test('in a terminal it asks once to sign in and once for each signature', async () => {
  writeFileSync(at('three.txt'), 'three\n');
  const { code, said, prompts } = await inTerminal(['sign', at('three.txt')], [token.pin, token.pin]);
  expect(code, said).toBe(0);
  expect(prompts).toBe(2);
  expect(said).toContain('for this signature');
  expect(said).not.toContain(token.pin);
  expect(await verdict('three.txt')).toBe('intact');
});

test('a wrong PIN for the signature is sent once, counted and told', async () => {
  writeFileSync(at('four.txt'), 'four\n');
  const { code, said, prompts } = await inTerminal(['sign', at('four.txt')], [token.pin, '111111']);
  expect(code).toBe(1);
  expect(prompts).toBe(2);
  expect(said).toContain('PIN');
  const log = await activity();
  expect(log).toMatch(/"outcome": ?"failed"[^}]*"code": ?"pin-wrong"/);
});

test('the monitor asks nobody: its checkpoint waits, in the log and in plain words, until sealing asks for it', async () => {
  await database.fill(20);
  // The PIN that signs in is there, and would sign as well: the monitor must not take it.
  const cycle = await attestry(profile, ['monitor', '--cycles', '1'], environment);
  expect(cycle.code, cycle.stderr).toBe(0);
  expect(cycle.stdout).toContain('20 sealed');
  expect(cycle.stdout).toMatch(/Entries wait for a signature since .*asks for the PIN/);
  const size = async (): Promise<number | null> =>
    (
      await attestryJson<{ integrity: { lastCheckpointSize: number } }>(
        profile,
        ['status', '--json'],
        token.environment,
      )
    ).json.integrity.lastCheckpointSize;
  expect(await size()).toBe(0);
  const { prompts, said, code } = await inTerminal(['seal'], [token.pin, token.pin]);
  expect(code, said).toBe(0);
  expect(prompts).toBe(2);
  expect(await size()).toBe(20);
  const again = await attestry(profile, ['monitor', '--cycles', '1'], environment);
  expect(again.stdout).not.toContain('wait for a signature');
});
