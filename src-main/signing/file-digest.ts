import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf, Fault, throwIfCancelled } from '../base/fault.ts';

/** How far reading is: bytes done, bytes in all. */
export type Reading = {
  readonly signal?: AbortSignal | undefined;
  readonly read?: (done: number, total: number) => void;
};

const CHUNK = 1 << 20;

/**
 * Digests of a file of any size by each of the algorithms named, read once. Refuses a file that changes under the reading: its
 * digest would be of a content that never was.
 *
 * @param algorithms - as Node names them; SHA-256 comes always
 * @throws Fault `file-unreadable`, `cancelled`
 */
export async function digestFile(
  path: string,
  algorithms: readonly string[] = [],
  { signal, read }: Reading = {},
): Promise<{ readonly bytes: number; readonly digests: ReadonlyMap<string, Uint8Array> }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error);
  });
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw unreadable(new Error('no regular file'));
    const hashes = new Map([...new Set(['sha256', ...algorithms])].map((name) => [name, createHash(name)]));
    const bytes = await eachChunk(file, signal, (chunk, done) => {
      for (const hash of hashes.values()) hash.update(chunk);
      read?.(done, Number(before.size));
    });
    const after = await file.stat({ bigint: true });
    if (BigInt(bytes) !== after.size || before.mtimeNs !== after.mtimeNs || before.size !== after.size)
      throw new Fault(
        'file-unreadable',
        'The file changed while it was read.',
        'Close the program that writes it, then try again.',
      );
    return { bytes, digests: new Map([...hashes].map(([name, hash]) => [name, hash.digest()])) };
  } finally {
    await file.close();
  }
}

async function eachChunk(
  file: FileHandle,
  signal: AbortSignal | undefined,
  take: (chunk: Uint8Array, done: number) => void,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let done = 0; ;) {
    throwIfCancelled(signal);
    const { bytesRead } = await file.read(buffer, 0, CHUNK, null).catch((error: unknown) => {
      throw unreadable(error);
    });
    if (bytesRead === 0) return done;
    done += bytesRead;
    take(buffer.subarray(0, bytesRead), done);
  }
}

const unreadable = (error: unknown): Fault =>
  new Fault(
    'file-unreadable',
    codeOf(error) === 'ENOENT' ? 'There is no such file.' : 'The file cannot be read.',
    'Check its name and that you may read it.',
    error,
  );
