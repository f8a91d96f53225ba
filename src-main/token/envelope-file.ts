import { createHash } from 'node:crypto';
import { type ChunkCipher, TAG_BYTES } from './envelope.ts';
import type { EnvelopeContext } from './envelope-context.ts';
import { copyChunks } from './envelope-copy.ts';
import { begin, type DataWork, type OpenBy, resume, type SealWith } from './envelope-seal.ts';

/** Encrypts a file into a new one, chunk by chunk; nothing is renamed here. */
export function sealFile(
  work: DataWork,
  how: SealWith,
  from: string,
  to: string,
): { readonly bytes: number } {
  const cipher = begin(work, how);
  try {
    return copyChunks(from, to, cipher.chunk, (_head, write) => {
      write(cipher.head);
      return { skip: 0, turn: (index, last, part) => cipher.seal(index, last, part) };
    });
  } finally {
    cipher.wipe();
  }
}

/**
 * Decrypts a file into a new one, chunk by chunk, each after its tag was checked. Only when the last chunk was right is
 * the new file whole: until this returns nobody may use it.
 */
export function openFile(
  work: DataWork,
  context: EnvelopeContext,
  from: string,
  to: string,
  by: OpenBy = 'own-key',
): { readonly bytes: number } {
  return openChunks(work, context, { from, to }, by, (plaintext) => plaintext);
}

/** Size and SHA-256 of what is in a file, chunk by chunk: it is written nowhere. */
export function digestFile(
  work: DataWork,
  context: EnvelopeContext,
  from: string,
  by: OpenBy = 'own-key',
): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const { bytes } = openChunks(work, context, { from, to: null }, by, (plaintext) => {
    hash.update(plaintext);
    return plaintext.fill(0);
  });
  return { bytes, sha256: hash.digest('hex') };
}

function openChunks(
  work: DataWork,
  context: EnvelopeContext,
  { from, to }: { readonly from: string; readonly to: string | null },
  by: OpenBy,
  each: (plaintext: Buffer) => Buffer,
): { readonly bytes: number } {
  let cipher: ChunkCipher | undefined;
  try {
    return copyChunks(from, to, null, (head) => {
      const begun = (cipher = resume(work, head, context, by));
      return {
        skip: begun.head.length,
        step: begun.chunk + TAG_BYTES,
        turn: (index, last, part) => each(begun.open(index, last, part)),
      };
    });
  } finally {
    cipher?.wipe();
  }
}

/**
 * Brings a file under another key into a new one, chunk by chunk: what is in it lies open in memory only, one chunk at a
 * time. The new file is whole when this returns, as with {@link openFile}.
 */
export function rewrapFile(
  work: DataWork,
  how: SealWith,
  from: string,
  to: string,
  by: OpenBy = 'own-key',
): { readonly bytes: number } {
  const ciphers: ChunkCipher[] = [];
  try {
    return copyChunks(from, to, null, (head, write) => {
      const before = resume(work, head, how.context, by);
      const after = begin(work, how, before.chunk);
      ciphers.push(before, after);
      write(after.head);
      return {
        skip: before.head.length,
        step: before.chunk + TAG_BYTES,
        turn: (index, last, part) => {
          const plaintext = before.open(index, last, part);
          try {
            return after.seal(index, last, plaintext);
          } finally {
            plaintext.fill(0);
          }
        },
      };
    });
  } finally {
    for (const cipher of ciphers) cipher.wipe();
  }
}
