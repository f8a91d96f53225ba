import { isIP } from 'node:net';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from './ports.ts';

/** True if the host is this machine, so that nothing crosses a network. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Reads `postgresql://user:password@host:port/database`. TLS settings in the address are not taken: verification is
 * not the address's to switch off.
 *
 * @throws Fault `usage` when it is no such address; the message does not repeat it, it may hold a password
 */
export function connectionFromUrl(text: string, ca: string | null): ClinicConnection {
  const url = URL.canParse(text) ? new URL(text) : null;
  const database = url === null ? '' : decodeURIComponent(url.pathname.slice(1));
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '' || database === '')
    throw new Fault(
      'usage',
      'The database address is not of the form postgresql://user:password@host:port/database.',
      'Give the address in that form; special characters in the password are percent-encoded.',
    );
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    tls: isLoopback(host) ? 'loopback' : 'verify-full',
    ca,
  };
}
