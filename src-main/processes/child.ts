import { fork } from 'node:child_process';
import { childEnvironment } from './environment.ts';
import type { Wire } from './rpc.ts';

/**
 * Starts a Node child process and returns the wire to it. Its output is dropped: a vendor's module may print anything.
 * An idle child does not keep this process alive, and it ends by itself when this process is gone.
 *
 * @param entry - file to run (`.js`, or `.ts` where Node strips types)
 * @param environment - variables on top of ours; see {@link childEnvironment}
 */
export function childWire(
  entry: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Wire {
  const child = fork(entry, [...args], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: childEnvironment(process.env, environment),
    // Options of this process (an inspector port, a test runner's loaders) are not the child's.
    execArgv: [],
  });
  const listeners: ((code: number | null) => void)[] = [];
  let ended: { readonly code: number | null } | undefined;
  const end = (code: number | null): void => {
    if (ended !== undefined) return;
    ended = { code };
    for (const listener of listeners) listener(code);
  };
  child.once('exit', end);
  child.once('error', () => {
    end(null);
  });
  child.unref();
  child.channel?.unref();
  return {
    post: (message) => {
      // A failed write means the other end is going; 'exit' tells the rest.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
      // Listening refs the channel again.
      child.channel?.unref();
    },
    onClose: (listener) => {
      if (ended === undefined) listeners.push(listener);
      else listener(ended.code);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
