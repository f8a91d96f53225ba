import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  ModuleChoice,
  ModuleInfo,
  SigningIdentityInfo,
  TokenInfo,
} from '../../src-shared/token/types.ts';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { identityInfo } from './identity-info.ts';
import { inspectModuleFile } from './module-file.ts';
import { guardPins } from './pin-guard.ts';
import type { OpenTokenModule, PinFailures, Signer, SignInOptions, TokenModule } from './ports.ts';
import { presentModules, providerOf } from './providers.ts';
import { chooseIdentity } from './selection.ts';
import { signerFor } from './signer.ts';

/** The token this profile works with; kept in the profile. */
export type TokenChoice = {
  readonly module: string;
  /** SHA-256 of the module's file when it was chosen. */
  readonly moduleSha256: string;
  readonly label: string;
  readonly serial: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly keyId: string | null;
};

/** What window and command line can ask of the token room. */
export interface TokenService {
  /** Known modules, those present first, then those the officer picked. */
  modules(): Promise<readonly ModuleChoice[]>;
  /** Makes a file the officer picked choosable. */
  addFile(file: string): ModuleChoice;
  /** @throws Fault `module-…` */
  inspect(moduleId: string): Promise<{ readonly module: ModuleInfo; readonly tokens: readonly TokenInfo[] }>;
  /**
   * Chooses a token by the module's id and the token's serial number, or by file and label.
   * @throws Fault `module-…`, `token-absent`
   */
  use(moduleId: string, serial: string): Promise<TokenInfo>;
  useFile(file: string, label: string, environment: Readonly<Record<string, string>>): Promise<TokenInfo>;
  /** Tokens of the chosen module; empty when none was chosen. */
  list(): Promise<readonly TokenInfo[]>;
  /** The chosen token as it is now, or null when it is not in; `problem` says why. */
  current(): Promise<{
    readonly configured: boolean;
    readonly token: TokenInfo | null;
    readonly problem: Fault | null;
  }>;
  /** @throws Fault `pin-…`, `token-…`, `key-…`, `certificate-…` */
  signIn(serial: string, pin: string, options?: SignInOptions): Promise<SigningIdentityInfo>;
  signOut(): Promise<void>;
  /** Whoever is signed in. */
  signer(): Signer | null;
  identity(): SigningIdentityInfo | null;
  close(): Promise<void>;
}

const idOf = (file: string): string => createHash('sha256').update(file).digest('hex').slice(0, 16);
/** Variables by which vendors' modules find their configuration. */
const CONFIGURATION = [
  'SOFTHSM2_CONF',
  'YUBIHSM_PKCS11_CONF',
  'KMS_PKCS11_CONFIG',
  'CKNFAST_LOADSHARING',
] as const;

