/**
 * The token process: one PKCS#11 module, loaded where its crashes and hangs harm nobody. Started with the module's file
 * as its argument, by Electron's utilityProcess or by Node's fork.
 */
import { serve } from '../processes/rpc.ts';
import { inspectModuleFile } from './module-file.ts';
import { tokenMethods } from './module.ts';
import { parentWire } from './parent.ts';
import { loadCryptoki } from './pkcs11.ts';
import type { TokenMethods } from './protocol.ts';

const file = process.argv[2] ?? '';
let loaded: TokenMethods | undefined;
let loading: Promise<TokenMethods> | undefined;

async function load(): Promise<TokenMethods> {
  const inspected = await inspectModuleFile(file);
  return (loaded = tokenMethods(loadCryptoki(file), inspected));
}

/** The module, loaded at the first call; a call after a failure tries again. */
const module = (): Promise<TokenMethods> =>
  (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));

type Input<M extends keyof TokenMethods> = Parameters<TokenMethods[M]>[0];

serve(parentWire(), {
  load: async () => {
    await module();
  },
  info: async () => (await module()).info(null),
  tokens: async () => (await module()).tokens(null),
  signIn: async (input: Input<'signIn'>) => {
    (await module()).signIn(input);
  },
  signOut: async (input: Input<'signOut'>) => {
    (await module()).signOut(input);
  },
  identities: async (input: Input<'identities'>) => (await module()).identities(input),
  keys: async (input: Input<'keys'>) => (await module()).keys(input),
  sign: async (input: Input<'sign'>) => (await module()).sign(input),
  generateSigningKey: async (input: Input<'generateSigningKey'>) =>
    (await module()).generateSigningKey(input),
  importCertificate: async (input: Input<'importCertificate'>) => {
    (await module()).importCertificate(input);
  },
  close: () => {
    loaded?.close(null);
  },
});
