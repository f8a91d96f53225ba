import { createPublicKey, createHash, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../src-main/base/fault.ts';
import { childWire } from '../../src-main/processes/child.ts';
import { openTokenModule } from '../../src-main/token/client.ts';
import type { OperationInput } from '../../src-main/token/operations.ts';
import { derFromRaw } from '../../src-main/token/index.ts';
import { guardPins } from '../../src-main/token/pin-guard.ts';
import type { TokenModule } from '../../src-main/token/ports.ts';
import type { KeyKind } from '../../src-shared/keys/types.ts';
import { generatedTable } from './generated-table.ts';
import { nss, p11kit, type RealToken, softhsm } from './token-implementations.ts';
import { ENTRY } from './token-softhsm.ts';
import { stopSwtok, swtok, swtokHindrance } from './token-swtok.ts';
import { tpm } from './token-tpm.ts';

const KINDS: readonly KeyKind[] = [
  'ec-p256',
  'ec-p384',
  'rsa-3072',
  'aes-256',
  'rsa-wrap-3072',
  'derivation',
];
const open = openTokenModule(ENTRY, childWire);
const message = Buffer.from('what is signed');
const hindrance = swtokHindrance();

/** What a token lists but cannot do for us, and docs/tokens.md says why. */
const BROKEN_PROMISES: ReadonlySet<string> = new Set(['tpm2-pkcs11 rsa-3072']);

/** What each implementation made of each kind of key. */
const results = new Map<string, Map<string, string>>();

/** Whether an envelope opens for its context only, shows every change, and files go round and under another key. */
async function envelopesHold(
  module: TokenModule,
  serial: string,
  sealed: Uint8Array,
  how: OperationInput<'sealData'>['how'],
): Promise<boolean> {
  const { context } = how;
  const answer = (envelope: Uint8Array, belongsTo: Record<string, string>): Promise<unknown> =>
    module.call('openData', { serial, context: belongsTo, envelope }).then(
      () => 'opened',
      (error: unknown) => (error instanceof Fault ? error.code : error),
    );
  const changed = Buffer.from(sealed);
  changed[changed.length - 1]! ^= 1;
  const folder = mkdtempSync(join(tmpdir(), 'attestry-envelope-'));
  const at = (name: string): string => join(folder, name);
  const content = randomBytes(200_000);
  try {
    writeFileSync(at('plain'), content);
    await module.call('sealFile', { serial, how, from: at('plain'), to: at('sealed') });
    const other = { ...how, content: 'chacha20-poly1305' } as const;
    await module.call('rewrapFile', { serial, how: other, from: at('sealed'), to: at('rewrapped') });
    await module.call('openFile', { serial, context, from: at('rewrapped'), to: at('opened') });
    return (
      readFileSync(at('opened')).equals(content) &&
      (await answer(sealed, { patient: 'P-2' })) === 'envelope-context' &&
      (await answer(changed, context)) === 'envelope-damaged' &&
      (await answer(sealed, context)) === 'opened'
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes a key, uses it, and checks the use without the token. */
async function tried(module: TokenModule, serial: string, kind: KeyKind, at: number): Promise<string> {
  const keyId = `a${at}`;
  try {
    const publicKey = await module.call('generateKey', { serial, keyId, label: kind, kind });
    if (publicKey === null || kind === 'rsa-wrap-3072') {
      const how = { keyId, keyVersion: 1, content: 'aes-256-gcm', context: { patient: 'P-1' } } as const;
      const sealed = await module.call('sealData', { serial, how, plaintext: message });
      const opened = await module.call('openData', {
        serial,
        context: { patient: 'P-1' },
        envelope: sealed,
      });
      if (!message.equals(opened)) return 'WRONG';
      return (await envelopesHold(module, serial, sealed, how)) ? 'yes' : 'WRONG';
    }
    const digest = createHash('sha256').update(message).digest();
    const signature = await module.sign(serial, keyId, digest);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const der = kind === 'rsa-3072' ? signature : derFromRaw(signature);
    return verify('sha256', message, key, der) ? 'yes' : 'WRONG';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `no (${error.code})`;
  }
}

afterAll(stopSwtok);

const implementations: readonly (readonly [string, string | null, () => RealToken | Promise<RealToken>])[] = [
  ['SoftHSM 2', null, softhsm],
  ['NSS softokn', null, nss],
  [
    hindrance === null ? 'opencryptoki swtok' : `opencryptoki swtok: not tried, ${hindrance}`,
    hindrance,
    swtok,
  ],
  ['tpm2-pkcs11', null, tpm],
  ['p11-kit proxy', null, p11kit],
];

describe.each(implementations)('%s', (_title, absent, make) => {
  let token: RealToken;
  let module: TokenModule;
  let serial: string;
  beforeAll(async () => {
    if (absent !== null) return;
    token = await make();
    module = open(token.module, token.environment);
    const found = (await module.tokens()).find(({ label }) => label === token.label);
    serial = found!.serial;
  });
  afterAll(async () => {
    if (absent !== null) return;
    await module.close();
    token.discard();
  });

  if (absent !== null) {
    test('the reason stands above', () => {
      expect(absent).not.toBe('');
    });
    return;
  }

  test('a wrong PIN is told, the right one is taken, and the abilities are in its list', async () => {
    await expect(module.signIn(serial, '97531862')).rejects.toMatchObject({ code: 'pin-wrong' });
    await module.signIn(serial, token.pin);
    const { abilities, firmware } = await module.call('describe', { serial });
    expect(abilities).toContain('sign-rsa-3072');
    expect(firmware).toMatch(/^\d+\.\d+$/);
  });

  test.each(KINDS.map((kind, at) => [kind, at] as const))('a key of kind %s', async (kind, at) => {
    // After an error of the whole module nobody is signed in any more.
    await module.signIn(serial, token.pin);
    const result = await tried(module, serial, kind, at);
    const { abilities } = await module.call('describe', { serial });
    // What the list of mechanisms promises, it does; what it does not promise is not there.
    const promised = {
      'ec-p256': 'sign-p256',
      'ec-p384': 'sign-p384',
      'rsa-3072': 'sign-rsa-3072',
      'rsa-4096': 'sign-rsa-4096',
      'aes-256': 'wrap-aes',
      'rsa-wrap-3072': 'wrap-rsa-oaep',
      derivation: 'derive-hmac',
    } as const;
    if (!BROKEN_PROMISES.has(`${token.name} ${kind}`))
      expect(result === 'yes').toBe(abilities.includes(promised[kind]));
    expect(result).not.toBe('WRONG');
    const row = results.get(kind) ?? new Map<string, string>();
    results.set(kind, row.set(token.name, result));
  });
});

test.runIf(hindrance === null)(
  'opencryptoki swtok: running low, final try refused without a call, right PIN not sent either',
  async () => {
    const token = swtok();
    const module = open(token.module, token.environment);
    try {
      const state = async () => (await module.tokens()).find(({ label }) => label === token.label)!;
      const { serial } = await state();
      await expect(module.signIn(serial, '00000000')).rejects.toMatchObject({ code: 'pin-wrong' });
      expect((await state()).pin).toBe('count-low');
      await expect(module.signIn(serial, '00000000')).rejects.toMatchObject({ code: 'pin-wrong' });
      expect((await state()).pin).toBe('final-try');
      await expect(module.signIn(serial, token.pin)).rejects.toMatchObject({ code: 'pin-final-try' });
      expect((await state()).pin).toBe('final-try');
    } finally {
      await module.close();
    }
  },
);

test('tpm2-pkcs11: no flag tells that it will lock; the count of Attestry stops before it does', async () => {
  const token = await tpm();
  const counted = new Map<string, number>();
  const bare = open(token.module, token.environment);
  const module = guardPins(bare, {
    read: (serial) => Promise.resolve(counted.get(serial) ?? 0),
    write: (serial, failures) => {
      counted.set(serial, failures);
      return Promise.resolve();
    },
    takeTurn: () => Promise.resolve(true),
    endTurn: () => Promise.resolve(),
  });
  try {
    const state = async () => (await module.tokens()).find(({ label }) => label === token.label)!;
    const { serial } = await state();
    const wrong = (confirmed: boolean) =>
      module.signIn(serial, '00000000', { confirmed }).catch((error: unknown) => (error as Fault).code);
    expect([await wrong(false), await wrong(false), await wrong(false)]).toEqual([
      'pin-wrong',
      'pin-wrong',
      'pin-confirm',
    ]);
    expect((await state()).pin).toBe('ok');
    expect(await wrong(true)).toBe('pin-wrong');
    await expect(module.signIn(serial, token.pin, { confirmed: true })).rejects.toMatchObject({
      code: 'pin-locked',
    });
    expect((await state()).pin).toBe('ok');
  } finally {
    await module.close();
    token.discard();
  }
});

test.runIf(hindrance === null)(
  'docs/tokens.md holds the table (ATTESTRY_UPDATE_DOCS=1 writes it anew)',
  () => {
    const names = ['SoftHSM 2', 'NSS softokn', 'opencryptoki swtok', 'tpm2-pkcs11', 'p11-kit proxy'];
    const { written, made } = generatedTable(
      'battery',
      ['key', ...names],
      KINDS.map((kind) => [kind, ...names.map((name) => String(results.get(kind)?.get(name)))]),
    );
    expect(written).toBe(made);
  },
);
