import { createHash, type Hash } from 'node:crypto';
import { configure, ZipWriter } from '@zip.js/zip.js';

// The library's threads would have to be bundled; streams of Node do the same work here.
configure({ useWebWorkers: false });

/** A file of the archive: its bytes as they are made. */
export type ArchiveEntry = { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> };
/** What a file turned out to be. */
export type WrittenEntry = { readonly name: string; readonly bytes: number; readonly sha256: string };

/** AES-256 (WinZip AE-2). */
const STRONGEST = 3;

/**
 * A ZIP whose entries are all encrypted with AES-256 (WinZip AE-2), made while it is read: nothing of it is ever held as a
 * whole, and nothing of it is written in clear. Names and sizes of entries can be read by anybody, so they say nothing.
 *
 * @param entries - one after the other; the next is asked for when the last is written
 * @param password - what 7-Zip, WinZip and others ask for
 * @param written - told of every entry that is complete
 */
export async function* encryptedZip(
  entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
  password: string,
  madeAt: Date,
  written: (entry: WrittenEntry) => void,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable, {
    ...{ password, encryptionStrength: STRONGEST, level: 6, bufferedWrite: false },
    ...{ lastModDate: madeAt, extendedTimestamp: false, keepOrder: true },
  });
  const writing = (async (): Promise<void> => {
    for await (const { name, bytes } of entries) {
      const seen = { hash: createHash('sha256'), bytes: 0 };
      await zip.add(name, streamOf(measured(bytes, seen)));
      written({ name, bytes: seen.bytes, sha256: seen.hash.digest('hex') });
    }
    await zip.close();
  })();
  // A failure must end the reader too, or it would wait for ever.
  writing.catch((error: unknown) => writable.abort(error).catch(() => undefined));
  const reader = readable.getReader();
  for (;;) {
    const next = await Promise.race([reader.read(), writing.then(() => reader.read())]);
    if (next.done) break;
    yield next.value;
  }
  await writing;
}

/** A stream of the web's kind, read as fast as it is taken. */
function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}

async function* measured(
  bytes: AsyncIterable<Uint8Array>,
  seen: { readonly hash: Hash; bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    seen.hash.update(piece);
    seen.bytes += piece.length;
    yield piece;
  }
}
