import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Fault } from '../base/fault.ts';
import type { SealedColumns } from '../keys/index.ts';
import type { SealedObject } from '../keys/ports.ts';
import { newRecord } from './sealed-words.ts';

const STORE = 'rights.file';
/** A sealed column holds so much at most. */
const PIECE = 1024 * 1024;
/** Largest scan, in bytes. */
export const MOST_BYTES = 25 * PIECE;

const columnOf = (piece: number): string => String(piece).padStart(4, '0');

/**
 * Reads a file and seals it in pieces; nothing is kept yet, and no copy in clear is made.
 *
 * @throws Fault `file-unreadable`, `usage` when it is empty or too large, `not-signed-in`, `token-…`
 */
export async function sealFile(
  columns: SealedColumns,
  path: string,
): Promise<{ readonly object: string; readonly sha256: string; readonly objects: readonly SealedObject[] }> {
  const bytes = await readWhole(path);
  const object = newRecord();
  const objects: SealedObject[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    objects.push(
      await columns.seal(
        { store: STORE, record: object, column: columnOf(at / PIECE) },
        bytes.subarray(at, at + PIECE),
      ),
    );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  bytes.fill(0);
  return { object, sha256, objects };
}

/** What {@link sealFile} sealed; null when nothing is kept under this id. @throws Fault `not-signed-in`, `token-…`, `envelope-…` */
export async function openFile(columns: SealedColumns, object: string): Promise<Uint8Array | null> {
  const pieces = await columns.readRecord(STORE, object);
  if (pieces.size === 0) return null;
  return Buffer.concat([...pieces].sort(([a], [b]) => a.localeCompare(b)).map(([, bytes]) => bytes));
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size === 0) throw new Fault('usage', 'This file is empty.', 'Choose the scan of the request.');
      if (size > MOST_BYTES)
        throw new Fault(
          'usage',
          `This file has ${Math.ceil(size / PIECE)} MB; ${MOST_BYTES / PIECE} MB are the most.`,
          'Scan it again at a lower resolution.',
        );
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check that it is there, then try again.',
      error,
    );
  }
}
