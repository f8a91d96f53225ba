import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Cache } from './cache/client.ts';
import { postgresColumnRegistry } from './clinic/guard/classification.ts';
import { postgresValueSource } from './clinic/guard/value-sample.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { type Classification, classification } from './phi/index.ts';

/** The data map, wired to the clinic's catalogue, the pack's registry and the cache. */
export const composeClassification = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly cache: Cache;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly officer: () => string;
}): Classification =>
  classification({
    registry: async () => postgresColumnRegistry(await parts.connection()),
    values: postgresValueSource,
    store: parts.cache.dataMap,
    source: () => sourceOf(parts.connection),
    activity: parts.activity,
    clock: parts.clock,
    officer: parts.officer,
  });

/** Names the database that something was decided on. */
export async function sourceOf(connection: () => Promise<ClinicConnection>): Promise<string> {
  const { host, database } = await connection();
  return JSON.stringify([host, database]);
}
