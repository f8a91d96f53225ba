import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MOST_EVIDENCE_BYTES } from '../../../src-shared/controls/evidence.ts';
import { syncFolder, writeFault } from '../../base/durable-file.ts';
import { codeOf, Fault, throwIfCancelled } from '../../base/fault.ts';
import type { Reading } from '../../signing/index.ts';

const CHUNK = 1 << 20;
const GIB = 1024 ** 3;
/** Windows has neither flag: there lstat is all that can be asked. */
const NO_LINK = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a file holds. */
export type Content = { readonly bytes: number; readonly sha256: string };

/** Where the copy of a file with this hash lies. */
export const placeOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

const refused = (message: string, remedy: string, cause?: unknown): Fault =>
  new Fault('file-unreadable', message, remedy, cause);
const unreadable = (cause?: unknown): Fault =>
  refused('The file cannot be read.', 'Check that it is there and that you may read it.', cause);

/** Opens a file without following a link at its end, and without waiting for whatever else it may be. */
async function openPlain(path: string): Promise<FileHandle> {
  const before = await lstat(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  if (before.isSymbolicLink())
    throw refused(
      'This is a link to another file, which can be pointed elsewhere.',
      'Choose the file itself.',
    );
  if (!before.isFile()) throw refused('This is no ordinary file.', 'Choose a document.');
  try {
    return await open(path, constants.O_RDONLY | NO_LINK);
  } catch (error) {
    if (codeOf(error) === 'ELOOP')
      throw refused('This is a link to another file.', 'Choose the file itself.');
    throw unreadable(error);
  }
}

async function copyTo(
  from: FileHandle,
  to: FileHandle | null,
  { signal, read }: Reading,
  total: number,
): Promise<Content> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let done = 0; ;) {
    throwIfCancelled(signal);
    const { bytesRead } = await from.read(buffer, 0, CHUNK, null).catch((error: unknown) => {
      throw unreadable(error);
    });
    if (bytesRead === 0) return { bytes: done, sha256: hash.digest('hex') };
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    if (to !== null) await to.writeFile(chunk);
    done += bytesRead;
    if (done > MOST_EVIDENCE_BYTES) throw tooLarge();
    read?.(done, total);
  }
}

const tooLarge = (): Fault =>
  refused(
    `Evidence has ${MOST_EVIDENCE_BYTES / GIB} GiB at most.`,
    'Attach the part of it that shows something, or a list of the files with their hashes.',
  );

/** Reads an ordinary file once from end to end; one that changes meanwhile is refused. */
async function readSteadily(path: string, to: FileHandle | null, reading: Reading): Promise<Content> {
  const source = await openPlain(path);
  try {
    const before = await source.stat({ bigint: true });
    if (!before.isFile()) throw refused('This is no ordinary file.', 'Choose a document.');
    if (before.size > BigInt(MOST_EVIDENCE_BYTES)) throw tooLarge();
    if (before.size === 0n) throw refused('The file is empty.', 'Choose a file that shows something.');
    const made = await copyTo(source, to, reading, Number(before.size));
    const after = await source.stat({ bigint: true });
    if (BigInt(made.bytes) !== after.size || before.mtimeNs !== after.mtimeNs || before.size !== after.size)
      throw changedMeanwhile();
    return made;
  } finally {
    await source.close();
  }
}

/** The fault for a file that is not the same from the first look to the last. */
export const changedMeanwhile = (): Fault =>
  refused('The file changed while it was read.', 'Close the program that writes it, then try again.');

/** Size and hash of a file that could be kept. @throws Fault `file-unreadable`, `cancelled` */
export const contentOf = (path: string, reading: Reading = {}): Promise<Content> =>
  readSteadily(path, null, reading);

/**
 * Copies a file into a folder under its SHA-256. It is read once; a file that changes meanwhile is refused, and so are links,
 * folders, devices and pipes. On the disk when this returns.
 *
 * @throws Fault `file-unreadable`, `disk-full`, `file-unwritable`, `cancelled`
 */
export async function keepFile(folder: string, path: string, reading: Reading = {}): Promise<Content> {
  const beside = join(folder, `.${randomBytes(9).toString('hex')}.part`);
  try {
    // Before anything is made: what cannot be kept leaves no folder behind either.
    await (await openPlain(path)).close();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const copy = await open(beside, 'wx', 0o600);
    let made;
    try {
      made = await readSteadily(path, copy, reading);
      await copy.sync();
    } finally {
      await copy.close();
    }
    const place = placeOf(folder, made.sha256);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(beside, place);
    await syncFolder(dirname(place));
    return made;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error instanceof Fault ? error : writeFault(error);
  }
}

/** The size of a plain file; null when nothing is there, -1 for anything but a file. */
export async function sizeOf(place: string): Promise<number | null> {
  const found = await lstat(place).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(error);
  });
  return found === null ? null : found.isFile() ? found.size : -1;
}

/** SHA-256 of a kept copy. @throws Fault `file-unreadable` */
export async function hashOf(place: string): Promise<string> {
  const file = await openPlain(place);
  try {
    return (await copyTo(file, null, {}, 0)).sha256;
  } finally {
    await file.close();
  }
}

/** The fault for a copy that is not what was added. */
export const notAsAdded = (): Fault =>
  refused(
    'The kept file is not the one that was added, so it is not handed out.',
    'Restore the profile from a backup.',
  );

/**
 * Writes a copy of kept evidence elsewhere, for somebody who asks for it; what is not the evidence any more is not handed out.
 *
 * @throws Fault `file-unreadable`, `disk-full`, `file-unwritable`
 */
export async function copyOf(place: string, sha256: string, to: string): Promise<void> {
  const beside = `${to}.${randomBytes(6).toString('hex')}.part`;
  try {
    const source = await openPlain(place);
    try {
      const copy = await open(beside, 'wx', 0o600);
      try {
        const made = await copyTo(source, copy, {}, 0);
        await copy.sync();
        if (made.sha256 !== sha256) throw notAsAdded();
      } finally {
        await copy.close();
      }
    } finally {
      await source.close();
    }
    await rename(beside, to);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error instanceof Fault ? error : writeFault(error);
  }
}
