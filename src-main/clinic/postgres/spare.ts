import { isDeepStrictEqual } from 'node:util';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, connect } from './connect.ts';

/** How long a connection without work is kept, in milliseconds. Opening one costs ten times what looking at an entry costs. */
const KEPT = 20_000;

type Spare = { readonly connection: ClinicConnection; readonly client: Connected };

/** At most one connection without work for each purpose. It does not keep the program from ending. */
const spares = new Map<string, Spare>();

/**
 * The connection that was kept for this purpose, or a new one, with its first statement done: whether a kept one still
 * holds is only told by using it.
 *
 * @param begin - what the work begins with; on a kept connection that broke meanwhile it is asked again on a new one
 * @throws Fault `database-…`
 */
export async function takeConnection(
  connection: ClinicConnection,
  purpose: string,
  begin: string,
): Promise<Connected> {
  const spare = spares.get(purpose);
  spares.delete(purpose);
  if (spare !== undefined) {
    spare.client.connection.stream.ref();
    if (isDeepStrictEqual(spare.connection, connection))
      try {
        await spare.client.query(begin);
        return spare.client;
      } catch (error) {
        // A refusal would come again; a connection that the server ended is none.
        if ((error as { readonly severity?: string }).severity === 'ERROR') {
          spare.client.end().catch(() => undefined);
          throw error;
        }
      }
    spare.client.end().catch(() => undefined);
  }
  const client = await connect(connection, purpose);
  try {
    await client.query(begin);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

/** Ends the transaction of a connection that is fit, and keeps it for the next who takes one for the purpose. */
export async function keepConnection(
  connection: ClinicConnection,
  purpose: string,
  client: Connected,
): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    client.end().catch(() => undefined);
    return;
  }
  const before = spares.get(purpose);
  before?.client.end().catch(() => undefined);
  const own: Spare = { connection, client };
  spares.set(purpose, own);
  client.connection.stream.unref();
  setTimeout(() => {
    if (spares.get(purpose) !== own) return;
    spares.delete(purpose);
    client.end().catch(() => undefined);
  }, KEPT).unref();
}
