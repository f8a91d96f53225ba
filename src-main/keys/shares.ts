import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { writeDurably } from '../base/durable-file.ts';
import { codeOf, Fault } from '../base/fault.ts';
import { HEAD_BYTES, headLength, type Recipient } from '../token/index.ts';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const shareSchema = z.strictObject({
  format: z.literal('attestry/share'),
  version: z.literal(1),
  /** SHA-256 of the head of the envelope: header and commitment. */
  head: sha256Hex,
  /** SHA-256 of the SubjectPublicKeyInfo. */
  publicKeySha256: sha256Hex,
  kind: z.literal('rsa-oaep-sha1'),
  wrapped: z.base64().max(2 * HEAD_BYTES),
});
const NAME = /^([0-9a-f]{64})\.json$/;

const folderOf = (file: string): string => `${file}.for`;
const placeOf = (file: string, publicKeySha256: string): string =>
  join(folderOf(file), `${publicKeySha256}.json`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const headHash = (head: Buffer): string => sha256(head.subarray(0, headLength(head)));

/**
 * Keeps the data key of an encrypted file, wrapped for somebody, beside it.
 *
 * @param head - the beginning of the file, as long as `headOf` reads it
 * @throws Fault `disk-full`, `file-unwritable`
 */
export async function keepShare(file: string, head: Buffer, share: Recipient): Promise<void> {
  const publicKeySha256 = share.publicKeySha256.toString('hex');
  const document = canonicalJson({
    ...{ format: 'attestry/share', version: 1, head: headHash(head), publicKeySha256 },
    ...{ kind: share.kind, wrapped: share.wrapped.toString('base64') },
  });
  await writeDurably(placeOf(file, publicKeySha256), document);
}

/** Takes it away; whoever made a copy of it keeps what they have. @throws Fault `file-unwritable` */
export async function dropShare(file: string, publicKeySha256: string): Promise<void> {
  try {
    await rm(placeOf(file, publicKeySha256), { force: true });
  } catch (error) {
    throw new Fault(
      'file-unwritable',
      'What opened a file to somebody could not be taken away.',
      'Check that you may change the files of the profile, then try again.',
      error,
    );
  }
}

/** Whom an encrypted file has something for: hashes of public keys, hexadecimal, whether it still fits or not. */
export async function shareNames(file: string): Promise<readonly string[]> {
  const names = await readdir(folderOf(file)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw unreadable(error);
  });
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []);
}

/**
 * What lies beside a file for one key; null when there is nothing, or when it was made for an envelope that is not there any
 * more, because the file was brought under another key since. What is damaged is none: it opens nothing.
 */
export async function readShare(
  file: string,
  head: Buffer,
  publicKeySha256: string,
): Promise<Recipient | null> {
  const text = await readFile(placeOf(file, publicKeySha256), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(error);
  });
  if (text === null) return null;
  const read = shareSchema.safeParse(parsed(text));
  if (!read.success || read.data.head !== headHash(head)) return null;
  if (read.data.publicKeySha256 !== publicKeySha256) return null;
  return {
    kind: read.data.kind,
    publicKeySha256: Buffer.from(publicKeySha256, 'hex'),
    wrapped: Buffer.from(read.data.wrapped, 'base64'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const unreadable = (cause: unknown): Fault =>
  new Fault(
    'file-unreadable',
    'What opens a file to others cannot be read.',
    'Check that the folder of the profile is there and that you may read it.',
    cause,
  );
