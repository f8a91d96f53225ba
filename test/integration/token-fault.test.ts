import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { childWire } from '../../src-main/processes/child.ts';
import { openTokenModule, tokenModuleClient } from '../../src-main/token/client.ts';
import type { TokenModule } from '../../src-main/token/ports.ts';
import { buildShim, compiler, type ShimControl, shimControl } from './token-shim.ts';
import { ENTRY, softToken, type SoftToken } from './token-softhsm.ts';

const digest = new Uint8Array(32).fill(7);

// The module under test is built here from C; node-gyp needs the same compiler to install the project.
describe.skipIf(compiler === undefined)('a module that fails (needs a C compiler)', () => {
  let token: SoftToken;
  let folder: string;
  let shim: string;
  let told: ShimControl;
  let environment: Readonly<Record<string, string>>;
  let module: TokenModule;
  let serial: string;

  const control = (...lines: readonly string[]): void => {
    told.control(...lines);
  };
  const calls = (name: string): number => told.calls().filter((call) => call === name).length;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'attestry-shim-'));
    shim = buildShim(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    token = softToken('faulty');
    told = shimControl(token);
    environment = told.environment;
    module = openTokenModule(ENTRY, childWire)(shim, environment);
    serial = (await module.tokens())[0]!.serial;
  });
  afterEach(async () => {
    await module.close();
    token.discard();
  });
  const signedInWithKey = async (): Promise<void> => {
    await module.signIn(serial, token.pin);
    await module.generateSigningKey(serial, '01', 'officer');
  };

  test.each([
    ['final try', '20000', 'pin-final-try', 'final-try'],
    ['locked', '40000', 'pin-locked', 'locked'],
    ['locked and final try', '60000', 'pin-locked', 'locked'],
  ])('the flags say %s: no PIN is sent, not even the right one', async (_name, flags, code, state) => {
    control(`flags ${flags}`);
    expect((await module.tokens())[0]!.pin).toBe(state);
    await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code });
    await expect(module.signIn(serial, token.pin, { confirmed: true })).rejects.toMatchObject({ code });
    expect(calls('C_Login')).toBe(0);
  });

  test('one typed PIN is one C_Login; a short or empty one is none', async () => {
    await module.signIn(serial, '12').catch(() => undefined);
    await module.signIn(serial, '').catch(() => undefined);
    expect(calls('C_Login')).toBe(0);
    await module.signIn(serial, '86420975').catch(() => undefined);
    expect(calls('C_Login')).toBe(1);
    await module.signIn(serial, token.pin);
    expect(calls('C_Login')).toBe(2);
  });

  test('a reader with a PIN pad takes an empty PIN', async () => {
    control('flags 100', 'C_Login 0');
    expect((await module.tokens())[0]!.pinPad).toBe(true);
    await module.signIn(serial, '');
    expect(calls('C_Login')).toBe(1);
  });

  test('a reader with a PIN pad sets a token up, resets and changes a PIN without a typed one', async () => {
    const none = { officerPin: '', pin: '' };
    await expect(module.call('setPin', { serial, ...none })).rejects.toMatchObject({ code: 'pin-required' });
    await expect(
      module.call('setUp', { serial: '', label: 'pad', ...none, erase: false }),
    ).rejects.toMatchObject({ code: 'pin-required' });
    expect(calls('C_Login') + calls('C_InitToken')).toBe(0);
    // The reader would ask; the shim answers for it.
    control('flags 100', 'C_Login 0', 'C_InitPIN 0', 'C_SetPIN 0', 'C_InitToken 0');
    expect((await module.call('blanks', {})).map(({ pinPad }) => pinPad)).toEqual([true]);
    await module.call('setPin', { serial, ...none });
    await module.call('changePin', { serial, oldPin: '', newPin: '' });
    await module.call('setUp', { serial, label: 'faulty', ...none, erase: true });
    expect(['C_Login', 'C_InitPIN', 'C_SetPIN', 'C_InitToken'].map(calls)).toEqual([2, 2, 1, 1]);
  });

  test('each answer to a PIN is told for what it is', async () => {
    control('C_Login a0');
    const before = await module.signIn(serial, token.pin).catch((error: unknown) => error);
    expect((before as Error).message).toContain('does not report that tries are running low');
    control('C_Login a4');
    await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code: 'pin-locked' });
    control('C_Login a3');
    await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code: 'pin-expired' });
    control('C_Login 5');
    await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code: 'token-error' });
    control();
    await module.signIn(serial, token.pin);
  });

  test('already logged in is as good as logged in', async () => {
    control('C_Login 100');
    await module.signIn(serial, token.pin);
    expect((await module.tokens())[0]!.signedIn).toBe(true);
  });

  test.each([
    ['device removed', '32'],
    ['token not present', 'e0'],
    ['token not recognised', 'e1'],
  ])('%s while signing: told, signed out, one attempt only', async (_name, rv) => {
    await signedInWithKey();
    control(`C_Sign ${rv}`);
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'token-removed' });
    expect(calls('C_Sign')).toBe(1);
    control();
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(calls('C_Login')).toBe(1);
    await module.signIn(serial, token.pin);
    expect(await module.sign(serial, '01', digest)).toHaveLength(64);
  });

  test.each([
    ['session closed', 'b0'],
    ['session handle invalid', 'b3'],
    ['not logged in', '101'],
  ])('%s while signing: the officer signs in again, nothing does it for them', async (_name, rv) => {
    await signedInWithKey();
    control(`C_SignInit ${rv}`);
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
    control();
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(calls('C_Login')).toBe(1);
  });

  test('another error costs the work session, not the sign-in', async () => {
    await signedInWithKey();
    await module.sign(serial, '01', digest);
    const opened = calls('C_OpenSession');
    control('C_Sign 21');
    const fault = await module.sign(serial, '01', digest).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'token-error' });
    expect((fault as Error).message).toContain('0x00000021');
    control();
    expect(await module.sign(serial, '01', digest)).toHaveLength(64);
    expect(calls('C_OpenSession')).toBe(opened + 1);
  });

  test('a general error begins the module anew, and never repeats the signature', async () => {
    await signedInWithKey();
    control('C_Sign 5');
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'token-error' });
    expect(calls('C_Sign')).toBe(1);
    control();
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(calls('C_Initialize')).toBe(2);
    await module.signIn(serial, token.pin);
    expect(await module.sign(serial, '01', digest)).toHaveLength(64);
  });

  test('a crash while signing is told, and does not reach the application', async () => {
    await signedInWithKey();
    control('C_Sign crash');
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'module-crashed' });
    control();
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
    await module.signIn(serial, token.pin);
    expect(await module.sign(serial, '01', digest)).toHaveLength(64);
  });

  test('a hang while signing ends at the deadline', async () => {
    await module.close();
    module = tokenModuleClient(() => childWire(ENTRY, [shim], environment), { sign: 500 });
    await signedInWithKey();
    control('C_Sign hang');
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'token-timeout' });
    control();
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('a signature that hangs can be given up at once', async () => {
    await module.close();
    module = tokenModuleClient(() => childWire(ENTRY, [shim], environment), { sign: 500 });
    await signedInWithKey();
    control('C_Sign hang');
    const abort = new AbortController();
    const signing = module.sign(serial, '01', digest, abort.signal);
    setTimeout(() => {
      abort.abort();
    }, 100);
    await expect(signing).rejects.toMatchObject({ code: 'cancelled' });
    control();
  });

  test('closing does not wait for a call that hangs', async () => {
    await module.close();
    module = tokenModuleClient(() => childWire(ENTRY, [shim], environment), { close: 200 });
    await signedInWithKey();
    control('C_Sign hang');
    const signing = module.sign(serial, '01', digest).catch((error: unknown) => error);
    await expect.poll(() => calls('hanging'), { timeout: 10_000 }).toBe(1);
    await module.close();
    expect(await signing).toMatchObject({ code: 'module-crashed' });
  });

  test('a module that cannot lock is used without locks', async () => {
    await module.close();
    control('C_Initialize a');
    module = openTokenModule(ENTRY, childWire)(shim, environment);
    expect(await module.tokens()).toHaveLength(1);
  });

  test('a module that does not start is told', async () => {
    await module.close();
    control('C_Initialize 5');
    module = openTokenModule(ENTRY, childWire)(shim, environment);
    await expect(module.info()).rejects.toMatchObject({ code: 'module-unusable' });
  });

  test('a new key that the token calls extractable is destroyed and refused', async () => {
    await module.signIn(serial, token.pin);
    control('extractable 1');
    await expect(module.generateSigningKey(serial, '01', 'officer')).rejects.toMatchObject({
      code: 'key-unsafe',
    });
    control();
    expect(await module.keys(serial)).toEqual([]);
  });

  test('a key that turns out extractable is refused at signing, one that asks each time too', async () => {
    await signedInWithKey();
    control('extractable 1');
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'key-unsafe' });
    await expect(module.identities(serial)).rejects.toMatchObject({ code: 'key-unsafe' });
    control('each-time 1');
    await expect(module.sign(serial, '01', digest)).rejects.toMatchObject({ code: 'pin-required' });
    expect(calls('C_Sign')).toBe(0);
  });

  test('a point without its wrapping gives the same public key', async () => {
    await module.signIn(serial, token.pin);
    control('raw-point 1');
    const key = await module.generateSigningKey(serial, '01', 'officer');
    control();
    const file = join(token.folder, 'key.der');
    const read = ['--module', token.module, '--read-object', '--type', 'pubkey', '--id', '01', '-o', file];
    execFileSync('pkcs11-tool', read, { env: { ...process.env, ...token.environment }, stdio: 'ignore' });
    expect(readFileSync(file).equals(key)).toBe(true);
  });
});
