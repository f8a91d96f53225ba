import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { isDataKind, type Key, type KeyKind, type KeyVersion } from '../../src-shared/keys/types.ts';
import type { ActivityDraft, ActivityLog } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Authority, KeyAct } from './authority.ts';
import type { Ledger } from './ledger.ts';
import type { ApproverTrust, KeyRecord, KeyStore, KeyToken, SignedWith, VersionRecord } from './ports.ts';
import { rotationOf } from './rotation.ts';

/** What the parts of this room work with. */
export type KeyParts = {
  readonly store: KeyStore;
  readonly token: KeyToken;
  readonly activity: Pick<ActivityLog, 'event' | 'record'>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly authority: Authority;
  /** Who acts, as it is shown. */
  readonly who: () => string;
  /** Who stands behind certificates of approvers. */
  readonly trust: () => Promise<ApproverTrust>;
  /** See {@link SignedWith}. */
  readonly signedWith: SignedWith;
  /** Makes a signing key the one that this profile signs with. */
  readonly signWith: (tokenKeyId: string) => Promise<void>;
};

/** Random; never with a dash in front, which a command line would take for an option. */
export const newId = (): string => randomBytes(9).toString('base64url').replace(/^-/, '0');
/** CKA_ID: random, so that versions never share one. */
export const newTokenKeyId = (): string => randomBytes(16).toString('hex');

export const keyDraft = (
  operation: string,
  key: Pick<VersionRecord, 'keyId' | 'version'>,
  purpose = '',
): ActivityDraft => ({
  operation: `key.${operation}`,
  objectType: 'key',
  objectId: key.keyId,
  version: key.version,
  purpose,
});

/** @throws Fault `not-signed-in`, `key-forbidden` */
export const allow = (parts: KeyParts, act: KeyAct): Promise<void> => parts.authority.must(act);

/** A key and its versions, newest first. */
export type KeyWithVersions = KeyRecord & { readonly versions: readonly VersionRecord[] };

/** All keys. */
export async function readKeys(store: KeyStore): Promise<readonly KeyWithVersions[]> {
  const { keys, versions } = await store.list();
  return keys.map((key) => ({ ...key, versions: versions.filter(({ keyId }) => keyId === key.keyId) }));
}

/** A key by id or by name. @throws Fault `key-missing` */
export async function readKey(store: KeyStore, keyIdOrName: string): Promise<KeyWithVersions> {
  const keys = await readKeys(store);
  const [byId] = keys.filter(({ keyId }) => keyId === keyIdOrName);
  const named = keys.filter(({ name }) => name === keyIdOrName);
  const key = byId ?? (named.length === 1 ? named[0] : undefined);
  if (key === undefined) throw noSuchKey();
  return key;
}

/** The version with a number, or the newest. @throws Fault `key-missing` */
export function versionOf(key: KeyWithVersions, version?: number): VersionRecord {
  const found = version === undefined ? key.versions[0] : key.versions.find((v) => v.version === version);
  if (found === undefined) throw noSuchKey();
  return found;
}

/** The version in use, or null. */
export const activeOf = (key: KeyWithVersions): VersionRecord | null =>
  key.versions.find(({ state }) => state === 'active') ?? null;

/** The key must lie on the token that somebody is signed in to. @throws Fault `not-signed-in`, `token-absent` */
export function mustBeHere(parts: KeyParts, key: KeyRecord): void {
  if (parts.token.serial() === key.serial) return;
  throw new Fault(
    'token-absent',
    `This key lies on another token, with the serial number ${key.serial}.`,
    'Plug that token in and sign in to it.',
  );
}

/**
 * Makes a key on the token. Data keys are in use at once; signing keys after they have a certificate.
 *
 * @param act - what the role must permit
 * @throws Fault `key-forbidden`, `key-unsafe`, `token-…`
 */
