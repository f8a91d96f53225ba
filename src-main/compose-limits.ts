import { randomBytes } from 'node:crypto';
import type { ActivityLog } from './audit/index.ts';
import { turns } from './base/turns.ts';
import { postgresLimits } from './clinic/guard/limits.ts';
import { type CredentialKeys, limitsService, type LimitsService } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { KeyRing } from './keys/index.ts';

/** The key on the token, the object it keeps, and what that is bound to. */
const KEY_NAME = 'FHIR connections';
const OBJECT = 'fhir-credentials';
const CONTEXT = { type: 'fhir-credentials' };
const KEY_BYTES = 32;

/** Limits and connections, wired to the clinic that is connected and to the token's keys. */
export const composeLimits = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly activity: ActivityLog;
  readonly keys: KeyRing;
}): LimitsService =>
  limitsService({
    database: postgresLimits,
    connection: parts.connection,
    activity: parts.activity,
    keys: credentialKeys(parts.keys),
  });

/** The key of the credentials: random, and kept encrypted under a key that never leaves the token. */
function credentialKeys(keys: KeyRing): CredentialKeys {
  const made = async (): Promise<Uint8Array> => {
    const known = (await keys.list()).some(({ name }) => name === KEY_NAME);
    if (!known) await keys.generate({ name: KEY_NAME, kind: 'aes-256' });
    const key = randomBytes(KEY_BYTES);
    await keys.keep(KEY_NAME, OBJECT, CONTEXT, key);
    return key;
  };
  // Two that begin at the same moment must not make two keys: what the first encrypted could not be read again.
  const inTurn = turns();
  return { key: () => inTurn(async () => (await keys.read(OBJECT)) ?? (await made())) };
}
