import { createHash, type Hash } from 'node:crypto';
import { BlobReader, configure, type Entry, type FileEntry, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { Fault } from './fault.ts';

// The library's threads would have to be bundled; streams of Node do the same work here.
configure({ useWebWorkers: false });

/** A file of the archive: its bytes as they are made. */
export type ArchiveEntry = { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> };
/** What a file turned out to be. */
export type WrittenEntry = { readonly name: string; readonly bytes: number; readonly sha256: string };

/** AES-256 (WinZip AE-2). */
const STRONGEST = 3;

/**
 * A ZIP that is made while it is read: nothing of it is ever held as a whole. With a password all its entries are encrypted
 * with AES-256 (WinZip AE-2) and nothing of them is written in clear; their names and sizes can be read by anybody, so they
 * say nothing.
 *
 * @param entries - one after the other; the next is asked for when the last is written
 * @param password - what 7-Zip, WinZip and others ask for; null: not encrypted
 * @param written - told of every entry that is complete
 */
export async function* zipped(
  entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
  password: string | null,
  madeAt: Date,
  written: (entry: WrittenEntry) => void,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable, {
    ...(password === null ? {} : { password, encryptionStrength: STRONGEST }),
    ...{ level: 6, bufferedWrite: false },
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

/** How much of a stranger's archive is taken in. */
export type ArchiveLimits = {
  readonly files: number;
  /** Bytes of all files together, unpacked. */
  readonly bytes: number;
  /** Which names there can be; the names of a stranger lead nowhere else. */
  readonly name: RegExp;
};

/**
 * The files of a ZIP in memory. The archive may be hostile: what it promises of its sizes is not believed, and names that were
 * not foreseen are refused.
 *
 * @param password - null when none was given
 * @throws Fault `archive-unreadable`, `archive-password`
 */
export async function unzipped(
  bytes: Uint8Array<ArrayBuffer>,
  password: string | null,
  limits: ArchiveLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const reader = new ZipReader(new BlobReader(new Blob([bytes])));
  try {
    const entries = await reader.getEntries();
    const files = entries.filter((entry): entry is FileEntry => isFile(entry, limits));
    const names = new Set(files.map(({ filename }) => filename));
    if (files.length !== entries.length || names.size !== files.length || files.length > limits.files)
      throw unreadable();
    if (password === null && files.some(({ encrypted }) => encrypted)) throw passwordWanted();
    const read = new Map<string, Uint8Array>();
    let left = limits.bytes;
    for (const file of files) {
      const content = await contentOf(file, password, left);
      left -= content.length;
      read.set(file.filename, content);
    }
    return read;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unreadable(error);
  } finally {
    await reader.close().catch(() => undefined);
  }
}

const isFile = (entry: Entry, { name }: ArchiveLimits): boolean =>
  !entry.directory && !entry.zipCrypto && name.test(entry.filename);

async function contentOf(file: FileEntry, password: string | null, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const sink = new WritableStream<Uint8Array>({
    write: (part) => {
      length += part.length;
      if (length > most) throw unreadable();
      parts.push(part.slice());
    },
  });
  try {
    await file.getData(sink, file.encrypted && password !== null ? { password } : {});
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw file.encrypted && error instanceof Error && /password/i.test(error.message)
      ? passwordWanted()
      : unreadable(error);
  }
  return Buffer.concat(parts);
}

const unreadable = (cause?: unknown): Fault =>
  new Fault(
    'archive-unreadable',
    'The file is no archive that can be read, it is damaged, or it holds what does not belong into it; nothing of it was used.',
    'Ask whoever sent it to send it again.',
    cause,
  );
const passwordWanted = (): Fault =>
  new Fault(
    'archive-password',
    'The archive is encrypted, and this is not its password.',
    'Type the password that came by another way than the file.',
  );
