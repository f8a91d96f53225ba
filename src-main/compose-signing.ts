import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anchorsFrom } from './signing/index.ts';
import type { Trust } from './signing/ports.ts';

/**
 * Whom the profile trusts: certificates in its folder `trust` for signatures and time-stamps, those in
 * `trust/time-stamps` for time-stamps alone.
 *
 * @throws Fault `trust-unreadable`
 */
export async function readTrust(folder: string): Promise<Trust> {
  const [signers, more] = await Promise.all([
    certificatesIn(join(folder, 'trust')),
    certificatesIn(join(folder, 'trust', 'time-stamps')),
  ]);
  return { signers, timeStamps: [...signers, ...more] };
}

async function certificatesIn(folder: string): Promise<readonly Uint8Array[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = await Promise.all(
    names.filter((name) => /\.(pem|crt|cer)$/i.test(name)).map((name) => readFile(join(folder, name))),
  );
  return files.flatMap((file) => anchorsFrom(file));
}
