import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the system keeps SoftHSM2's module. */
export const SOFTHSM = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
].find((file) => existsSync(file));

/** The entry of the token process, run from source. */
export const ENTRY = join(import.meta.dirname, '../../src-main/token/process.ts');

export type SoftToken = {
  readonly module: string;
  readonly folder: string;
  /** Folder whose removal takes the token out. */
  readonly tokens: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly pin: string;
  readonly label: string;
  discard(): void;
};

/** A fresh SoftHSM2 token in a folder of its own. */
export function softToken(label = 'clinic'): SoftToken {
  if (SOFTHSM === undefined) throw new Error('SoftHSM2 is not installed: apt-get install softhsm2');
  const folder = mkdtempSync(join(tmpdir(), 'attestry-token-'));
  const tokens = join(folder, 'tokens');
  const configuration = join(folder, 'softhsm2.conf');
  mkdirSync(tokens);
  writeFileSync(
    configuration,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const environment = { SOFTHSM2_CONF: configuration };
  const pin = '493817';
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', label, '--so-pin', '87654321', '--pin', pin],
    { env: { ...process.env, ...environment }, stdio: 'ignore' },
  );
  return {
    module: SOFTHSM,
    folder,
    tokens,
    environment,
    pin,
    label,
    discard: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes the token out: its folder is moved away. Returns how to put it back. */
export function takeOut(token: SoftToken): () => void {
  const aside = join(token.folder, 'aside');
  renameSync(token.tokens, aside);
  mkdirSync(token.tokens);
  return () => {
    rmSync(token.tokens, { recursive: true });
    renameSync(aside, token.tokens);
  };
}

/** Sets up a second token beside the first, with the same PIN. */
export function secondToken(token: SoftToken, label: string, officerPin: string): void {
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', label, '--so-pin', officerPin, '--pin', token.pin],
    { env: { ...process.env, ...token.environment }, stdio: 'ignore' },
  );
}
