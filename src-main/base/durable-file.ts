import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, Fault } from './fault.ts';

/**
 * Writes a file so that a crash, a full disk or a pulled plug leaves either the old file or the new one, never half:
 * write beside, fsync, rename, fsync the folder.
 *
 * @param bytes - all of it, or piece by piece as it is made; then the file is written while it is made
 * @throws Fault `disk-full` or `file-unwritable`, or what the pieces throw; nothing is left behind.
 */
export async function writeDurably(
  file: string,
  bytes: Uint8Array | string | AsyncIterable<string | Uint8Array>,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const folder = dirname(file);
  const beside = join(folder, `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(beside, 'wx', options.mode ?? 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    await syncFolder(folder);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw writeFault(error);
  }
}

/** Makes what was renamed in a folder outlast a loss of power. @throws what the file system throws */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; there the rename itself is durable.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The fault for a failed write, without the path: a path can hold a name. */
export function writeFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new Fault(
      'disk-full',
      'There is not enough room on the disk to save the file.',
      'Free some space or choose another folder, then save again; nothing was lost.',
      error,
    );
  return new Fault(
    'file-unwritable',
    `The file could not be written${code === undefined ? '' : ` (${code})`}.`,
    'Choose a folder you may write to, then save again; nothing was lost.',
    error,
  );
}
