import type { Wire } from '../processes/rpc.ts';
import type { OpenTokenModule, TokenModule } from './ports.ts';
import { type Limits, supervise } from './supervisor.ts';

/** Starts a token process: its entry file, its arguments, and variables on top of ours. */
export type StartWire = (
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) => Wire;

/**
 * Opens modules in processes of their own.
 *
 * @param entry - path of the bundled `token-process.js`
 * @param startWire - `childWire` for the command line, `utilityWire` for the window
 */
export const openTokenModule =
  (entry: string, startWire: StartWire): OpenTokenModule =>
  (file, environment = {}, sha256 = '') =>
    tokenModuleClient(() => startWire(entry, [file, sha256], environment));

/**
 * A token module behind a wire; see `supervisor.ts` for what happens when it crashes or hangs.
 *
 * Every method throws, beyond its own: Fault `module-crashed`, `token-timeout`.
 */
export function tokenModuleClient(start: () => Wire, limits: Limits = {}): TokenModule {
  const { call, listen, close } = supervise(start, limits);
  return {
    call,
    listen,
    info: () => call('info', {}),
    tokens: () => call('tokens', {}),
    signIn: (serial, pin, { signal } = {}) => call('signIn', { serial, pin }, { signal }),
    signOut: (serial) => call('signOut', { serial }),
    identities: (serial) => call('identities', { serial }),
    keys: (serial) => call('keys', { serial }),
    sign: (serial, keyId, digest, signal) =>
      // A copy: the caller may reuse its buffer while this waits for its turn.
      call('sign', { serial, keyId, digest: Uint8Array.from(digest) }, { signal }),
    signWithPin: (serial, keyId, digest, pin, { signal } = {}) =>
      call('signWithPin', { serial, keyId, digest: Uint8Array.from(digest), pin }, { signal }),
    generateSigningKey: (serial, keyId, label, options) =>
      call('generateSigningKey', { serial, keyId, label }, options),
    importCertificate: (serial, keyId, label, certificate) =>
      call('importCertificate', { serial, keyId, label, certificate: Uint8Array.from(certificate) }),
    close,
  };
}
