import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably, writeFault } from '../../base/durable-file.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { ReportFile } from './ports.ts';

/**
 * Refuses a folder in which something is: nothing that is there is written over.
 *
 * @throws Fault `file-exists`, `file-unwritable`
 */
export async function refuseFull(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw writeFault(error);
  });
  if (there.length > 0)
    throw new Fault(
      'file-exists',
      'The folder for the report is not empty, and nothing in it is written over.',
      'Name a new folder.',
    );
}

/**
 * Writes the files of a report into a folder that is new or empty.
 *
 * @throws Fault `file-exists`, `disk-full`, `file-unwritable`
 */
export async function writeInto(folder: string, files: readonly ReportFile[]): Promise<void> {
  await refuseFull(folder);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFault(error);
  });
  for (const { name, bytes } of files) await writeDurably(join(folder, name), bytes, { mode: 0o644 });
}

/** What a report can come to: more is not read. Bytes. */
const MOST = { files: 100, bytes: 512 * 1024 * 1024 } as const;

/**
 * Reads the files of a report from a folder that may come from anybody. Links are not followed: they and folders are named, as
 * empty, so that they count as added.
 *
 * @throws Fault `file-unreadable`
 */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const unreadable = (message: string, error?: unknown): Fault =>
    new Fault('file-unreadable', message, 'Name the folder into which the report was written.', error);
  try {
    const names = (await readdir(folder)).sort();
    if (names.length > MOST.files) throw unreadable('There are more files in the folder than a report has.');
    const files = new Map<string, Uint8Array>();
    let left = MOST.bytes;
    for (const name of names) {
      const found = await lstat(join(folder, name));
      if (!found.isFile()) {
        files.set(found.isDirectory() ? `${name}/` : name, new Uint8Array());
        continue;
      }
      left -= found.size;
      if (left < 0) throw unreadable('The files in the folder are larger than those of any report.');
      files.set(name, await readFile(join(folder, name)));
    }
    return files;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unreadable('The folder cannot be read.', error);
  }
}
