import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type {
  ContentAlgorithm,
  KeyKind,
  KeyState,
  KeyUse,
  SignedThing,
} from '../../src-shared/keys/types.ts';
import type { EnvelopeContext, OpenBy, Recipient, TokenObject } from '../token/index.ts';

/** A version of a key as it is kept. */
export type VersionRecord = {
  readonly keyId: string;
  readonly version: number;
  /** CKA_ID, hexadecimal. */
  readonly tokenKeyId: string;
  readonly state: KeyState;
  readonly reason: string;
  readonly createdAt: string;
  readonly activatedAt: string | null;
  readonly endedAt: string | null;
  readonly operations: number;
  /** SubjectPublicKeyInfo, DER; null for a secret key. */
  readonly publicKey: Uint8Array | null;
  /** DER. */
  readonly certificate: Uint8Array | null;
  /** What is encrypted under it and known here. */
  readonly objects: number;
};

export type KeyRecord = {
  readonly keyId: string;
  readonly serial: string;
  readonly name: string;
  readonly kind: KeyKind;
  readonly createdAt: string;
  readonly createdBy: string;
};

/** Something encrypted under a version of a key. */
export type SealedObject = {
  readonly objectId: string;
  /** `value`: the envelope holds it. `file`: the envelope holds where the file lies and its context. */
  readonly kind: 'value' | 'file';
  readonly keyId: string;
  readonly version: number;
  readonly context: EnvelopeContext;
  readonly envelope: Uint8Array;
  readonly updatedAt: string;
  /** Recovery keys that the envelope names: SHA-256 of the public key, hexadecimal. */
  readonly recipients: readonly string[];
};

export type ApprovalRecord = {
  /** SHA-256 of the officer's public key, hexadecimal. */
  readonly officer: string;
  readonly certificate: Uint8Array;
  /** What was signed. */
  readonly statement: string;
  readonly signature: Uint8Array;
  readonly at: string;
};

export type RequestRecord = {
  readonly requestId: string;
  readonly keyId: string;
  readonly version: number;
  readonly reason: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly state: 'waiting' | 'destroying' | 'done' | 'withdrawn';
  readonly approvals: readonly ApprovalRecord[];
};

/** A recovery key that was proposed. */
export type RecoveryRecord = {
  readonly recoveryId: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly approvals: readonly ApprovalRecord[];
  readonly removed: { readonly at: string; readonly by: string; readonly reason: string } | null;
};

/**
 * Which recovery keys (SHA-256 of the public key, hexadecimal) envelopes shall name and which not any more; any other is
 * left as it is.
 */
export type RecipientRule = { readonly wanted: readonly string[]; readonly unwanted: readonly string[] };

/** Where recovery keys are kept. As with {@link KeyStore}, a change and its event are one transaction. */
export interface RecoveryStore {
  /** Newest first. */
  list(): Promise<readonly RecoveryRecord[]>;
  propose(recovery: Omit<RecoveryRecord, 'approvals' | 'removed'>, event: ActivityEvent): Promise<void>;
  /** @throws Fault `key-state` when it was removed meanwhile */
  approve(recoveryId: string, approval: ApprovalRecord, event: ActivityEvent): Promise<void>;
  /** @throws Fault `key-state` when it was removed meanwhile */
  remove(
    recoveryId: string,
    removed: NonNullable<RecoveryRecord['removed']>,
    event: ActivityEvent,
  ): Promise<void>;
  /** Counts an opening before it is done. */
  count(publicKeySha256: string, at: string, event: ActivityEvent): Promise<void>;
  uses(): Promise<readonly { readonly publicKeySha256: string; readonly operations: number }[]>;
  /** How many things under which version a rule wants encrypted anew. */
  outdated(
    rule: RecipientRule,
  ): Promise<readonly { readonly keyId: string; readonly version: number; readonly objects: number }[]>;
}

/** A change of a version's state, made only if it is still in the state it comes from. */
export type StateChange = {
  readonly keyId: string;
  readonly version: number;
  readonly from: KeyState;
  readonly to: KeyState;
  readonly reason: string;
  readonly at: string;
};

