import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import type { Work } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import { codeOf, Fault, throwIfCancelled } from '../base/fault.ts';
import { type EnvelopeContext, readHeader } from '../token/index.ts';
import type { SealedObject, VersionRecord } from './ports.ts';
import {
  activeOf,
  allow,
  keyDraft,
  type KeyParts,
  type KeyWithVersions,
  mustBeHere,
  newId,
  readKey,
  readKeys,
} from './ring.ts';
import { versionInUse } from './rotate.ts';

const HEAD = 4096;
const PAGE = 100;
const DEFAULT: ContentAlgorithm = 'aes-256-gcm';

const howOf = (version: VersionRecord, context: EnvelopeContext, content: ContentAlgorithm) => ({
  keyId: version.tokenKeyId,
  keyVersion: version.version,
  content,
  context,
});

/** Encrypts bytes under the version of a key that is in use; a key that must be exchanged is exchanged first. */
export async function sealBytes(
  parts: KeyParts,
  keyIdOrName: string,
  context: EnvelopeContext,
  plaintext: Uint8Array,
  content: ContentAlgorithm = DEFAULT,
): Promise<{ readonly envelope: Uint8Array; readonly keyId: string; readonly version: number }> {
  allow(parts, 'encrypt');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const version = await versionInUse(parts, key);
  const envelope = await parts.ledger.use(
    { ...version, operation: 'encrypt', kind: 'protect', act: 'encrypt', purpose: 'value' },
    () => parts.token.sealData(howOf(version, context, content), plaintext),
  );
  return { envelope, keyId: key.keyId, version: version.version };
}

/** The key and version that an envelope names. @throws Fault `envelope-damaged`, `key-missing` */
async function keyOfHead(
  parts: KeyParts,
  head: Uint8Array,
): Promise<{
  readonly key: KeyWithVersions;
  readonly version: VersionRecord;
  readonly content: ContentAlgorithm;
}> {
  const { header } = readHeader(Buffer.from(head));
  for (const key of await readKeys(parts.store)) {
    const version = key.versions.find(({ tokenKeyId }) => tokenKeyId === header.keyId);
    if (version?.version === header.keyVersion) return { key, version, content: header.content };
  }
  throw new Fault(
    'key-missing',
    'This was encrypted under a key that this profile does not know.',
    'Use the computer and the profile that it was encrypted with.',
  );
}

/** Decrypts what {@link sealBytes} made. */
export async function openBytes(
  parts: KeyParts,
  context: EnvelopeContext,
  envelope: Uint8Array,
): Promise<Uint8Array> {
  allow(parts, 'decrypt');
  const { key, version } = await keyOfHead(parts, envelope);
  mustBeHere(parts, key);
  return parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'decrypt', purpose: 'value' },
    () => parts.token.openData(context, envelope),
  );
}

/** Keeps a value encrypted, under an id of the caller; puts it in the place of an earlier one. */
export async function keepValue(
  parts: KeyParts,
  keyIdOrName: string,
  objectId: string,
  context: EnvelopeContext,
  plaintext: Uint8Array,
): Promise<void> {
  const { envelope, keyId, version } = await sealBytes(parts, keyIdOrName, context, plaintext);
  await parts.store.putObject(
    { objectId, kind: 'value', keyId, version, context, envelope, updatedAt: instantOf(parts.clock) },
    null,
  );
}

/** The value under an id, or null. */
export async function readValue(parts: KeyParts, objectId: string): Promise<Uint8Array | null> {
  const object = await parts.store.object(objectId);
  return object === null ? null : openBytes(parts, object.context, object.envelope);
}

const beside = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);