/** The variables of this process that a module needs to find its configuration. */
export const moduleEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(CONFIGURATION.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

export function tokenService(parts: {
  readonly open: OpenTokenModule;
  readonly failures: PinFailures;
  readonly choice: () => Promise<TokenChoice | null>;
  readonly store: (choice: TokenChoice) => Promise<void>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Told when somebody signed in or out. */
  readonly changed: () => void;
}): TokenService {
  const picked = new Map<string, string>();
  let opened: { readonly key: string; readonly module: TokenModule } | null = null;
  let session: {
    readonly serial: string;
    readonly signer: Signer;
    readonly info: SigningIdentityInfo;
  } | null = null;

  const known = (): { readonly name: string; readonly file: string; readonly present: boolean }[] => [
    ...presentModules(existsSync).flatMap(({ provider, file, present }) =>
      file === null ? [] : [{ name: provider.name, file, present }],
    ),
    ...[...picked.values()].map((file) => ({ name: nameOf(file), file, present: existsSync(file) })),
  ];
  const fileOf = (moduleId: string): string => {
    const found = known().find(({ file }) => idOf(file) === moduleId);
    if (found === undefined)
      throw new Fault(
        'module-missing',
        'This module is not known.',
        'Choose a module from the list, or its file.',
      );
    return found.file;
  };
  // One process a module: it is kept while the same module is asked for.
  const moduleAt = async (
    file: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<TokenModule> => {
    const key = JSON.stringify([file, environment]);
    if (opened?.key === key) return opened.module;
    await shut();
    const module = guardPins(parts.open(file, environment), parts.failures);
    opened = { key, module };
    return module;
  };
  const shut = async (): Promise<void> => {
    const before = opened;
    opened = null;
    if (session !== null) parts.changed();
    session = null;
    await before?.module.close();
  };
  const chosenModule = async (choice: TokenChoice): Promise<TokenModule> => {
    const { sha256 } = await inspectModuleFile(choice.module);
    if (sha256 !== choice.moduleSha256)
      throw new Fault(
        'module-unusable',
        "The token's module file is not the one that was chosen: it has changed since.",
        'Ask your IT department whether it was updated; if so, choose the token again.',
      );
    return moduleAt(choice.module, choice.environment);
  };
  /** The variables for a module: those it was chosen with, else this process's. */
  const environmentOf = async (file: string): Promise<Readonly<Record<string, string>>> => {
    const choice = await parts.choice();
    return choice?.module === file ? choice.environment : parts.environment;
  };
  // Looking at another module must not sign anybody out of the chosen one.
  const look = async <T>(file: string, work: (module: TokenModule) => Promise<T>): Promise<T> => {
    const choice = await parts.choice();
    if (choice?.module === file) return work(await chosenModule(choice));
    const module = parts.open(file, parts.environment);
    try {
      return await work(module);
    } finally {
      await module.close();
    }
  };
  const choose = async (
    file: string,
    environment: Readonly<Record<string, string>>,
    match: (token: TokenInfo) => boolean,
  ): Promise<TokenInfo> => {
    const { sha256 } = await inspectModuleFile(file);
    const module = await moduleAt(file, environment);
    const token = (await module.tokens()).find(match);
    if (token === undefined) throw absent();
    await parts.store({
      module: file,
      moduleSha256: sha256,
      label: token.label,
      serial: token.serial,
      environment,
      keyId: null,
    });
    return token;
  };

  return {
    modules: async () => {
      const choice = await parts.choice();
      // One that was chosen by its file alone is choosable as well.
      if (choice !== null && !known().some(({ file }) => file === choice.module))
        picked.set(idOf(choice.module), choice.module);
      return known().map(({ name, file, present }) => ({
        moduleId: idOf(file),
        name,
        file: basename(file),
        present,
        chosen: choice?.module === file,
      }));
    },
    addFile: (file) => {
      picked.set(idOf(file), file);
      return {
        moduleId: idOf(file),
        name: nameOf(file),
        file: basename(file),
        present: existsSync(file),
        chosen: false,
      };
    },
    inspect: (moduleId) =>
      look(fileOf(moduleId), async (module) => ({
        module: { moduleId, ...(await module.info()) },
        tokens: await module.tokens(),
      })),
    use: async (moduleId, serial) => {
      const file = fileOf(moduleId);
      return choose(file, await environmentOf(file), (token) => token.serial === serial);
    },
    useFile: (file, label, environment) => choose(file, environment, (token) => token.label === label),
    list: async () => {
      const choice = await parts.choice();
      return choice === null ? [] : (await chosenModule(choice)).tokens();
    },
    current: async () => {
      const choice = await parts.choice();
      if (choice === null) return { configured: false, token: null, problem: null };
      try {
        const tokens = await (await chosenModule(choice)).tokens();
        const token = tokens.find(({ serial }) => serial === choice.serial) ?? null;
        if (token === null && session !== null) {
          session = null;
          parts.changed();
        }
        return { configured: true, token, problem: token === null ? absent() : null };
      } catch (error) {
        if (error instanceof Fault) return { configured: true, token: null, problem: error };
        throw error;
      }
    },
    signIn: async (serial, pin, options) => {
      const choice = await parts.choice();
      if (choice === null)
        throw new Fault('token-absent', 'No token was chosen yet.', 'Choose a token first.');
      const module = await chosenModule(choice);
      await module.signIn(serial, pin, options);
      const identity = await chooseIdentity(module, serial, parts.clock, choice.keyId ?? undefined);
      const info = identityInfo(identity);
      session = { serial, signer: signerFor(module, serial, identity), info };
      parts.changed();
      return info;
    },
    signOut: async () => {
      const before = session;
      session = null;
      if (before === null || opened === null) return;
      await opened.module.signOut(before.serial);
      parts.changed();
    },
    signer: () => session?.signer ?? null,
    identity: () => session?.info ?? null,
    close: shut,
  };
}

// A known module may lie in more than one of its places.
const nameOf = (file: string): string => providerOf(file)?.name ?? basename(file);

const absent = (): Fault =>
  new Fault('token-absent', 'The token is not there.', 'Plug the token in and try again.');
