import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pinLock } from '../../src-main/cache/pin-lock.ts';
import { childWire } from '../../src-main/processes/child.ts';
import { openTokenModule } from '../../src-main/token/client.ts';
import { derFromRaw } from '../../src-main/token/index.ts';
import type { TokenModule } from '../../src-main/token/ports.ts';
import { ENTRY, softToken, takeOut, type SoftToken } from './token-softhsm.ts';

const OFFICER_PIN = '87654321';

describe('a token', () => {
  let token: SoftToken;
  let module: TokenModule;
  beforeEach(() => {
    token = softToken('first');
    module = openTokenModule(ENTRY, childWire)(token.module, token.environment);
  });
  afterEach(async () => {
    await module.close();
    token.discard();
  });

  test('that is new gets a name and two PINs, and can be signed in to', async () => {
    expect(await module.call('blanks', {})).toHaveLength(1);
    const serial = await module.call('setUp', {
      ...{ serial: '', label: 'Büro 2', officerPin: '11223344', pin: '556677', erase: false },
    });
    const found = (await module.tokens()).find((known) => known.serial === serial);
    expect(found).toMatchObject({ label: 'Büro 2', pin: 'ok' });
    await module.signIn(serial, '556677');
    expect((await module.tokens()).map(({ label }) => label).sort()).toEqual(['Büro 2', 'first']);
  });

  test('in use is erased only when that was agreed to, and only with its security officer’s PIN', async () => {
    const [{ serial } = { serial: '' }] = await module.tokens();
    await module.signIn(serial, token.pin);
    await module.generateSigningKey(serial, '01', 'officer');
    const request = { serial, label: 'anew', officerPin: OFFICER_PIN, pin: '556677', erase: false };
    await expect(module.call('setUp', request)).rejects.toMatchObject({ code: 'token-error' });
    await expect(
      module.call('setUp', { ...request, officerPin: '00000000', erase: true }),
    ).rejects.toMatchObject({ code: 'pin-wrong' });
    await module.signIn(serial, token.pin);
    expect(await module.keys(serial)).toHaveLength(1);
    const after = await module.call('setUp', { ...request, erase: true });
    await module.signIn(after, '556677');
    expect(await module.keys(after)).toEqual([]);
  });

  test('gets another PIN from its owner or its security officer', async () => {
    const [{ serial } = { serial: '' }] = await module.tokens();
    await module.call('changePin', { serial, oldPin: token.pin, newPin: '101010' });
    await module.signIn(serial, '101010');
    await module.call('setPin', { serial, officerPin: OFFICER_PIN, pin: '202020' });
    await expect(module.signIn(serial, '101010')).rejects.toMatchObject({ code: 'pin-wrong' });
    await module.signIn(serial, '202020');
  });

  test('that comes or goes is told within two seconds', async () => {
    const news: number[] = [];
    module.listen(() => {
      news.push(performance.now());
    });
    await module.tokens();
    const out = performance.now();
    const putBack = takeOut(token);
    await expect.poll(() => news.length, { timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
    expect(news[0]! - out).toBeLessThan(2000);
    const before = news.length;
    const back = performance.now();
    putBack();
    await expect.poll(() => news.length, { timeout: 10_000, interval: 20 }).toBeGreaterThan(before);
    expect(news[before]! - back).toBeLessThan(3500);
  });

  test('with a key that asks for the PIN each time signs once per PIN', async () => {
    const made = ['--login', '--pin', token.pin, '--keypairgen', '--key-type', 'EC:prime256v1'];
    execFileSync(
      'pkcs11-tool',
      ['--module', token.module, ...made, '--id', '0a', '--always-auth', '--sensitive', '--usage-sign'],
      { env: { ...process.env, ...token.environment }, stdio: 'ignore' },
    );
    const file = join(token.folder, 'key.der');
    execFileSync(
      'pkcs11-tool',
      ['--module', token.module, '--read-object', '--type', 'pubkey', '--id', '0a', '-o', file],
      { env: { ...process.env, ...token.environment }, stdio: 'ignore' },
    );
    const [{ serial } = { serial: '' }] = await module.tokens();
    const message = Buffer.from('each time');
    const digest = createHash('sha256').update(message).digest();
    await module.signIn(serial, token.pin);
    await expect(module.sign(serial, '0a', digest)).rejects.toMatchObject({ code: 'pin-required' });
    await expect(module.signWithPin(serial, '0a', digest, '999999')).rejects.toMatchObject({
      code: 'pin-wrong',
    });
    const signature = await module.signWithPin(serial, '0a', digest, token.pin);
    const key = createPublicKey({
      key: execFileSync('cat', [file]),
      format: 'der',
      type: 'spki',
    });
    expect(verify('sha256', message, key, derFromRaw(signature))).toBe(true);
  });
});

test('only one program of a profile holds the lock, and a dead one gives it back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-lock-'));
  try {
    const file = join(folder, 'lock');
    const window = pinLock(file);
    const line = pinLock(file);
    expect(window.take()).toBe(true);
    expect(window.take()).toBe(false);
    expect(line.take()).toBe(false);
    window.release();
    expect(line.take()).toBe(true);
    line.release();
    const holder = `import { pinLock } from ${JSON.stringify(join(import.meta.dirname, '../../src-main/cache/pin-lock.ts'))};
      if (!pinLock(${JSON.stringify(file)}).take()) process.exit(3); process.kill(process.pid, 'SIGKILL');`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', holder])).toThrow('SIGKILL');
    expect(window.take()).toBe(true);
    window.release();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