/** Writes a new file beside its place and moves it there when it is whole; nothing is left behind otherwise. */
async function whole<T>(file: string, write: (part: string) => Promise<T>): Promise<T> {
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

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function headOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      const { bytesRead } = await handle.read(buffer, 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check that it is there, then try again.',
      error,
    );
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
  allow(parts, 'encrypt');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const version = await versionInUse(parts, key);
  const how = howOf(version, context, options.content ?? DEFAULT);
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
export async function decryptFile(
  parts: KeyParts,
  context: EnvelopeContext,
  files: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<{ readonly bytes: number }> {
  allow(parts, 'decrypt');
  const { key, version } = await keyOfHead(parts, await headOf(files.from));
  mustBeHere(parts, key);
  return parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'decrypt', purpose: 'file' },
    () => whole(files.to, (part) => parts.token.openFile(context, files.from, part, signal)),
  );
}

/** What came of bringing things under the version in use. */
export type Rewrapped = {
  readonly done: number;
  /** Files that are not where they were, or cannot be read: their objects stay under the old version. */
  readonly missing: number;
};

/**
 * Brings everything under older versions of a key under the one in use, one thing after the other. Stopped at any moment, it
 * goes on from there when it is started again: each thing is under its old version or its new one.
 */
export async function rewrapAll(parts: KeyParts, keyIdOrName: string, work: Work): Promise<Rewrapped> {
  allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  await versionInUse(parts, key);
  const now = await readKey(parts.store, key.keyId);
  const target = activeOf(now);
  if (target === null)
    throw new Fault('key-state', 'No version of this key is in use.', 'Rotate the key first.');
  const old = now.versions.filter((v) => v.version !== target.version && v.objects > 0);
  const total = old.reduce((sum, { objects }) => sum + objects, 0);
  let [done, missing] = [0, 0];
  for (const { version } of old) {
    for (let after = ''; ;) {
      const page = await parts.store.objects(key.keyId, version, after, PAGE);
      for (const object of page) {
        throwIfCancelled(work.signal);
        if (await rewrapOne(parts, object, target)) done += 1;
        else missing += 1;
        work.progress({
          phase: 'Bringing data under the new version',
          done: done + missing,
          total,
          unit: 'things',
        });
      }
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.objectId;
    }
  }
  await parts.activity.record(keyDraft('rewrap', target, `${done} done, ${missing} missing`));
  return { done, missing };
}

async function rewrapOne(parts: KeyParts, object: SealedObject, target: VersionRecord): Promise<boolean> {
  const value = await openUnder(parts, object.context, object.envelope);
  if (object.kind === 'file') {
    const { file, context } = JSON.parse(Buffer.from(value).toString('utf8')) as {
      file: string;
      context: EnvelopeContext;
    };
    if (!(await rewrapFile(parts, file, context, target))) return false;
  }
  const envelope = await parts.ledger.use(
    { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
    () => parts.token.sealData(howOf(target, object.context, DEFAULT), value),
  );
  value.fill(0);
  await parts.store.putObject(
    { ...object, version: target.version, envelope, updatedAt: instantOf(parts.clock) },
    { version: object.version },
  );
  return true;
}

async function openUnder(
  parts: KeyParts,
  context: EnvelopeContext,
  envelope: Uint8Array,
): Promise<Uint8Array> {
  const { version } = await keyOfHead(parts, envelope);
  return parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'make', purpose: 're-wrap' },
    () => parts.token.openData(context, envelope),
  );
}

/** @returns false when the file is not there any more */
async function rewrapFile(
  parts: KeyParts,
  file: string,
  context: EnvelopeContext,
  target: VersionRecord,
): Promise<boolean> {
  const head = await headOf(file).catch(() => null);
  if (head === null) return false;
  const { version, content } = await keyOfHead(parts, head);
  // An earlier attempt came as far as the file itself.
  if (version.tokenKeyId === target.tokenKeyId) return true;
  await parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'make', purpose: 're-wrap' },
    () =>
      parts.ledger.use(
        { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
        () => whole(file, (part) => parts.token.rewrapFile(howOf(target, context, content), file, part)),
      ),
  );
  return true;
}
