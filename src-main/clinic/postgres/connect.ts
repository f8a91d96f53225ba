import { Socket } from 'node:net';
import pg from 'pg';
import type { ClinicConnection } from '../ports.ts';
import { isLoopback } from '../address.ts';
import { Fault } from '../../base/fault.ts';
import { databaseFault } from './answers.ts';

/** The members of pg's connection that are used; its types leave them out. */
export type RawConnection = { readonly stream: Socket; query(text: string): void };

export type Connected = pg.Client & { readonly connection: RawConnection };

const CONNECT_MS = 10_000;
/**
 * A verification waits for nobody's leave, and its connections wait for each other; limits that a clinic sets for its own
 * programs do not fit. But somebody who wants to change a table must not make it wait for ever.
 */
const NO_LIMITS = `set lock_timeout to '20s'; set statement_timeout to 0; set idle_in_transaction_session_timeout to 0;
  select set_config(name, '0', false) from (values ('idle_session_timeout'), ('transaction_timeout')) limits(name)
   where current_setting(name, true) is not null`;
const READ_BYTES = 256 * 1024;

/** Event of the socket: bytes that are valid only until the listener returns. Without a listener they come as `data`. */
export const BYTES = 'attestry-bytes';

/**
 * A socket that reads into one buffer for all its life: a new one for every read makes the garbage collector work more
 * than the reading does.
 */
function steadySocket(): Socket {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const socket: Socket = new Socket({
    onread: {
      buffer,
      callback: (length) => {
        const bytes = buffer.subarray(0, length);
        if (!socket.emit(BYTES, bytes)) socket.emit('data', Buffer.from(bytes));
        return true;
      },
    },
  });
  return socket;
}

/**
 * Opens a connection. TLS is verified in full (chain and host name) unless the host is this machine; there is no way to
 * switch that off.
 *
 * @throws Fault `database-unreachable`, `database-login-refused`, `database-tls-required`, `database-tls-untrusted`
 */
export async function connect(connection: ClinicConnection, application = 'attestry'): Promise<Connected> {
  const { host, port, database, user, password, ca } = connection;
  if (connection.tls === 'loopback' && !isLoopback(host))
    throw new Fault(
      'database-tls-required',
      'An unencrypted connection is only allowed to a database on this machine.',
      'Use the host name of the server; the connection is then encrypted and verified.',
    );
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    password,
    application_name: application,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...(connection.tls === 'loopback' ? { stream: steadySocket } : {}),
    // pg verifies chain and host name when rejectUnauthorized is set.
    ssl:
      connection.tls === 'loopback'
        ? false
        : { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
  }) as Connected;
  // A connection that breaks while idle must not end the application; the next call says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Text is hashed as it is sent: the encoding is part of the format. Temporary tables come last: where they are not
    // named they come first, and what the server does at each log-in may make one called pg_class.
    await client.query(`set client_encoding to 'UTF8'; set search_path to pg_catalog, pg_temp; ${NO_LIMITS}`);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw databaseFault(error);
  }
}

/** Runs work on a connection of its own and closes it. */
export async function withConnection<T>(
  connection: ClinicConnection,
  work: (client: Connected) => Promise<T>,
): Promise<T> {
  const client = await connect(connection);
  try {
    return await work(client);
  } catch (error) {
    throw databaseFault(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
