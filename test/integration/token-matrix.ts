import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { z } from 'zod';
import { Fault } from '../../src-main/base/fault.ts';
import { childWire } from '../../src-main/processes/child.ts';
import { tokenModuleClient } from '../../src-main/token/client.ts';
import { operationNamed, type OperationName } from '../../src-main/token/operations.ts';
import { guardPins } from '../../src-main/token/pin-guard.ts';
import type { TokenModule } from '../../src-main/token/ports.ts';
import { certify, rsaKeys } from '../fixtures/authority.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { shimControl } from './token-shim.ts';
import { secondToken, softToken } from './token-softhsm.ts';

/** What a call of the module may do instead of its work. */
export const FAULTS = {
  'device removed': '32',
  'token not present': 'e0',
  'device error': '30',
  'PIN locked': 'a4',
  hang: 'hang',
  crash: 'crash',
} as const;
export type FaultName = keyof typeof FAULTS;

/** Milliseconds a call may take in a run where it hangs. */
const SHORT = 150;
const ROOT = join(import.meta.dirname, '../..');
const OFFICER_PIN = '87654321';

/** Where temporary files cost least; thousands of small transactions are made here. */
export const fastFolder = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** The token process as one file: it is started some hundred times. */
export async function bundledEntry(folder: string): Promise<string> {
  await build({
    ...{ root: ROOT, configFile: false, logLevel: 'error' },
    build: {
      ...{ ssr: join(ROOT, 'src-main/token/process.ts'), outDir: join(folder, 'entry'), emptyOutDir: true },
      rolldownOptions: { external: ['pkcs11js'], output: { entryFileNames: 'process.mjs' } },
    },
    ssr: { noExternal: ['zod'] },
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'entry/process.mjs');
}

/** A token behind the shim, with keys to work on and a second token to set up. */
export async function workbench(entry: string, shim: string) {
  const token = softToken('officer');
  secondToken(token, 'spare', OFFICER_PIN);
  const told = shimControl(token);
  const folder = mkdtempSync(join(fastFolder(), 'attestry-matrix-'));
  const cache = openedCache(join(folder, 'cache.sqlite'));
  const failures = cache.pinFailures;
  const limits: Partial<Record<OperationName, number>> = {};
  const start = (): TokenModule =>
    guardPins(
      tokenModuleClient(() => childWire(entry, [shim], told.environment), limits),
      failures,
    );
  let module = start();
  const serialOf = async (label: string): Promise<string> =>
    (await module.tokens()).find((known) => known.label === label)?.serial ?? '';
  const serial = await serialOf('officer');
  const signedIn = async (): Promise<boolean> =>
    (await module.tokens()).some((known) => known.serial === serial && known.signedIn);
  const signIn = async (): Promise<void> => {
    if (!(await signedIn())) await module.signIn(serial, token.pin, { confirmed: true });
  };
  await signIn();
  await module.generateSigningKey(serial, '01', 'officer');
  await module.call('generateKey', { serial, keyId: '02', label: 'data', kind: 'aes-256' });
  await module.call('generateKey', { serial, keyId: '03', label: 'derived', kind: 'derivation' });
  const how = { keyId: '02', keyVersion: 1, content: 'aes-256-gcm', context: { case: '17' } } as const;
  const plaintext = Buffer.from('what is encrypted');
  const plainFile = join(folder, 'plain');
  writeFileSync(plainFile, plaintext);
  const sealedFile = join(folder, 'sealed');
  await module.call('sealFile', { serial, how, from: plainFile, to: sealedFile });
  const envelope = Buffer.from(await module.call('sealData', { serial, how, plaintext }));

  const colleague = new Uint8Array(await crypto.subtle.exportKey('spki', (await rsaKeys()).publicKey));

  let made = 0;
  const fresh = (): string => `f${String((made += 1)).padStart(7, '0')}`;
  /** Operations on the token that may be erased. */
  const ON_SPARE: ReadonlySet<string> = new Set(['setUp', 'setPin', 'changePin']);
  /** What is given for a field, by its name; what differs for one operation stands under `operation.field`. */
  const values = async (name: OperationName): Promise<Readonly<Record<string, unknown>>> => {
    const spare = ON_SPARE.has(name) ? await serialOf('spare') : '';
    const all: Readonly<Record<string, unknown>> = {
      serial: ON_SPARE.has(name) ? spare : serial,
      ...{ pin: token.pin, oldPin: token.pin, newPin: token.pin, officerPin: OFFICER_PIN },
      ...{ label: ON_SPARE.has(name) ? 'spare' : 'made', erase: true, keyId: '01', kind: 'derivation' },
      ...{ digest: createHash('sha256').update('x').digest(), plaintext, envelope, how },
      ...{ context: how.context, from: sealedFile, to: join(folder, fresh()), by: 'own-key' },
      ...{ 'sealFile.from': plainFile, 'generateKey.keyId': fresh(), 'generateSigningKey.keyId': fresh() },
      ...{ 'importCertificate.keyId': null, 'importCertificate.label': fresh() },
      ...{ head: envelope, publicKeys: [colleague] },
      'rewrapFile.how': { ...how, keyId: '03' },
    };
    // One that is there already is not stored again.
    if (name === 'importCertificate') return { ...all, certificate: (await certify(fresh())).certificate };
    if (name !== 'destroyKey') return all;
    const keyId = fresh();
    await module.call('generateKey', { serial, keyId, label: 'to be destroyed', kind: 'derivation' });
    return { ...all, 'destroyKey.keyId': keyId };
  };
  /** The input of an operation, from what its schema asks for. @throws Error for a field nobody has a value for */
  const inputOf = async (name: OperationName): Promise<Readonly<Record<string, unknown>>> => {
    const { input } = operationNamed(name);
    if (!(input instanceof z.ZodObject)) throw new Error(`${name}: its input is not an object`);
    const given = await values(name);
    const wanted = Object.keys(input.shape).map((field) => {
      const own = `${name}.${field}`;
      if (!(own in given) && !(field in given)) throw new Error(`${own}: give the matrix a value for it`);
      return [field, own in given ? given[own] : given[field]] as const;
    });
    return Object.fromEntries(wanted);
  };

  return {
    ...{ serial, told, folder, limits, inputOf, signIn, signedIn, failures },
    pins: [token.pin, OFFICER_PIN],
    module: () => module,
    /** Signs in with nothing left over in the memory of the process. */
    signInAnew: async (): Promise<void> => {
      await module.signOut(serial);
      await signIn();
    },
    /** A process that loads the module anew. */
    renew: async (): Promise<void> => {
      await module.close();
      module = start();
    },
    sign: () => module.sign(serial, '01', createHash('sha256').update('y').digest()),
    /** Keys of the officer's token. */
    keys: async (): Promise<ReadonlySet<string>> =>
      new Set((await module.call('inventory', { serial })).map(({ type, keyId }) => `${type} ${keyId}`)),
    /** Sets the token that may be erased up again, after an operation on it. */
    mends: async (name: OperationName): Promise<boolean> => {
      if (!ON_SPARE.has(name)) return true;
      const request = { serial: await serialOf('spare'), label: 'spare', officerPin: OFFICER_PIN };
      const erased = { ...request, pin: token.pin, erase: true };
      return (await module.call('setUp', erased, { confirmed: true })) !== '';
    },
    /** Takes away what a run made. */
    remove: async (keyId: string): Promise<void> => {
      await module.call('destroyKey', { serial, keyId });
    },
    /** Whether everything that was encrypted is still read. */
    reads: async (): Promise<boolean> =>
      plaintext.equals(await module.call('openData', { serial, context: how.context, envelope })) &&
      readFileSync(plainFile).equals(plaintext),
    /** One run of an operation. What hangs without a limit of its own is given up, as the officer would. */
    run: async (name: OperationName, input: object, fault: FaultName | null): Promise<string | Fault> => {
      const abort = new AbortController();
      const { limit, onCancel } = operationNamed(name);
      // A sign-in asks the module for its name first: that may hang as well.
      limits.info = limits[name] = fault === 'hang' && limit !== null ? SHORT : 60_000;
      const waiting = setInterval(() => {
        if (limit === null && onCancel === 'end' && told.calls().includes('hanging')) abort.abort();
      }, 20);
      try {
        if (name === 'close') await module.close();
        else await module.call(name, input as never, { signal: abort.signal, confirmed: true });
        return 'done';
      } catch (error) {
        if (error instanceof Fault) return error;
        throw error;
      } finally {
        clearInterval(waiting);
        limits.info = limits[name] = 60_000;
      }
    },
    discard: async (): Promise<void> => {
      told.control();
      await module.close();
      await cache.close();
      token.discard();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Workbench = Awaited<ReturnType<typeof workbench>>;
