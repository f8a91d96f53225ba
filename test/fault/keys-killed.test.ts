import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updateProfile } from '../../src-main/base/config.ts';
import type { KeyRing } from '../../src-main/keys/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { attestry } from '../fixtures/command.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { softToken, type SoftToken } from '../integration/token-softhsm.ts';
import type { KillOrder } from './kill-hook.ts';

const HOOK = join(import.meta.dirname, 'kill-hook.ts');
const COMMAND = resolve(import.meta.dirname, '../../out/main/cli.js');
/** In turn: just sent, being done, done. */
const MOMENTS = ['midway', 'came', 'sent'] as const;
const context = { case: '17' };
const subject = { commonName: 'Officer', organisation: null, country: null };
const work = { signal: new AbortController().signal, progress: () => undefined };
const officers = await Promise.all(['First', 'Second'].map(async (name) => signerOf(await certify(name))));

let token: SoftToken;
let folder: string;
let profile: string;
let here: KeyPlace;
let number = 0;

beforeAll(async () => {
  token = softToken();
  folder = mkdtempSync(join(tmpdir(), 'killed-'));
  profile = join(folder, 'profile');
  mkdirSync(profile);
  here = await keyPlace(token, profile);
  const officer = await keys().generate({ name: 'officer', kind: 'ec-p256' });
  await keys().selfSign(officer, subject, 1);
  const connected = await attestry(
    profile,
    ['connect', '--module', token.module, '--token', token.label],
    token.environment,
  );
  expect(connected.code, connected.stderr).toBe(0);
  const { tokenKeyId: keyId } = (await keys().key(officer)).versions[0]!;
  await updateProfile(profile, (p) => ({ ...p, token: { ...p.token!, keyId } }));
});
afterAll(async () => {
  await here.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

/** The keys as a program that starts now sees them. */
const keys = (officer: 0 | 1 = 0): KeyRing => here.ring(officers[officer]!);

/** Runs the command line under the hook; how it ended, and what its journal says. */
async function run(
  args: readonly string[],
  order: Pick<KillOrder, 'step' | 'moment'>,
): Promise<{ readonly signal: string | null; readonly journal: readonly string[]; readonly said: string }> {
  const journal = join(folder, `journal-${(number += 1)}`);
  writeFileSync(journal, '');
  const child = spawn(process.execPath, ['--import', HOOK, COMMAND, ...args, '--profile', profile], {
    env: {
      ...process.env,
      ...token.environment,
      ATTESTRY_PIN: token.pin,
      ATTESTRY_TEST_KILL: JSON.stringify({ ...order, journal } satisfies KillOrder),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()));
  const signal = await new Promise<string | null>((ended) => {
    child.on('close', (_code, by) => {
      ended(by);
    });
  });
  return { signal, said, journal: readFileSync(journal, 'utf8').split('\n').slice(0, -1) };
}

type Prepared = {
  readonly key: string;
  readonly command: readonly string[];
  /** The same, asked for again of a program that starts now. */
  readonly again: () => Promise<unknown>;
  /** What was there before is there still and can be read. */
  readonly whole: () => Promise<void>;
};
type Work = {
  readonly prepare: () => Promise<Prepared>;
  /** States of the versions when the work is done, newest first. */
  readonly ends: readonly string[];
};

/** A key with a value and a file under its first version. */
async function withData(): Promise<{ readonly key: string; readonly whole: () => Promise<void> }> {
  const id = `data-${(number += 1)}`;
  const key = await keys().generate({ name: id, kind: 'aes-256' });
  const [plain, sealed, out] = ['plain', 'sealed', 'out'].map((name) => join(folder, `${name}-${number}`));
  writeFileSync(plain!, 'the content of a file');
  await keys().keep(key, id, context, Buffer.from('a value'));
  await keys().encryptFile(key, context, { from: plain!, to: sealed! });
  const whole = async (): Promise<void> => {
    expect(Buffer.from((await keys().read(id)) ?? []).toString()).toBe('a value');
    await keys().decryptFile(context, { from: sealed!, to: out! });
    expect(readFileSync(out!, 'utf8')).toBe('the content of a file');
  };
  return { key, whole };
}

const WORKS: Readonly<Record<string, Work>> = {
  'the exchange of a data key': {
    ends: ['active', 'deactivated'],
    prepare: async () => {
      const { key, whole } = await withData();
      return { key, whole, command: ['keys', 'rotate', key], again: () => keys().rotate(key) };
    },
  },
  'the certificate and switch-over of a signing key': {
    ends: ['active', 'deactivated'],
    prepare: async () => {
      const key = await keys().generate({ name: `signing-${(number += 1)}`, kind: 'ec-p256' });
      await keys().selfSign(key, subject, 1);
      await keys().rotate(key);
      return {
        ...{ key, command: ['keys', 'self-sign', key, '--cn', 'Officer'] },
        again: () => keys().selfSign(key, subject, 1),
        whole: async () => {
          await keys().key(key);
        },
      };
    },
  },
  're-wrap': {
    ends: ['active', 'deactivated'],
    prepare: async () => {
      const { key, whole } = await withData();
      await keys().rotate(key);
      return { key, whole, command: ['keys', 'rewrap', key], again: () => keys().rewrap(key, work) };
    },
  },
  destruction: {
    ends: ['active', 'destroyed'],
    prepare: async () => {
      const { key, whole } = await withData();
      await keys().rotate(key);
      await keys().rewrap(key, work);
      const request = await keys().requestDestruction(key, 1, 'test');
      for (const officer of [0, 1] as const) await keys(officer).approve(request);
      return {
        ...{ key, whole, command: ['keys', 'destroy-approved', request] },
        again: () => keys().destroy(request),
      };
    },
  },
};

/** Uses by operation, of all versions of a key. */
async function counted(key: string): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const { keyId, operation, operations } of (await keys().uses()).uses)
    if (keyId === key) sums.set(operation, (sums.get(operation) ?? 0) + operations);
  return sums;
}
/** What each call to the token uses its key for. */
const USES: Readonly<Record<string, readonly string[]>> = {
  sealData: ['encrypt'],
  openData: ['decrypt'],
  rewrapFile: ['decrypt', 'encrypt'],
  sign: ['sign'],
};

/** Calls that change nothing: a kill there finds what a kill after the call before found. */
const READS = ['keys', 'keyRequests', 'sealedObjects', 'inventory', 'describe'];

/** The steps of the work itself: what comes before its sign-in and after it ended is the same for all. */
function stepsOf(journal: readonly string[]): readonly number[] {
  const calls = journal.filter((line) => line.startsWith('sent ')).map((line) => line.split(' ')[1]!);
  const [begin, end] = [calls.indexOf('signIn'), calls.indexOf('activityHead')];
  expect(begin).toBeGreaterThan(0);
  return calls.flatMap((call, index) =>
    index > begin && index < end && !READS.includes(call) ? [index + 1] : [],
  );
}

/**
 * Every third step, beginning with another one for each work, or all of them (ATTESTRY_TEST_EVERY_KILL=1): each costs a start
 * of the program, and all of them together minutes.
 */
const chosen = (steps: readonly number[], work: number): readonly number[] =>
  process.env.ATTESTRY_TEST_EVERY_KILL === '1' ? steps : steps.filter((_, index) => index % 3 === work % 3);

const active = (states: readonly string[]): number => states.filter((state) => state === 'active').length;
const statesOf = async (key: string): Promise<readonly string[]> =>
  (await keys().key(key)).versions.map(({ state }) => state);

describe('the command line killed (SIGKILL) at each call to cache and token', () => {
  let kills = 0;
  afterAll(() => {
    console.log(`killed ${kills} times`);
  });
  test.each(Object.entries(WORKS))(
    'in %s: nothing is lost, it is taken up again, one use is counted too many at most',
    async (name, { prepare, ends }) => {
      const uncut = await prepare();
      const trace = await run(uncut.command, { step: null, moment: 'came' });
      expect(trace.signal, trace.said).toBeNull();
      expect(await statesOf(uncut.key)).toEqual(ends);
      const steps = stepsOf(trace.journal);
      expect(steps.length).toBeGreaterThan(2);
      for (const [index, step] of chosen(steps, Object.keys(WORKS).indexOf(name)).entries()) {
        const moment = MOMENTS[index % MOMENTS.length]!;
        const { key, command, whole, again } = await prepare();
        const before = await counted(key);
        const killed = await run(command, { step, moment });
        const at = `${name}, step ${step} (${killed.journal.slice(-8).join()}), ${moment}`;
        expect(killed.signal, `${at}: ${killed.said}`).toBe('SIGKILL');
        kills += 1;
        const after = await counted(key);
        const own = new Set((await keys().key(key)).versions.map(({ tokenKeyId }) => tokenKeyId));
        const came = killed.journal
          .map((line) => line.split(' '))
          .filter(([word, , on]) => word === 'came' && (on === '' || own.has(on!)))
          .flatMap(([, call]) => USES[call!] ?? []);
        for (const use of ['encrypt', 'decrypt', 'sign']) {
          const surplus =
            (after.get(use) ?? 0) - (before.get(use) ?? 0) - came.filter((one) => one === use).length;
          expect([0, 1], `${at}: ${use}`).toContain(surplus);
        }
        await whole();
        expect(active(await statesOf(key)), at).toBe(1);
        // The officer asks for the same again, unless the list shows that it is done.
        if ((await statesOf(key)).join() !== ends.join() || name === 're-wrap') await again();
        await whole();
        const states = await statesOf(key);
        expect(active(states), at).toBe(1);
        expect(states, at).toEqual(ends);
        if (name === 're-wrap')
          expect((await keys().key(key)).versions.map(({ objects }) => objects)).toEqual([2, 0]);
      }
      // No key lies on the token that is not known here, and each that is known lies there until it is destroyed.
      const known = (await keys().list()).flatMap(({ versions }) => versions);
      const there = (await keys().inventory()).map(({ keyId }) => keyId);
      const alive = known.filter(({ state }) => state !== 'destroyed').map(({ tokenKeyId }) => tokenKeyId);
      expect(new Set(there)).toEqual(new Set(alive));
    },
    300_000,
  );
});
