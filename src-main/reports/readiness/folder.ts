import { mkdir, readdir } from 'node:fs/promises';
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
