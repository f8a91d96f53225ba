import type { ContentAlgorithm } from '../../src-shared/keys/types.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { type EnvelopeContext, readHeader, recipientsOf } from '../token/index.ts';
import type { SealHow, VersionRecord } from './ports.ts';
import { recipientsInUse } from './recovery.ts';
import { allow, type KeyParts, type KeyWithVersions, mustBeHere, readKey, readKeys } from './ring.ts';
import { versionInUse } from './rotate.ts';

/** How content is encrypted unless the caller says otherwise. */
export const CONTENT: ContentAlgorithm = 'aes-256-gcm';

/** What the token is asked for when it encrypts under a version. */
export const howOf = (
  version: VersionRecord,
  context: EnvelopeContext,
  content: ContentAlgorithm,
  recipients: readonly Uint8Array[],
): SealHow => ({
  keyId: version.tokenKeyId,
  keyVersion: version.version,
  content,
  context,
  recipients,
});

/** Encrypts bytes under the version of a key that is in use; a key that must be exchanged is exchanged first. */
export async function sealBytes(
  parts: KeyParts,
  keyIdOrName: string,
  context: EnvelopeContext,
  plaintext: Uint8Array,
  content: ContentAlgorithm = CONTENT,
): Promise<{ readonly envelope: Uint8Array; readonly keyId: string; readonly version: number }> {
  await allow(parts, 'encrypt');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const version = await versionInUse(parts, key);
  const how = howOf(version, context, content, await recipientsInUse(parts));
  const envelope = await parts.ledger.use(
    { ...version, operation: 'encrypt', kind: 'protect', act: 'encrypt', purpose: 'value' },
    () => parts.token.sealData(how, plaintext),
  );
  return { envelope, keyId: key.keyId, version: version.version };
}

/** The key and version that an envelope names. @throws Fault `envelope-damaged`, `key-missing` */
export async function keyOfHead(
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
  await allow(parts, 'decrypt');
  const { key, version } = await keyOfHead(parts, envelope);
  mustBeHere(parts, key);
  return parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'decrypt', purpose: 'value' },
    () => parts.token.openData(context, envelope, 'own-key'),
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
    {
      ...{ objectId, kind: 'value', keyId, version, context, envelope },
      ...{ updatedAt: instantOf(parts.clock), recipients: recipientsOf(envelope) },
    },
    null,
  );
}

/** The value under an id, or null. */
export async function readValue(parts: KeyParts, objectId: string): Promise<Uint8Array | null> {
  const object = await parts.store.object(objectId);
  return object === null ? null : openBytes(parts, object.context, object.envelope);
}
