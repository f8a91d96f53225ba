import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, Fault, throwIfCancelled } from '../base/fault.ts';
import { writeDurably } from '../base/durable-file.ts';
import { readSignature } from './detached.ts';
import type { TimeStamper, WaitingSignature, WaitingSignatures } from './ports.ts';
import { stampCms } from './time-stamp.ts';

/** What is remembered of a detached signature that was written without its time-stamp. */
export const waitingSignature = (path: string, cms: Uint8Array, signedAt: Date): WaitingSignature => ({
  path,
  sha256: createHash('sha256').update(cms).digest('hex'),
  signedAt: signedAt.toISOString(),
});

/**
 * Adds the time-stamps that detached signatures wait for. A signature that was removed, or got its time-stamp or another
 * content by other hands, waits no longer; one that cannot be read or written now waits on, and holds up none of the others.
 *
 * @returns how many were added
 * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `cancelled`
 */
export async function stampWaitingSignatures(
  waiting: WaitingSignatures,
  mustStamp: () => Promise<TimeStamper>,
  signal?: AbortSignal,
): Promise<number> {
  const list = await waiting.list();
  if (list.length === 0) return 0;
  const stamper = await mustStamp();
  let added = 0;
  for (const { path, sha256 } of list) {
    throwIfCancelled(signal);
    const cms = await asWritten(path, sha256);
    if (cms === 'later') continue;
    if (cms !== 'gone') {
      const stamped = await stampCms(cms, stamper, signal);
      if (!(await replaced(path, stamped))) continue;
      added += 1;
    }
    await waiting.remove(path);
  }
  return added;
}

async function asWritten(path: string, sha256: string): Promise<Uint8Array | 'gone' | 'later'> {
  try {
    const cms = await readSignature(path);
    return createHash('sha256').update(cms).digest('hex') === sha256 ? cms : 'gone';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // A drive that is not connected looks the same as a file that was removed, but for its folder.
    return codeOf(error.cause) === 'ENOENT' && existsSync(dirname(path)) ? 'gone' : 'later';
  }
}

async function replaced(path: string, cms: Uint8Array): Promise<boolean> {
  try {
    await writeDurably(path, cms, { mode: 0o644 });
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
