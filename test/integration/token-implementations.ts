import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { softToken } from './token-softhsm.ts';

/** A token of one implementation, set up and with a PIN. */
export type RealToken = {
  readonly name: string;
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly label: string;
  readonly pin: string;
  readonly discard: () => void;
};

const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
/** A library of the system. @throws Error when it is not installed */
export const library = (...names: readonly string[]): string => {
  const found = names
    .flatMap((name) => FOLDERS.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${names.join(' or ')} is not installed`);
  return found;
};

export function softhsm(): RealToken {
  const token = softToken('battery');
  const { module, environment, label, pin } = token;
  return {
    ...{ name: 'SoftHSM 2', module, environment, label, pin },
    discard: () => {
      token.discard();
    },
  };
}

/** Mozilla NSS's software token with a database of its own. */
export function nss(): RealToken {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-nss-'));
  const database = join(folder, 'database');
  mkdirSync(database);
  const pin = '86420975';
  const file = join(folder, 'pin.txt');
  writeFileSync(file, pin);
  execFileSync('certutil', ['-N', '-d', `sql:${database}`, '-f', file], { stdio: 'ignore' });
  rmSync(file);
  return {
    name: 'NSS softokn',
    module: library('libsoftokn3.so', 'nss/libsoftokn3.so'),
    environment: {
      NSS_LIB_PARAMS: `configdir='sql:${database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`,
    },
    label: 'NSS Certificate DB',
    pin,
    discard: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * SoftHSM's token behind p11-kit's proxy, which shows the tokens of every module that is registered on the computer as
 * one. Debian's package of SoftHSM registers it.
 */
export function p11kit(): RealToken {
  const behind = softhsm();
  return { ...behind, name: 'p11-kit proxy', module: library('p11-kit-proxy.so') };
}
