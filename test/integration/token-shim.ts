import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SoftToken } from './token-softhsm.ts';

/** The C compiler of this computer; node-gyp needs the same one to install the project. */
export const compiler = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Compiles `token-shim.c` into a folder; the path of the module. */
export function buildShim(folder: string): string {
  if (compiler === undefined) throw new Error('no C compiler');
  const shim = join(folder, 'shim.so');
  const headers = join(import.meta.dirname, '../../node_modules/pkcs11js/includes/pkcs11');
  execFileSync(compiler, [
    ...['-shared', '-fPIC', `-I${headers}`, '-o', shim],
    ...[join(import.meta.dirname, 'token-shim.c'), '-ldl'],
  ]);
  return shim;
}

/** What the shim in front of a token is told, and what it saw. */
export type ShimControl = {
  readonly environment: Readonly<Record<string, string>>;
  /** From the next call on; without lines it passes everything on. */
  readonly control: (...lines: readonly string[]) => void;
  /** Names of the calls since the last `forget`, in order. */
  readonly calls: () => readonly string[];
  readonly forget: () => void;
};

export function shimControl(token: SoftToken): ShimControl {
  const [control, log] = [join(token.folder, 'control'), join(token.folder, 'log')];
  return {
    environment: {
      ...token.environment,
      SHIM_MODULE: token.module,
      SHIM_CONTROL: control,
      SHIM_LOG: log,
    },
    control: (...lines) => {
      if (lines.length === 0) rmSync(control, { force: true });
      else writeFileSync(control, `${lines.join('\n')}\n`);
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    forget: () => {
      // Truncated, not removed: the module keeps it open.
      writeFileSync(log, '');
    },
  };
}
