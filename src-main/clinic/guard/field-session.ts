import pg from 'pg';
import type { EncryptedField } from '../../../src-shared/phi/fields.ts';
import { codeOf, Fault, throwIfCancelled } from '../../base/fault.ts';
import type { Work } from '../../audit/index.ts';
import { boxed } from '../../phi/index.ts';
import type { GivenKeys } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { transactionWaiting } from '../postgres/transaction.ts';

export const quote = (name: string): string => pg.escapeIdentifier(name);
export const literal = (value: string): string => pg.escapeLiteral(value);
export const tableName = ({ schema, table }: { readonly schema: string; readonly table: string }): string =>
  `${quote(schema)}.${quote(table)}`;

/** Pages of the table in one batch, and the most rows a page of 8 kB can hold (PostgreSQL manual, "Page Layout"). */
const PAGES = 16;
const ROWS_OF_PAGE = 291;

/** One transaction that never waits long for a lock. */
export const transaction = <T>(client: Connected, work: () => Promise<T>): Promise<T> =>
  transactionWaiting(client, '5s', fieldFault, work);

/** Gives a transaction the keys, each encrypted with a key of the server's for this one message. */
export async function giveKeys(client: Connected, given: GivenKeys): Promise<void> {
  for (const [id, secret] of given) {
    const { rows } = await client.query<{ pad: string }>('select guard.field_pad() as pad');
    const context = Buffer.alloc(4);
    context.writeInt32BE(id);
    const pad = Buffer.from(rows[0]?.pad ?? '', 'hex');
    await client.query('select guard.field_give($1, $2)', [id, boxed(secret, pad, context)]);
  }
}

/**
 * Rewrites the rows of a table that a condition names, some pages after the other, each batch in a transaction of its own:
 * stopped anywhere, it is begun again and finds what is left. Triggers of the clinic do not fire: nothing changes that
 * they know of.
 *
 * @throws Fault `cancelled`, `field-refused` without the right to keep triggers quiet, `database-…`
 */
export async function rewriteRows(
  client: Connected,
  field: EncryptedField,
  how: {
    readonly phase: string;
    readonly to: string;
    readonly where: string;
    readonly given: GivenKeys | null;
  },
  work: Work,
): Promise<number> {
  const table = tableName(field);
  let rows = 0;
  // Rows that others write meanwhile move to pages behind: passes are made until one finds nothing.
  for (let found = true; found;) {
    found = false;
    const { rows: size } = await client.query<{ pages: number }>(
      `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as pages`,
      [table],
    );
    const pages = size[0]?.pages ?? 0;
    for (let first = 0; first < pages; first += PAGES) {
      throwIfCancelled(work.signal);
      work.progress({ phase: how.phase, done: first, total: pages, unit: 'pages' });
      const changed = await transaction(client, async () => {
        await client.query('set local session_replication_role = replica');
        if (how.given !== null) await giveKeys(client, how.given);
        const { rowCount } = await client.query(
          `update ${table} set ${quote(field.column)} = ${how.to}
            where ctid = any (array(select format('(%s,%s)', page, slot)::tid
                    from generate_series($1::int, $2::int) page, generate_series(1, ${ROWS_OF_PAGE}) slot))
              and ${quote(field.column)} is not null and ${how.where}`,
          [first, Math.min(first + PAGES, pages) - 1],
        );
        return rowCount ?? 0;
      });
      rows += changed;
      if (changed > 0) found = true;
    }
  }
  return rows;
}

/** The fault for an error of what this part does to the clinic's tables. */
export function fieldFault(error: unknown): unknown {
  const code = codeOf(error);
  if (code === '42501')
    return new Fault(
      'field-refused',
      'The database administrator may not do this: encrypting existing rows has to keep the clinic’s triggers quiet.',
      'Use a superuser, or on PostgreSQL 15 and newer grant set on parameter session_replication_role, and the ownership of the table.',
      error,
    );
  if (code === '55P03')
    return new Fault(
      'field-refused',
      'The table is in use and could not be locked within five seconds; the clinic was not made to wait.',
      'Try again at a quieter time; what was done is kept.',
      error,
    );
  if (code === 'AT026')
    return new Fault(
      'field-refused',
      'This piece of work took longer than the key of encrypted columns stays given.',
      'Run it again, it goes on; or let the key stay given for longer: Clinic database, Encryption.',
      error,
    );
  if (code === 'AT021' || code === 'AT022')
    return new Fault(
      'field-refused',
      code === 'AT021'
        ? 'A value was encrypted under a key that is not known here.'
        : 'An encrypted value was changed, or was moved there from another column.',
      'Nothing of this batch was written. Verify the column; put the value back from a backup beside the database.',
      error,
    );
  return error;
}
