import { randomBytes } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import { instantOf } from '../base/clock.ts';
import { syncFolder } from '../base/durable-file.ts';
import { codeOf, Fault } from '../base/fault.ts';
import { type EnvelopeContext, recipientsOf } from '../token/index.ts';
import { recipientsInUse } from './recovery.ts';
import { allow, type KeyParts, mustBeHere, newId, readKey } from './ring.ts';
import { versionInUse } from './rotate.ts';
import { opened } from './shared-files.ts';
import { CONTENT, howOf, sealBytes } from './vault.ts';

const beside = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);

/** Writes a new file beside its place and moves it there when it is whole; nothing is left behind otherwise. */
export async function whole<T>(file: string, write: (part: string) => Promise<T>): Promise<T> {
  const part = beside(file);
  try {
    const value = await write(part);
    await rename(part, file);
    await syncFolder(dirname(file));
    return value;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (codeOf(error) !== undefined && !(error instanceof Fault))
      throw new Fault(
        'file-unwritable',
        'The file could not be put in its place.',
        'Choose a folder you may write to, then try again; nothing was lost.',
        error,
      );
    throw error;
  }
}

/**
 * Encrypts a file and remembers, encrypted too, where it lies, so that it is brought along when the key is exchanged.
 *
 * @returns the id under which it is known
 */
export async function encryptFile(
  parts: KeyParts,
  keyIdOrName: string,
  context: EnvelopeContext,
  files: { readonly from: string; readonly to: string },
  options: { readonly content?: ContentAlgorithm; readonly signal?: AbortSignal } = {},
): Promise<{
  readonly objectId: string;
  readonly keyId: string;
  readonly version: number;
  readonly bytes: number;
}> {
  await allow(parts, 'encrypt');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const version = await versionInUse(parts, key);
  const recipients = await recipientsInUse(parts);
  const how = howOf(version, context, options.content ?? CONTENT, recipients);
  const objectId = newId();
  const place = { type: 'place-of-file', object: objectId };
  // The place first: a file that is there and not known could be left behind when the key ends.
  const envelope = await sealBytes(
    parts,
    key.keyId,
    place,
    Buffer.from(JSON.stringify({ file: files.to, context })),
  );
  await parts.store.putObject(
    {
      objectId,
      kind: 'file',
      keyId: key.keyId,
      version: version.version,
      context: place,
      envelope: envelope.envelope,
      updatedAt: instantOf(parts.clock),
      recipients: recipientsOf(envelope.envelope),
    },
    null,
  );
  const { bytes } = await parts.ledger.use(
    { ...version, operation: 'encrypt', kind: 'protect', act: 'encrypt', purpose: 'file' },
    () => whole(files.to, (part) => parts.token.sealFile(how, files.from, part, options.signal)),
  );
  return { objectId, keyId: key.keyId, version: version.version, bytes };
}

/** Decrypts a file; the new one is there only when all of it was right. */
export const decryptFile = (
  parts: KeyParts,
  context: EnvelopeContext,
  { from, to }: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<{ readonly bytes: number }> =>
  opened(parts, from, (by) =>
    whole(to, (part) => parts.token.openFile(context, { from, to: part }, by, signal)),
  );

/** Size and SHA-256 of what is in an encrypted file; it is written nowhere. */
export const digestFile = (
  parts: KeyParts,
  context: EnvelopeContext,
  file: string,
  signal?: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> =>
  opened(parts, file, (by) => parts.token.digestFile(context, file, by, signal));

/** What is in an encrypted file of less than 2 MiB. @throws Fault `file-unreadable`, those of {@link decryptFile} */
export const readSealedFile = (
  parts: KeyParts,
  context: EnvelopeContext,
  file: string,
): Promise<Uint8Array> =>
  opened(parts, file, async (by) => parts.token.openData(context, await readFile(file), by));
