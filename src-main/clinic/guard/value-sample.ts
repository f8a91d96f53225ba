import pg from 'pg';
import { codeOf, Fault } from '../../base/fault.ts';
import type { ValueSource } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';

/** Rows looked at of each table. */
const ROWS = 400;
/** From so many rows on they are taken from all over the table. */
const LARGE = 20_000;
const CUT = 300;
/** A table that is locked, slow or forbidden is judged by its names; a connection that is gone ends the scan. */
const GONE: ReadonlySet<string> = new Set([
  'database-connection-lost',
  'database-unreachable',
  'database-login-refused',
]);

const quote = (name: string): string => pg.escapeIdentifier(name);

/** Values as the administrator sees them, read only and never for long. */
export const postgresValueSource = (administrator: ClinicConnection): ValueSource => ({
  sample: async (schema, table, columns, rows, show) => {
    const share = rows !== null && rows > LARGE ? (ROWS * 200) / rows : null;
    const list = columns.map((column) => `left(${quote(column)}::text, ${CUT})`).join(', ');
    try {
      await withConnection(administrator, async (client) => {
        await client.query(
          `begin read only; set local statement_timeout to '10s'; set local lock_timeout to '2s'`,
        );
        const { rows: found } = await client.query<(string | null)[]>({
          text: `select ${list} from ${quote(schema)}.${quote(table)}${share === null ? '' : ` tablesample system (${Math.min(100, share)})`} limit ${ROWS}`,
          rowMode: 'array',
        });
        await client.query('rollback');
        for (const row of found)
          for (const [at, column] of columns.entries()) {
            const value = row[at];
            if (value !== null && value !== undefined && value !== '') show(column, value);
          }
      });
      return true;
    } catch (error) {
      if (error instanceof Fault && (GONE.has(error.code) || codeOf(error) === 'cancelled')) throw error;
      return false;
    }
  },
});
