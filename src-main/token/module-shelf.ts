import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ModuleChoice, ModuleExamination } from '../../src-shared/token/types.ts';
import { Fault } from '../base/fault.ts';
import { inspectModuleFile, madeFor } from './module-file.ts';
import { identifyModule } from './module-identity.ts';
import { presentModules, providerOf } from './providers.ts';

/** A module file that the officer agreed to load, as it was then. */
export type TrustedModule = { readonly file: string; readonly sha256: string };

/** The modules that can be chosen: known products, and files the officer picked. */
export interface ModuleShelf {
  /** Those present first, then those that were picked or agreed to. @param chosen - the file in use */
  list(chosen: string | null): Promise<readonly ModuleChoice[]>;
  add(file: string): ModuleChoice;
  /** @throws Fault `module-missing` */
  fileOf(moduleId: string): string;
  /** @throws Fault `module-missing`, `file-unreadable` */
  examine(moduleId: string): Promise<ModuleExamination>;
}

export const moduleId = (file: string): string =>
  createHash('sha256').update(file).digest('hex').slice(0, 16);

// A known module may lie in more than one of its places.
const nameOf = (file: string): string => providerOf(file)?.name ?? basename(file);

/** @param trusted - what was agreed to so far */
export function moduleShelf(trusted: () => Promise<readonly TrustedModule[]>): ModuleShelf {
  const picked = new Set<string>();
  const known = (): { readonly name: string; readonly file: string; readonly present: boolean }[] => {
    const found = presentModules(existsSync).flatMap(({ provider, file, present }) =>
      file === null ? [] : [{ name: provider.name, file, present }],
    );
    const others = [...picked].filter((file) => !found.some((module) => module.file === file));
    return [...found, ...others.map((file) => ({ name: nameOf(file), file, present: existsSync(file) }))];
  };
  const fileOf = (id: string): string => {
    const found = known().find(({ file }) => moduleId(file) === id);
    if (found !== undefined) return found.file;
    throw new Fault(
      'module-missing',
      'This module is not known.',
      'Choose a module from the list, or its file.',
    );
  };
  const choice = (
    file: string,
    name: string,
    present: boolean,
    { chosen, agreed }: { readonly chosen: boolean; readonly agreed: boolean },
  ): ModuleChoice => ({
    moduleId: moduleId(file),
    name,
    file: basename(file),
    present,
    chosen,
    agreed,
  });
  return {
    list: async (chosen) => {
      // One that was chosen by its file alone is choosable as well.
      if (chosen !== null) picked.add(chosen);
      const agreed = new Set((await trusted()).map(({ file }) => file));
      // One that was agreed to stays choosable after a restart, wherever it lies.
      for (const file of agreed) picked.add(file);
      return known().map(({ name, file, present }) =>
        choice(file, name, present, { chosen: file === chosen, agreed: agreed.has(file) }),
      );
    },
    add: (file) => {
      picked.add(file);
      return choice(file, nameOf(file), existsSync(file), { chosen: false, agreed: false });
    },
    fileOf,
    examine: async (id) => {
      const file = fileOf(id);
      const { folder, name, sha256, target, vendor, version, isCryptoki } = await identifyModule(file);
      const agreed = (await trusted()).find((module) => module.file === file);
      return {
        moduleId: id,
        name: nameOf(file),
        file: name,
        folder,
        vendor,
        version,
        madeFor: target === undefined ? 'Not a program library' : madeFor(target),
        sha256,
        trust: agreed === undefined ? 'new' : agreed.sha256 === sha256 ? 'trusted' : 'changed',
        trustedSha256: agreed === undefined || agreed.sha256 === sha256 ? null : agreed.sha256,
        problem: await hindrance(file, isCryptoki),
        note: providerOf(file)?.note ?? null,
      };
    },
  };
}

async function hindrance(
  file: string,
  isCryptoki: boolean,
): Promise<{ readonly message: string; readonly remedy: string } | null> {
  try {
    await inspectModuleFile(file);
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, remedy: error.remedy };
    throw error;
  }
  if (isCryptoki) return null;
  return {
    message: 'The file has none of the functions by which a PKCS#11 module is entered.',
    remedy: "Choose the PKCS#11 module of the token's maker; its documentation names the file.",
  };
}
