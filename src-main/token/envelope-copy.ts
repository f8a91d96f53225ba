import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { writeFault } from '../base/durable-file.ts';
import { Fault } from '../base/fault.ts';
import { CHUNK_BYTES } from './envelope.ts';
import { HEAD_BYTES } from './envelope-header.ts';

/** What is written for what is read. */
export type Turning = {
  /** Bytes at the beginning that are no chunk. */
  readonly skip: number;
  /** Width of what is read at once, where the head of the file says it. */
  readonly step?: number;
  readonly turn: (index: number, last: boolean, part: Buffer) => Buffer;
};

/**
 * Writes a new file from another one, chunk by chunk; it is whole and on the disk when this returns.
 *
 * @param to - null: what is read is turned and written nowhere
 * @param step - width of what is read at once; null when `start` tells
 * @param start - looks at the beginning of the file and may write one of its own
 * @throws Fault `file-unreadable`, `disk-full`, `file-unwritable`, and what `start` and its turns throw
 */
export function copyChunks(
  from: string,
  to: string | null,
  step: number | null,
  start: (head: Buffer, write: (bytes: Buffer) => void) => Turning,
): { readonly bytes: number } {
  const source = reading(() => openSync(from, 'r'));
  let target: number | undefined;
  try {
    const head = readAt(source, 0, HEAD_BYTES);
    const out = (target = to === null ? undefined : writing(() => openSync(to, 'wx', 0o600)));
    let bytes = 0;
    const write = (part: Buffer): void => {
      if (out === undefined) return;
      writing(() => {
        for (let at = 0; at < part.length;) at += writeSync(out, part, at);
      });
    };
    const { skip, step: own, turn } = start(head, write);
    const width = own ?? step ?? CHUNK_BYTES;
    // One byte more than a chunk is looked at, to know the last one.
    let next = readAt(source, skip, width + 1);
    for (let index = 0, at = skip; ; index++, at += width) {
      const last = next.length <= width;
      const part = turn(index, last, next.subarray(0, width));
      write(part);
      bytes += part.length;
      if (last) break;
      next = readAt(source, at + width, width + 1);
    }
    if (out !== undefined)
      writing(() => {
        fsyncSync(out);
      });
    return { bytes };
  } finally {
    closeSync(source);
    if (target !== undefined) closeSync(target);
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const got = reading(() => readSync(file, buffer, filled, length - filled, position + filled));
    if (got === 0) break;
    filled += got;
  }
  return buffer.subarray(0, filled);
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check that it is there and that you may read it, then try again.',
      error,
    );
  }
}

function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeFault(error);
  }
}
