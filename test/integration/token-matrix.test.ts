import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activityLog } from '../../src-main/audit/index.ts';
import { Fault } from '../../src-main/base/fault.ts';
import type { Cache } from '../../src-main/cache/client.ts';
import { ledger, type Ledger } from '../../src-main/keys/index.ts';
import { OPERATIONS, type OperationName } from '../../src-main/token/operations.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { generatedTable } from './generated-table.ts';
import {
  bundledEntry,
  fastFolder,
  type FaultName,
  FAULTS,
  workbench,
  type Workbench,
} from './token-matrix.ts';
import { buildShim, compiler } from './token-shim.ts';

const NAMES = Object.keys(OPERATIONS) as OperationName[];
const KINDS = Object.keys(FAULTS) as FaultName[];
/** Operations that are under way only while the process begins or ends. */
const ANEW: ReadonlySet<OperationName> = new Set<OperationName>(['load', 'watch', 'close']);
/** Each of them is a try of a PIN, a signature, or a thing made: never more often than without the fault. */
const ONCE = [
  ...['C_Login', 'C_Sign', 'C_InitToken', 'C_InitPIN', 'C_SetPIN'],
  ...['C_GenerateKey', 'C_GenerateKeyPair'],
];
/** What may go wrong unnoticed: the way out of something done, and what is only looked at. */
const MAY_FAIL = new Set([
  ...['C_CloseSession', 'C_Logout', 'C_Finalize', 'C_GetMechanismInfo', 'C_GetTokenInfo'],
]);
/** Operations that tell what can be seen, and leave out what cannot. */
const LOOKS: ReadonlySet<OperationName> = new Set<OperationName>(['load', 'watch', 'close', 'describe']);
const LANES = 3;
/** Codes that say the process was lost, so that everything on its way is unknown. */
const LOST = new Set(['module-crashed', 'token-timeout', 'cancelled']);

