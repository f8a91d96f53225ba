import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { softToken } from './token-softhsm.ts';

const folder = mkdtempSync(join(tmpdir(), 'attestry-token-command-'));
const profile = join(folder, 'profile');
const token = softToken('Compliance office 1');
const sha256 = createHash('sha256').update(readFileSync(token.module)).digest('hex');
type Listed = { modules: { file: string; trust: string; tokens: { label: string; pin: string }[] }[] };
const listed = async () => {
  const { code, json } = await attestryJson<Listed>(profile, ['token', 'list'], token.environment);
  expect(code).toBe(0);
  // A module may be listed under its maker's path as well as under the one that was agreed to.
  const found = json.modules.filter(({ file }) => file === 'libsofthsm2.so');
  return found.find(({ trust }) => trust === 'trusted') ?? found[0];
};

afterAll(() => {
  token.discard();
  rmSync(folder, { recursive: true, force: true });
});

test('a module is loaded by no command before its hash was agreed to', async () => {
  expect(await listed()).toMatchObject({ trust: 'new', tokens: [] });
  const looked = await attestry(profile, ['token', 'inspect', token.module], token.environment);
  expect(looked.code).not.toBe(0);
  expect(looked.stdout).toContain(sha256);
  expect(looked.stdout).toContain('nobody has agreed to it yet');
  expect(looked.stdout).toContain(`token inspect FILE --trust ${sha256}`);
  expect(looked.stdout).not.toContain(token.label);
});

test('another hash than the file’s is not agreed to', async () => {
  const wrong = await attestry(
    profile,
    ['token', 'inspect', token.module, '--trust', 'ab'.repeat(32)],
    token.environment,
  );
  expect(wrong.code).not.toBe(0);
  expect(await listed()).toMatchObject({ trust: 'new', tokens: [] });
});

test('after that its tokens are told, in words and as a document', async () => {
  const args = ['token', 'inspect', token.module];
  const agreed = await attestry(profile, [...args, '--trust', sha256.toUpperCase()], token.environment);
  expect(agreed).toMatchObject({ code: 0 });
  expect(agreed.stdout).toMatch(/token +Compliance office 1/);
  expect(agreed.stdout).toMatch(/PIN +ready/);
  expect(agreed.stdout).toContain('Tokens that were never set up: 1.');
  const { json } = await attestryJson<{
    described: { abilities: string[] }[];
    blanks: { pinPad: boolean }[];
  }>(profile, args, token.environment);
  expect(json.described[0]?.abilities).toContain('sign-p256');
  expect(json.blanks).toMatchObject([{ pinPad: false }]);
  expect(await listed()).toMatchObject({
    trust: 'trusted',
    tokens: [{ label: 'Compliance office 1', pin: 'ok' }],
  });
  expect((await attestry(profile, ['token', 'list'], token.environment)).stdout).toContain(
    'libsofthsm2.so: agreed to',
  );
});

test('what is no module is told, with what to do', async () => {
  const file = join(folder, 'letter.so');
  writeFileSync(file, 'Dear officer,');
  const { code, stdout, stderr } = await attestry(profile, ['token', 'inspect', file]);
  expect(code).not.toBe(0);
  expect(`${stdout}${stderr}`).toMatch(/module/);
  expect((await attestry(profile, ['token', 'inspect', join(folder, 'absent.so')])).code).not.toBe(0);
});
