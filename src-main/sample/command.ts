import { spawn } from 'node:child_process';
import { type Account } from './account.ts';

export type CommandResult = {
  /** Exit code; null when it was killed or could not be started. */
  readonly code: number | null;
  readonly output: string;
};

/**
 * Runs a program to its end and never longer than the timeout; says how it ended rather than throw. Doesn't wait for
 * grandchildren that keep the pipes open: pg_ctl leaves a server behind.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: {
    readonly timeoutMs: number;
    readonly account?: Account | null;
    readonly environment?: Readonly<Record<string, string>>;
    readonly quiet?: boolean;
  },
): Promise<CommandResult> {
  const { account = null, timeoutMs, quiet = false } = options;
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: process.platform === 'win32' ? undefined : '/',
      env: { ...plainEnvironment(), ...options.environment },
      stdio: ['ignore', quiet ? 'ignore' : 'pipe', quiet ? 'ignore' : 'pipe'],
      windowsHide: true,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < 20_000) output += chunk.toString('utf8');
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const end = (code: number | null, text: string): void => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code, output: text });
    };
    child.on('error', (error) => {
      end(null, error.message);
    });
    child.on('close', (code) => {
      end(code, output);
    });
    child.on('exit', (code) => {
      setTimeout(() => {
        end(code, output);
      }, 200);
    });
  });
}

/** Our environment without settings that would turn PostgreSQL's programs away from what they are told. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|NODE_|TZ$)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
