import type { Aftermath } from '../../src-shared/keys/types.ts';
import { type KeyParts, readKey, versionOf } from './ring.ts';

/**
 * What hangs on a version of a key, and so must be done again when the version is compromised: things encrypted under it
 * (bring them under another version), things signed with it (sign them again), and how often it was used for what, with
 * which signatures are found that nothing here keeps.
 *
 * @throws Fault `key-missing`
 */
export async function aftermathOf(parts: KeyParts, keyIdOrName: string, version: number): Promise<Aftermath> {
  const key = await readKey(parts.store, keyIdOrName);
  const { objects, certificate, createdAt } = versionOf(key, version);
  const uses = (await parts.store.uses()).filter((u) => u.keyId === key.keyId && u.version === version);
  return {
    objects,
    uses: uses.map(({ operation, operations }) => ({ operation, operations })),
    signed: certificate === null ? [] : [...(await parts.signedWith(certificate, createdAt))],
  };
}
