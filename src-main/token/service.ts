import type { SigningIdentityInfo, TokenInfo } from '../../src-shared/token/types.ts';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { identityInfo } from './identity-info.ts';
import { inspectModuleFile, moduleChanged } from './module-file.ts';
import { moduleShelf, type TrustedModule } from './module-shelf.ts';
import { openModules } from './open-modules.ts';
import { type GivenPin, pinDesk } from './pin-desk.ts';
import type {
  OpenTokenModule,
  PinFailures,
  Signer,
  TokenChoice,
  TokenModule,
  TokenService,
} from './ports.ts';
import { chooseIdentity } from './selection.ts';
import { signerFor } from './signer.ts';
import { tokenSetup } from './token-setup.ts';

type Session = {
  readonly serial: string;
  readonly module: TokenModule;
  readonly signer: Signer;
  readonly info: SigningIdentityInfo;
};

/** The token room: which module and token are worked with, and who is signed in. */
export function tokenService(parts: {
  readonly open: OpenTokenModule;
  readonly failures: PinFailures;
  readonly choice: () => Promise<TokenChoice | null>;
  readonly store: (choice: TokenChoice) => Promise<void>;
  readonly trusted: () => Promise<readonly TrustedModule[]>;
  /** Remembers a file as it is now, in place of what was agreed to under the same path. */
  readonly trust: (module: TrustedModule) => Promise<void>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Told when somebody signed in or out, and when a token came or went. */
  readonly changed: () => void;
}): TokenService {
  let session: Session | null = null;
  const shelf = moduleShelf(parts.trusted);
  const desk = pinDesk(parts.changed);
  const modules = openModules({
    open: parts.open,
    failures: parts.failures,
    trusted: parts.trusted,
    heard: (module, news) => {
      // With the process every sign-in is gone.
      if (news === 'lost' && session?.module === module) session = null;
      parts.changed();
    },
  });

  const endSession = (): void => {
    if (session !== null) parts.changed();
    session = null;
  };
  const chosenModule = async (choice: TokenChoice): Promise<TokenModule> => {
    const { name, sha256 } = await inspectModuleFile(choice.module);
    if (sha256 !== choice.moduleSha256) throw moduleChanged(name);
    // Choosing is agreeing; profiles of the first version know no other agreement.
    if (!(await parts.trusted()).some(({ file }) => file === choice.module))
      await parts.trust({ file: choice.module, sha256 });
    return modules.at(choice.module, choice.environment);
  };
  /** Looking at another module must not sign anybody out of the chosen one. */
  const moduleOf = async (moduleId: string): Promise<TokenModule> => {
    const file = shelf.fileOf(moduleId);
    const choice = await parts.choice();
    return choice?.module === file ? chosenModule(choice) : modules.at(file, parts.environment);
  };
  const choose = async (
    file: string,
    environment: Readonly<Record<string, string>>,
    match: (token: TokenInfo) => boolean,
  ): Promise<TokenInfo> => {
    const { sha256 } = await inspectModuleFile(file);
    const before = await parts.choice();
    const module = await modules.at(file, environment);
    const token = (await module.tokens()).find(match);
    if (token === undefined) throw absent();
    if (before !== null && before.module !== file) {
      endSession();
      await modules.close(before.module);
    }
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
  const pinFor = async (
    module: TokenModule,
    serial: string,
    mustConfirm: boolean,
  ): Promise<GivenPin | null> => {
    const token = (await module.tokens()).find((known) => known.serial === serial);
    const { label = serial, pinPad = false } = token ?? {};
    return desk.ask({ serial, label, pinPad, mustConfirm });
  };

  return {
    ...tokenSetup({
      moduleOf,
      touched: (serial) => {
        if (session?.serial === serial) endSession();
        else parts.changed();
      },
    }),
    modules: async () => shelf.list((await parts.choice())?.module ?? null),
    addFile: (file) => shelf.add(file),
    examine: (moduleId) => shelf.examine(moduleId),
    trust: async (moduleId, sha256) => {
      const file = shelf.fileOf(moduleId);
      const now = await inspectModuleFile(file);
      // Somebody put another file there while the officer was reading.
      if (now.sha256 !== sha256) throw moduleChanged(now.name);
      await parts.trust({ file, sha256 });
      const choice = await parts.choice();
      if (choice?.module === file) await parts.store({ ...choice, moduleSha256: sha256 });
      parts.changed();
    },
    inspect: async (moduleId) => {
      const module = await moduleOf(moduleId);
      return {
        module: { moduleId, ...(await module.info()) },
        tokens: await module.tokens(),
        blanks: await module.call('blanks', {}),
      };
    },
    describe: async (moduleId, serial) => (await moduleOf(moduleId)).call('describe', { serial }),
    use: async (moduleId, serial) => {
      const file = shelf.fileOf(moduleId);
      const choice = await parts.choice();
      const environment = choice?.module === file ? choice.environment : parts.environment;
      return choose(file, environment, (token) => token.serial === serial);
    },
    useFile: async (file, label, environment) => {
      const { sha256 } = await inspectModuleFile(file);
      await parts.trust({ file, sha256 });
      return choose(file, environment, (token) => token.label === label);
    },
    list: async () => {
      const choice = await parts.choice();
      if (choice === null) return [];
      const tokens = await (await chosenModule(choice)).tokens();
      return tokens.toSorted(
        (a, b) => Number(b.serial === choice.serial) - Number(a.serial === choice.serial),
      );
    },
    current: async () => {
      const choice = await parts.choice();
      if (choice === null) return { configured: false, token: null, problem: null };
      try {
        const tokens = await (await chosenModule(choice)).tokens();
        const token = tokens.find(({ serial }) => serial === choice.serial) ?? null;
        if (!token?.signedIn) endSession();
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
      const signer = signerFor(module, serial, identity, (mustConfirm) =>
        pinFor(module, serial, mustConfirm),
      );
      session = { serial, module, signer, info };
      parts.changed();
      return info;
    },
    signOut: async () => {
      const before = session;
      session = null;
      if (before === null) return;
      await before.module.signOut(before.serial);
      parts.changed();
    },
    signer: () => session?.signer ?? null,
    held: () => session,
    identity: () => session?.info ?? null,
    pinWanted: () => desk.wanted(),
    givePin: (id, pin) => {
      desk.give(id, pin);
    },
    close: async () => {
      endSession();
      await modules.close();
    },
  };
}

const absent = (): Fault =>
  new Fault('token-absent', 'The token is not there.', 'Plug the token in and try again.');