describe.skipIf(compiler === undefined)('every operation × every call it makes × every fault', () => {
  let folder: string;
  let cache: Cache;
  let book: Ledger;
  let free: Promise<Workbench>[] = [];
  const waiting: ((bench: Promise<Workbench>) => void)[] = [];
  const take = (): Promise<Workbench> =>
    free.shift() ?? new Promise<Workbench>((resolve) => waiting.push(resolve));
  const giveBack = (bench: Workbench): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(Promise.resolve(bench));
    else next(Promise.resolve(bench));
  };
  /** Outcomes per operation and fault, each with how many calls had it. */
  const results = new Map<OperationName, Map<FaultName, Map<string, number>>>();
  const callsOf = new Map<OperationName, readonly string[]>();
  let runs = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(fastFolder(), 'attestry-matrix-'));
    const [entry, shim] = [await bundledEntry(folder), buildShim(folder)];
    cache = openedCache(join(folder, 'cache.sqlite'));
    const clock = { now: () => Date.now() };
    const activity = activityLog({
      ...{
        store: cache.activity,
        clock,
        signer: () => null,
        who: () => ({ name: 'CN=Officer', role: 'officer' }),
      },
      trust: () => Promise.resolve(() => 'trusted'),
    });
    book = ledger({ store: cache.keys, activity, clock, authority: { must: () => Promise.resolve() } });
    const at = new Date().toISOString();
    const event = activity.event({
      ...{ operation: 'key.make', objectType: 'key', objectId: 'matrix', version: 1, purpose: 'matrix' },
      outcome: 'done',
    });
    await cache.keys.add(
      {
        keyId: 'matrix',
        serial: '1',
        name: 'matrix',
        kind: 'aes-256',
        createdAt: at,
        createdBy: 'CN=Officer',
      },
      {
        ...{ keyId: 'matrix', version: 1, tokenKeyId: '01', state: 'active', reason: '', createdAt: at },
        ...{ activatedAt: at, endedAt: null, operations: 0, publicKey: null, certificate: null },
      },
      event,
    );
    free = Array.from({ length: LANES }, () => workbench(entry, shim));
    await Promise.all(free);
  });
  afterAll(async () => {
    await Promise.all(free.map(async (bench) => (await bench).discard()));
    await cache.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Does one operation with one call of it failing (or none), as a use in the ledger. */
  async function tried(
    bench: Workbench,
    name: OperationName,
    failing: { readonly call: string; readonly fault: FaultName } | null,
  ): Promise<{ readonly outcome: string | Fault; readonly calls: readonly string[] }> {
    if (ANEW.has(name)) await bench.renew();
    if (!ANEW.has(name) || name === 'close') await bench.signInAnew();
    const input = await bench.inputOf(name);
    bench.told.forget();
    bench.told.control(...(failing === null ? [] : [`${failing.call} ${FAULTS[failing.fault]}`]));
    runs += 1;
    const operation = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const use = { keyId: 'matrix', version: 1, operation, kind: 'protect', act: 'encrypt' } as const;
    const outcome = await book
      .use({ ...use, purpose: 'matrix' }, async () => {
        const answer = await bench.run(name, input, failing?.fault ?? null);
        if (answer instanceof Fault) throw answer;
        return answer;
      })
      .catch((error: unknown) => {
        if (error instanceof Fault) return error;
        throw error;
      });
    bench.told.control();
    return { outcome, calls: bench.told.calls().filter((call) => call !== 'hanging') };
  }

  /** What is wrong after a fault; empty when all is well. */
  async function wrongAfter(
    bench: Workbench,
    name: OperationName,
    failing: { readonly call: string; readonly fault: FaultName },
    [outcome, calls, usual]: readonly [string | Fault, readonly string[], readonly string[]],
    before: ReadonlySet<string>,
  ): Promise<string[]> {
    const wrong: string[] = [];
    const count = (list: readonly string[], call: string): number => list.filter((c) => c === call).length;
    for (const call of ONCE)
      if (count(calls, call) > count(usual, call)) wrong.push(`${call} ${count(calls, call)} times`);
    if (outcome instanceof Fault) {
      if (outcome.code === 'internal') wrong.push('told as something unforeseen');
      const sentences = [outcome.message, outcome.remedy];
      if (sentences.some((sentence) => !/^[A-Z].{8,}\.$/s.test(sentence))) wrong.push('no sentence');
      if (bench.pins.some((pin) => sentences.join(' ').includes(pin))) wrong.push('the PIN in a sentence');
      if (LOST.has(outcome.code) && calls.includes('C_Login') && !usual.includes('C_InitToken')) {
        const counted = await bench.failures.read(name === 'setPin' ? `so:${bench.serial}` : bench.serial);
        if (name.startsWith('sign') && counted === 0) wrong.push('a try of the PIN that was not counted');
      }
    } else if (!MAY_FAIL.has(failing.call) && !LOOKS.has(name)) wrong.push('done in spite of the fault');
    // A session that the module did not close stays open in it until its process ends.
    if (name === 'close' || failing.call === 'C_CloseSession') await bench.renew();
    bench.told.forget();
    const listed = await bench.signedIn();
    const signed = await bench.sign().then(
      (signature) => (signature.length === 64 ? 'signed' : 'odd'),
      (error: unknown) => (error instanceof Fault ? error.code : 'error'),
    );
    if (signed !== (listed ? 'signed' : 'not-signed-in'))
      wrong.push(`${listed ? 'signed in' : 'signed out'}, yet signing says ${signed}`);
    if (bench.told.calls().includes('C_Login')) wrong.push('a sign-in by itself');
    await bench.signIn();
    if ((await bench.sign()).length !== 64) wrong.push('no signature after signing in again');
    if (!(await bench.reads())) wrong.push('something that was encrypted is not read any more');
    const now = await bench.keys();
    if (name !== 'destroyKey')
      for (const key of before) if (!now.has(key)) wrong.push(`${key} is gone from the token`);
    if (!(await bench.mends(name))) wrong.push('a token that cannot be set up again');
    for (const key of now)
      if (!before.has(key)) await bench.remove(key.split(' ')[1]!).catch(() => undefined);
    return wrong;
  }

  test.concurrent.each(NAMES)(
    '%s',
    async (name) => {
      const bench = await take();
      try {
        const usual = await tried(bench, name, null);
        expect(usual.outcome).toBe('done');
        const calls = [...new Set(usual.calls)].filter((call) => call !== 'C_Initialize');
        callsOf.set(name, calls);
        if (name === 'close') await bench.renew();
        await bench.signIn();
        const before = await bench.keys();
        const problems: string[] = [];
        const row = new Map<FaultName, Map<string, number>>();
        for (const fault of KINDS) {
          const cell = new Map<string, number>();
          row.set(fault, cell);
          for (const call of calls) {
            const failing = { call, fault };
            const { outcome, calls: made } = await tried(bench, name, failing);
            const code = outcome instanceof Fault ? outcome.code : outcome;
            cell.set(code, (cell.get(code) ?? 0) + 1);
            const wrong = await wrongAfter(bench, name, failing, [outcome, made, usual.calls], before);
            problems.push(...wrong.map((what) => `${call}, ${fault}: ${what} (${code})`));
          }
        }
        results.set(name, row);
        expect(problems).toEqual([]);
      } finally {
        giveBack(bench);
      }
    },
    600_000,
  );

  test('each run is counted once and told twice, as begun and as ended', async () => {
    const uses = (await cache.keys.uses()).filter(({ keyId }) => keyId === 'matrix');
    expect(uses.reduce((sum, { operations }) => sum + operations, 0)).toBe(runs);
    const size = (await cache.activity.head()).size;
    expect(size).toBe(1 + 2 * runs);
  });

  test('docs/tokens.md holds the matrix (ATTESTRY_UPDATE_DOCS=1 writes it anew)', () => {
    const words = (outcomes: ReadonlyMap<string, number> | undefined): string =>
      [...(outcomes ?? [])]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([code, count]) => `${code} ${count}`)
        .join(', ') || '–';
    const { written, made } = generatedTable(
      'matrix',
      ['operation', 'calls', ...KINDS],
      NAMES.map((name) => [
        name,
        String(callsOf.get(name)?.length),
        ...KINDS.map((fault) => words(results.get(name)?.get(fault))),
      ]),
    );
    expect(written).toBe(made);
  });
});
