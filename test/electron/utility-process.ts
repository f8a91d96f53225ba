import { fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ForkOptions } from 'electron';
import { emitter, strict } from './strict.ts';

const ENTRY = pathToFileURL(join(import.meta.dirname, 'utility.ts')).href;

/** Electron's `utilityProcess`: a Node child with the same messages, without ports. */
export const utilityProcess = strict('utilityProcess', {
  fork(modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) {
    const { stdio = 'inherit' } = options;
    if (Array.isArray(stdio))
      throw new Error('electron stand-in: utilityProcess stdio as a list is not implemented');
    const output = stdio as 'inherit' | 'pipe' | 'ignore';
    const child = fork(modulePath, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...(options.env ?? process.env) },
      execPath: process.execPath,
      execArgv: ['--import', ENTRY, ...(options.execArgv ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
    });
    const utility = emitter('UtilityProcess', {
      pid: undefined as number | undefined,
      stdout: child.stdout,
      stderr: child.stderr,
      kill: (): boolean => child.kill(),
      postMessage(message: unknown, transfer: readonly unknown[] = []): void {
        if (transfer.length > 0) throw new Error('electron stand-in: transferring ports is not implemented');
        // Electron drops what is posted to a process that has ended.
        if (child.connected) child.send([structuredClone(message)]);
      },
    });
    child.on('spawn', () => {
      utility.pid = child.pid;
      utility.emit('spawn');
    });
    child.on('message', (packed) => {
      utility.emit('message', (packed as unknown as [unknown])[0]);
    });
    child.on('exit', (code) => {
      utility.pid = undefined;
      utility.emit('exit', code ?? 1);
    });
    child.on('error', (error) => utility.emit('error', 'FatalError', '', String(error)));
    return utility;
  },
});
