import { pinnedLog, type Place } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresSealedLog } from './clinic/postgres/sealed-log.ts';
import type { StartReader } from './clinic/postgres/snapshot.ts';

/** The log behind the profile's connection. The sample clinic's may be made anew at any time; a clinic's is always the same. */
export function composeLog(parts: {
  readonly profile: () => Promise<Profile>;
  readonly keep: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly startReader: StartReader;
  readonly cache: Cache;
}): () => Promise<SealedLog> {
  const { profile, cache } = parts;
  const pin = {
    read: async () => (await profile()).clinic?.log ?? null,
    write: async (fingerprint: string) => {
      if ((await profile()).clinic !== null)
        await parts.keep((p) =>
          p.clinic === null ? p : { ...p, clinic: { ...p.clinic, log: fingerprint } },
        );
    },
  };
  return async () =>
    pinnedLog(postgresSealedLog(await parts.connection(), parts.startReader), pin, (fingerprint) =>
      cache.witness(fingerprint),
    );
}

/** The database that the profile names; null for the sample clinic's, whose address changes. */
export const placeOf = ({ clinic }: Profile): Place | null =>
  clinic === null ? null : { host: clinic.host, database: clinic.database };
