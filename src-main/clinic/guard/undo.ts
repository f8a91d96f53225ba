import { Fault } from '../../base/fault.ts';
import type { Connected } from '../postgres/connect.ts';
import { renewTrigger } from './field-trigger.ts';
import { detachRules } from './row-attach.ts';

/** A table with something of Attestry on it, as it is called now. */
export type UndoTable = { readonly schema: string; readonly name: string };

/**
 * How each kind of attachment is taken off a table at a roll back, in the transaction that is open. Triggers of the pack are
 * dropped in any case; a kind that is not here has to be taken away by its own command first.
 */
export const UNDO: Readonly<Record<string, (client: Connected, table: UndoTable) => Promise<void>>> = {
  audit: () => Promise.resolve(),
  // Nothing is encrypted any more (`mustBeDecrypted`): what is left is a trigger that has nothing to do.
  encrypt: async (client, { schema, name }) => {
    await renewTrigger(client, { schema, table: name });
  },
  rows: (client, { schema, name }) => detachRules(client, { schema, table: name }),
  // Forgotten with the rules of the last table; those that are left belong to none.
  'rows-source': () => Promise.resolve(),
};

/** With the pack its keys would go, and nobody could read these values again. @throws Fault `guard-attached`, naming the columns */
export async function mustBeDecrypted(client: Connected): Promise<void> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('guard.field') is not null as there`,
  );
  if (there[0]?.there !== true) return;
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname) as name
       from guard.field f join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = f.attribute and not a.attisdropped order by 1`,
  );
  if (rows.length === 0) return;
  throw new Fault(
    'guard-attached',
    `Columns are encrypted, and without the pack nobody could read them again: ${rows.map(({ name }) => name).join(', ')}. Nothing was changed.`,
    'Decrypt them first: window Clinic database, Encryption, or `fields rollback`. Then roll back again.',
  );
}
