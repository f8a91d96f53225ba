import {
  type ActivityDraft,
  type ActivityLog,
  type RunStore,
  tablesService,
  type TablesService,
} from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { withConnection } from './clinic/postgres/connect.ts';
import { postgresTableCatalogue } from './clinic/postgres/tables/catalogue.ts';
import type { StartReader } from './clinic/postgres/snapshot.ts';
import { threadedTableReader } from './clinic/postgres/tables/threaded-reader.ts';
import type { Signer } from './token/ports.ts';

/** Audit tables without the guard schema, wired to database, cache and profile; who changes what is watched is recorded. */
export function composeTables(parts: {
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly startReader: StartReader;
  readonly cache: Cache;
  readonly runs: RunStore;
  readonly signer: () => Signer | null;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly activity: ActivityLog;
}): TablesService {
  const service = tablesService({
    list: {
      list: async () => (await parts.profile()).tables,
      change: async (update) => {
        await parts.change((p) => ({ ...p, tables: [...update(p.tables)] }));
      },
    },
    reader: async () => threadedTableReader(await parts.connection(), parts.startReader),
    catalogue: async () => postgresTableCatalogue(await parts.connection()),
    witness: (fingerprint) => parts.cache.tableWitness(fingerprint),
    runs: parts.runs,
    signer: parts.signer,
    clock: parts.clock,
    officer: parts.officer,
    server: async () => {
      const connection = await parts.connection();
      const { rows } = await withConnection(connection, (client) =>
        client.query<{ version: string }>("select current_setting('server_version') as version"),
      );
      return { host: connection.host, serverVersion: rows[0]?.version ?? '' };
    },
  });
  const draft = (operation: string, objectId: string, purpose?: string): ActivityDraft => ({
    operation,
    objectType: 'table',
    objectId,
    ...(purpose === undefined ? {} : { purpose }),
  });
  const { activity } = parts;
  return {
    ...service,
    map: (mapping) =>
      activity.around(draft('table.map', `${mapping.schema}.${mapping.table}`), () => service.map(mapping)),
    settle: (sourceId, seconds) =>
      activity.around(draft('table.settle', sourceId, `${seconds} s`), () =>
        service.settle(sourceId, seconds),
      ),
    forget: (sourceId) => activity.around(draft('table.forget', sourceId), () => service.forget(sourceId)),
  };
}
