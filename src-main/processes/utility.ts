import { utilityProcess } from 'electron';
import { childEnvironment } from './environment.ts';
import type { Wire } from './rpc.ts';

/**
 * Starts an Electron utility process and returns the wire to it; as `childWire`, for the window. Electron ends it when
 * the application ends. Call only after the application is ready.
 */
export function utilityWire(
  entry: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Wire {
  const child = utilityProcess.fork(entry, [...args], {
    env: childEnvironment(process.env, environment),
    stdio: 'ignore',
    serviceName: 'Attestry token',
  });
  const listeners: ((code: number | null) => void)[] = [];
  let ended: { readonly code: number } | undefined;
  child.once('exit', (code) => {
    ended = { code };
    for (const listener of listeners) listener(code);
  });
  return {
    post: (message) => {
      child.postMessage(message);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onClose: (listener) => {
      if (ended === undefined) listeners.push(listener);
      else listener(ended.code);
    },
    kill: () => {
      const { pid } = child;
      child.kill();
      // That asks politely (SIGTERM); code that hangs in a driver may not hear it.
      if (pid !== undefined) killSurely(pid);
    },
  };
}

function killSurely(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
