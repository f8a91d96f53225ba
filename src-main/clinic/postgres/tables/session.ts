import type { ClinicConnection } from '../../ports.ts';
import { connect, type Connected } from '../connect.ts';

/** Quotes a name; the only way a name of the clinic's gets into SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

// What is read as text must read the same at every time and for every role. With row_security off the server refuses a
// query whose rows it would hide, instead of hiding them. Waiting rows on our side must not end the transaction.
const SETTINGS = `set timezone to 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set extra_float_digits to 1;
  set bytea_output to 'hex'; set xmloption to 'content'; set row_security to off; set lock_timeout to '10s';
  select set_config(name, '0', false) from pg_settings where name in ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`;

/** A connection that reads tables of the clinic. @throws Fault `database-…` */
export async function tableConnection(connection: ClinicConnection): Promise<Connected> {
  const client = await connect(connection, 'attestry tables');
  try {
    await client.query(SETTINGS);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
