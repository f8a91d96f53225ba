import { mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Instance = [argv: string[], cwd: string, data: unknown];
let held: string | undefined;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Takes the lock of a user-data folder, or hands this process's command line to the one that holds it and returns false.
 * Others are announced by files that appear whole in an inbox beside the lock.
 */
export function takeLock(folder: string, data: unknown, onSecond: (...instance: Instance) => void): boolean {
  const lock = join(folder, 'standin-lock');
  const inbox = `${lock}.inbox`;
  while (!createLock(lock)) {
    if (!alive(Number(readFileSync(lock, 'utf8')))) {
      rmSync(lock, { force: true });
      continue;
    }
    const beside = join(inbox, `${String(process.pid)}.part`);
    writeFileSync(beside, JSON.stringify([process.argv, process.cwd(), data]));
    renameSync(beside, join(inbox, `${String(process.pid)}.json`));
    return false;
  }
  rmSync(inbox, { recursive: true, force: true });
  mkdirSync(inbox);
  watch(inbox, { persistent: false }, (_event, name) => {
    if (name?.endsWith('.json') !== true) return;
    const text = take(join(inbox, name));
    if (text !== undefined) onSecond(...(JSON.parse(text) as Instance));
  });
  held = lock;
  return true;
}

function createLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Reads and removes a file; undefined if it has been taken already. */
function take(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    return text;
  } catch {
    return undefined;
  }
}

export const holdsLock = (): boolean => held !== undefined;

export function releaseLock(): void {
  if (held !== undefined) rmSync(held, { force: true });
  held = undefined;
}