export async function generateKey(
  parts: KeyParts,
  wanted: { readonly name: string; readonly kind: KeyKind },
  signal?: AbortSignal,
  act: KeyAct = 'make',
): Promise<string> {
  await allow(parts, act);
  const at = instantOf(parts.clock);
  const keyId = newId();
  const { name, kind } = wanted;
  const record: KeyRecord = {
    ...{ keyId, name, kind, serial: parts.token.serial(), createdAt: at, createdBy: parts.who() },
  };
  const version = freshVersion(keyId, 1, at);
  // Written down before it is made: what a crash leaves on the token is known and taken up again.
  await parts.store.add(
    record,
    version,
    parts.activity.event({ ...keyDraft('generate', version, kind), outcome: 'begun' }),
  );
  await makeOnToken(parts, record, version, signal);
  if (isDataKind(kind)) await activate(parts, version, null);
  return keyId;
}

export const freshVersion = (keyId: string, version: number, at: string): Omit<VersionRecord, 'objects'> => ({
  ...{ keyId, version, tokenKeyId: newTokenKeyId(), state: 'pre-active', reason: '', createdAt: at },
  ...{ activatedAt: null, endedAt: null, operations: 0, publicKey: null, certificate: null },
});

/** Makes what was written down, unless it was made before a crash. */
export async function makeOnToken(
  parts: KeyParts,
  key: KeyRecord,
  version: Omit<VersionRecord, 'objects'>,
  signal?: AbortSignal,
): Promise<void> {
  const there = (await parts.token.inventory()).some((object) => object.keyId === version.tokenKeyId);
  // It was made by an attempt that did not come back; nobody used it, and nothing shows that it was read back.
  if (there) await parts.token.destroy(version.tokenKeyId);
  const label = `${key.name} v${version.version}`;
  const publicKey = await parts.token.generate(version.tokenKeyId, label, key.kind, signal);
  if (publicKey !== null) await parts.store.setPublicKey(key.keyId, version.version, publicKey);
  await parts.activity.record(keyDraft('generate', version, key.kind));
}

/** Puts a version into use and the one before it out of use, in one transaction. */
export async function activate(
  parts: KeyParts,
  next: Pick<VersionRecord, 'keyId' | 'version'>,
  before: VersionRecord | null,
): Promise<void> {
  const at = instantOf(parts.clock);
  const { keyId } = next;
  await parts.store.change(
    [
      { keyId, version: next.version, from: 'pre-active', to: 'active', reason: '', at },
      ...(before === null
        ? []
        : [
            {
              keyId,
              version: before.version,
              from: before.state,
              to: 'deactivated' as const,
              reason: '',
              at,
            },
          ]),
    ],
    parts.activity.event(keyDraft('activate', next)),
  );
}

/** A key for the eye. */
export const keyOf = (key: KeyWithVersions, now: number): Key => ({
  ...{ keyId: key.keyId, name: key.name, kind: key.kind, serial: key.serial },
  ...{ createdAt: key.createdAt, createdBy: key.createdBy },
  versions: key.versions.map((version) => versionInfo(version, now)),
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function versionInfo(v: VersionRecord, now: number): KeyVersion {
  const certificate = v.certificate === null ? null : new X509Certificate(v.certificate);
  const line = (name: string): string => name.replaceAll('\n', ', ');
  return {
    ...{ version: v.version, tokenKeyId: v.tokenKeyId, state: v.state, reason: v.reason },
    ...{ createdAt: v.createdAt, activatedAt: v.activatedAt, endedAt: v.endedAt },
    ...{ operations: v.operations, objects: v.objects },
    publicKeySha256: v.publicKey === null ? null : sha256(v.publicKey),
    certificate:
      certificate === null
        ? null
        : {
            subject: line(certificate.subject),
            issuer: line(certificate.issuer),
            notAfter: certificate.validToDate.toISOString(),
            sha256: sha256(certificate.raw),
          },
    rotation: rotationOf(v, now),
  };
}

const noSuchKey = (): Fault =>
  new Fault('key-missing', 'There is no such key.', 'Look at the list of keys and choose one.');
