import { Fault } from '../base/fault.ts';
import { inspectModuleFile, moduleChanged } from './module-file.ts';
import type { TrustedModule } from './module-shelf.ts';
import { guardPins } from './pin-guard.ts';
import type { OpenTokenModule, PinFailures, TokenModule } from './ports.ts';
import type { TokenNews } from './supervisor.ts';

/** The modules that run, one process each; none is loaded that was not agreed to. */
export interface OpenModules {
  /**
   * The module of a file; its process is started by its first call and kept.
   * @throws Fault `module-untrusted`, `module-changed`, and those of `inspectModuleFile`
   */
  at(file: string, environment: Readonly<Record<string, string>>): Promise<TokenModule>;
  /** Ends one module's processes, or all. */
  close(file?: string): Promise<void>;
}

export function openModules(parts: {
  readonly open: OpenTokenModule;
  readonly failures: PinFailures;
  readonly trusted: () => Promise<readonly TrustedModule[]>;
  /** Told when a module's tokens changed or its process is gone. */
  readonly heard: (module: TokenModule, news: TokenNews) => void;
}): OpenModules {
  type Entry = { readonly file: string; readonly module: TokenModule };
  const opened = new Map<string, Entry>();
  const close = async (file?: string): Promise<void> => {
    const going = [...opened].filter(([, entry]) => file === undefined || entry.file === file);
    for (const [key] of going) opened.delete(key);
    await Promise.all(going.map(([, entry]) => entry.module.close()));
  };
  return {
    at: async (file, environment) => {
      const { name, sha256 } = await inspectModuleFile(file);
      const agreed = (await parts.trusted()).find((module) => module.file === file);
      if (agreed === undefined) throw moduleUntrusted(name);
      if (agreed.sha256 !== sha256) throw moduleChanged(name);
      const key = JSON.stringify([file, environment, sha256]);
      const known = opened.get(key);
      if (known !== undefined) return known.module;
      // The same file with other settings, or before an update: two processes would both hold the token.
      await close(file);
      const module = guardPins(parts.open(file, environment, sha256), parts.failures);
      module.listen((news) => {
        parts.heard(module, news);
      });
      opened.set(key, { file, module });
      return module;
    },
    close,
  };
}

const moduleUntrusted = (name: string): Fault =>
  new Fault(
    'module-untrusted',
    `Nobody has agreed yet that Attestry may load the module file “${name}”; a module is a program.`,
    'Look at the file on the page Tokens, and agree if it is the one that came with the token.',
  );