/** Where keys are kept. Every call is one transaction, together with the event that tells of it. */
export interface KeyStore {
  list(): Promise<{ readonly keys: readonly KeyRecord[]; readonly versions: readonly VersionRecord[] }>;
  /** A new key, and its first version. */
  add(key: KeyRecord, version: Omit<VersionRecord, 'objects'>, event: ActivityEvent): Promise<void>;
  addVersion(version: Omit<VersionRecord, 'objects'>, event: ActivityEvent): Promise<void>;
  setPublicKey(keyId: string, version: number, publicKey: Uint8Array): Promise<void>;
  setCertificate(
    keyId: string,
    version: number,
    certificate: Uint8Array,
    event: ActivityEvent,
  ): Promise<void>;
  /** All of them or none. @throws Fault `key-state` when one is not in the state it comes from */
  change(changes: readonly StateChange[], event: ActivityEvent): Promise<void>;
  /**
   * Counts operations before they are done.
   * @param permitted - states in which this operation is permitted
   * @returns how many that makes, of the version
   * @throws Fault `key-state`, `key-missing`
   */
  count(
    use: {
      readonly keyId: string;
      readonly version: number;
      readonly operation: string;
      readonly operations: number;
      readonly permitted: readonly KeyState[];
      readonly at: string;
    },
    event: ActivityEvent | null,
  ): Promise<number>;
  uses(): Promise<readonly KeyUse[]>;
  /**
   * Puts an object in the place of an earlier one with the same id.
   * @param replaces - what must stand there still, byte for byte; null for whatever does
   * @throws Fault `key-state` if that changed or is gone, or if its version was destroyed, or is being destroyed
   */
  putObject(object: SealedObject, replaces: SealedObject | null): Promise<void>;
  object(objectId: string): Promise<SealedObject | null>;
  /** Objects under a version, by id, behind one. @param outdated - only those that the rule wants encrypted anew */
  objects(
    keyId: string,
    version: number,
    after: string,
    limit: number,
    outdated?: RecipientRule | null,
  ): Promise<readonly SealedObject[]>;
  /** Objects whose ids begin with a text, by id. */
  objectsOf(prefix: string): Promise<readonly SealedObject[]>;
  /** Forgets all objects whose ids begin with a text. */
  removeObjects(prefix: string, event: ActivityEvent): Promise<void>;
  requests(): Promise<readonly RequestRecord[]>;
  addRequest(request: Omit<RequestRecord, 'approvals'>, event: ActivityEvent): Promise<void>;
  addApproval(requestId: string, approval: ApprovalRecord, event: ActivityEvent): Promise<void>;
  /**
   * From one state to another; to `destroying` only while nothing is encrypted under the version, to `done` together with
   * the version's own state.
   * @throws Fault `key-state`, `key-in-use`
   */
  setRequest(
    requestId: string,
    from: RequestRecord['state'],
    to: RequestRecord['state'],
    at: string,
    event: ActivityEvent,
  ): Promise<void>;
  readonly recovery: RecoveryStore;
}

/**
 * What a version of a key signed, oldest first, as far as this profile keeps it.
 *
 * @param certificate - the version's own; DER
 * @param since - RFC 3339; nothing was signed with it before
 */
export type SignedWith = (certificate: Uint8Array, since: string) => Promise<readonly SignedThing[]>;

/** Whether somebody whom this installation trusts stands behind a certificate. */
export type ApproverTrust = (certificate: Uint8Array) => 'trusted' | 'untrusted' | 'no-anchor';

/** What the token does for keys. All may fail as `TokenModule` does. */
export interface KeyToken {
  /** Serial number of the token that somebody is signed in to. @throws Fault `not-signed-in` */
  serial(): string;
  /** Kinds of keys the token can make that protect data, the best first. */
  dataKinds(): Promise<readonly KeyKind[]>;
  generate(
    tokenKeyId: string,
    label: string,
    kind: KeyKind,
    signal?: AbortSignal,
  ): Promise<Uint8Array | null>;
  inventory(): Promise<readonly TokenObject[]>;
  destroy(tokenKeyId: string): Promise<void>;
  sign(tokenKeyId: string, digest: Uint8Array): Promise<Uint8Array>;
  importCertificate(tokenKeyId: string | null, label: string, certificate: Uint8Array): Promise<void>;
  sealData(how: SealHow, plaintext: Uint8Array): Promise<Uint8Array>;
  /** Hashes of the public halves of the RSA keys on the token that can open what is encrypted for them, hexadecimal. */
  recoveryKeys(): Promise<readonly string[]>;
  openData(context: EnvelopeContext, envelope: Uint8Array, by: OpenBy): Promise<Uint8Array>;
  sealFile(how: SealHow, from: string, to: string, signal?: AbortSignal): Promise<{ readonly bytes: number }>;
  /** Of what is in an envelope; nothing is written. */
  digestFile(
    context: EnvelopeContext,
    from: string,
    by: OpenBy,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** The data key of an envelope, by its head, wrapped for public keys (SubjectPublicKeyInfo, DER). */
  shareEnvelope(
    context: EnvelopeContext,
    head: Uint8Array,
    publicKeys: readonly Uint8Array[],
  ): Promise<readonly Recipient[]>;
  /** Under another key, never in clear on the disk. */
  rewrapFile(how: SealHow, from: string, to: string, by: OpenBy): Promise<{ readonly bytes: number }>;
  openFile(
    context: EnvelopeContext,
    files: { readonly from: string; readonly to: string },
    by: OpenBy,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number }>;
}

export type SealHow = {
  readonly keyId: string;
  readonly keyVersion: number;
  readonly content: ContentAlgorithm;
  readonly context: EnvelopeContext;
  /** Public halves of the recovery keys in use; SubjectPublicKeyInfo, DER. */
  readonly recipients: readonly Uint8Array[];
};
