import { z } from 'zod';
import type { DriftDatabase } from '../drift-watch.ts';
import { withConnection } from '../postgres/connect.ts';

const detailsSchema = z.object({ guard: z.string().default('audit') });

/** What the log says of guards that were taken off, in PostgreSQL. */
export const postgresDetached: DriftDatabase = {
  newestEntry: (connection) =>
    withConnection(connection, async (client) => {
      const { rows: there } = await client.query<{ there: boolean }>(
        `select to_regclass('guard.audit_log') is not null as there`,
      );
      if (there[0]?.there !== true) return null;
      const { rows } = await client.query<{ entry: string | null }>(
        'select max(id)::text as entry from guard.audit_log',
      );
      return rows[0]?.entry ?? null;
    }),
  detached: (connection, behind) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ event: string; table: string; details: string | null }>(
        `select event_type as event, resource_type as table, details from guard.audit_log
          where id > $1::bigint and event_type in ('guard.attached', 'guard.detached') and resource_type is not null
          order by id limit 10000`,
        [behind],
      );
      const newest = new Map(
        rows.map(({ event, table, details }) => {
          const kind = kindOf(details);
          return [JSON.stringify([kind, table]), { event, kind, table }];
        }),
      );
      return [...newest.values()].filter(({ event }) => event === 'guard.detached');
    }),
};

/** Entries from before there were kinds are about audit triggers. */
function kindOf(details: string | null): string {
  try {
    return detailsSchema.parse(JSON.parse(details ?? '{}')).guard;
  } catch {
    return '';
  }
}
