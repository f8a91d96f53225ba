import type { Connected } from '../postgres/connect.ts';
import { detachRules } from './row-attach.ts';

/** A table with something of Attestry on it, as it is called now. */
export type UndoTable = { readonly schema: string; readonly name: string };

/**
 * How each kind of attachment is taken off a table at a roll back, in the transaction that is open. Triggers of the pack are
 * dropped in any case; a kind that is not here has to be taken away by its own command first.
 */
export const UNDO: Readonly<Record<string, (client: Connected, table: UndoTable) => Promise<void>>> = {
  audit: () => Promise.resolve(),
  rows: (client, { schema, name }) => detachRules(client, { schema, table: name }),
  // Forgotten with the rules of the last table; those that are left belong to none.
  'rows-source': () => Promise.resolve(),
};
