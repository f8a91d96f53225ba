import { X509Certificate } from 'node:crypto';
import type {
  Aftermath,
  ContentAlgorithm,
  Key,
  KeyKind,
  KeyRequest,
  KeyState,
  KeyUse,
} from '../../src-shared/keys/types.ts';
import type { Work } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import type { EnvelopeContext, Signer, SigningIdentity, TokenObject } from '../token/index.ts';
import { aftermathOf } from './aftermath.ts';
import { pem, type SubjectName } from './certificate-request.ts';
import type { ApprovalParts } from './approvals.ts';
import { approveDestruction, destroyApproved, listRequests, requestDestruction } from './destroy.ts';
import { countedSigner } from './counted-signer.ts';
import { freshVersion, generateKey, keyDraft, keyOf, newId, readKey, readKeys } from './ring.ts';
import { certifyItself, changeState, importCertificates, requestCertificate, rotateKey } from './rotate.ts';
import { type Recovery, recoveryService } from './recovery-service.ts';
import { type Moved, rewrapAll } from './rewrap.ts';
import { decryptFile, digestFile, encryptFile, readSealedFile } from './vault-files.ts';
import { type SharedFiles, sharedFiles } from './shared-files.ts';
import { sealedColumns, type SealedColumns } from './sealed-columns.ts';
import { keepValue, openBytes, readValue, sealBytes } from './vault.ts';

/** Use of keys, and what cannot be seen from here. */
export type UseReport = {
  readonly uses: readonly KeyUse[];
  /** Uses of the token by other programs leave no trace here: a token has no counter. */
  readonly invisible: string;
};

export const INVISIBLE =
  'Operations that other programs made with the same token are not counted here: a token keeps no count that could be asked for.';

/** Keys on tokens, their life, and what is encrypted under them. */
export interface KeyRing {
  list(): Promise<readonly Key[]>;
  /** @throws Fault `key-missing` */
  key(keyIdOrName: string): Promise<Key>;
  uses(): Promise<UseReport>;
  /** All key objects on the token, ours or not. */
  inventory(): Promise<readonly TokenObject[]>;
  /** @returns the key's id @throws Fault `key-forbidden`, `key-unsafe`, `token-…` */
  generate(wanted: { readonly name: string; readonly kind: KeyKind }, signal?: AbortSignal): Promise<string>;
  /** @returns the new version */
  rotate(keyIdOrName: string, signal?: AbortSignal): Promise<number>;
  rewrap(keyIdOrName: string, work: Work): Promise<Moved>;
  /** @returns PEM */
  request(keyIdOrName: string, subject: SubjectName): Promise<string>;
  /** @returns PEM */
  selfSign(keyIdOrName: string, subject: SubjectName, years: number): Promise<string>;
  /** @returns the version that is in use now */
  importCertificates(keyIdOrName: string, certificates: readonly Uint8Array[]): Promise<number>;
  /** What hangs on a version, and must be done again when it is compromised. */
  aftermath(keyIdOrName: string, version: number): Promise<Aftermath>;
  change(keyIdOrName: string, version: number, to: KeyState, reason: string): Promise<Aftermath>;
  requests(): Promise<readonly KeyRequest[]>;
  requestDestruction(keyIdOrName: string, version: number, reason: string): Promise<string>;
  approve(requestId: string): Promise<void>;
  destroy(requestId: string): Promise<void>;
  seal(
    keyIdOrName: string,
    context: EnvelopeContext,
    plaintext: Uint8Array,
    content?: ContentAlgorithm,
  ): Promise<Uint8Array>;
  open(context: EnvelopeContext, envelope: Uint8Array): Promise<Uint8Array>;
  /** Keeps a value encrypted under an id of the caller's; it is brought along when the key is exchanged. */
  keep(keyIdOrName: string, objectId: string, context: EnvelopeContext, plaintext: Uint8Array): Promise<void>;
  read(objectId: string): Promise<Uint8Array | null>;
  /** Columns of the cache that hold personal data. */
  readonly columns: SealedColumns;
  encryptFile(
    keyIdOrName: string,
    context: EnvelopeContext,
    files: { readonly from: string; readonly to: string },
    options?: { readonly content?: ContentAlgorithm; readonly signal?: AbortSignal },
  ): Promise<{
    readonly objectId: string;
    readonly keyId: string;
    readonly version: number;
    readonly bytes: number;
  }>;
  decryptFile(
    context: EnvelopeContext,
    files: { readonly from: string; readonly to: string },
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number }>;
  /** Size and SHA-256 of what is in an encrypted file, without writing it anywhere. */
  digestFile(
    context: EnvelopeContext,
    file: string,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** What is in an encrypted file of less than 2 MiB. */
  readFile(context: EnvelopeContext, file: string): Promise<Uint8Array>;
  /** Files that colleagues open with tokens of their own; {@link KeyRing.decryptFile} and its like open them too. */
  readonly shared: SharedFiles;
  /** What can be opened when a token is lost. */
  readonly recovery: Recovery;
  /** Takes a signing key that was made elsewhere into the list, so that its uses are counted. */
  adopt(serial: string, identity: SigningIdentity, name: string): Promise<void>;
  /** A signer whose every signature is counted before it is made. */
  counted(signer: Signer, recorded: boolean): Signer;
}

/** The room's service. */
export function keyRing(parts: ApprovalParts): KeyRing {
  const { store, clock } = parts;
  const uses = async (): Promise<UseReport> => ({ uses: await store.uses(), invisible: INVISIBLE });
  return {
    list: async () => (await readKeys(store)).map((key) => keyOf(key, clock.now())),
    key: async (keyIdOrName) => keyOf(await readKey(store, keyIdOrName), clock.now()),
    uses,
    inventory: () => parts.token.inventory(),
    generate: (wanted, signal) => generateKey(parts, wanted, signal),
    rotate: (keyIdOrName, signal) => rotateKey(parts, keyIdOrName, signal),
    rewrap: (keyIdOrName, work) => rewrapAll(parts, keyIdOrName, work),
    request: async (keyIdOrName, subject) =>
      pem('CERTIFICATE REQUEST', await requestCertificate(parts, keyIdOrName, subject)),
    selfSign: async (keyIdOrName, subject, years) =>
      pem('CERTIFICATE', await certifyItself(parts, keyIdOrName, subject, years)),
    importCertificates: (keyIdOrName, certificates) => importCertificates(parts, keyIdOrName, certificates),
    aftermath: (keyIdOrName, version) => aftermathOf(parts, keyIdOrName, version),
    change: (keyIdOrName, version, to, reason) => changeState(parts, keyIdOrName, version, to, reason),
    requests: () => listRequests(parts),
    requestDestruction: (keyIdOrName, version, reason) =>
      requestDestruction(parts, keyIdOrName, version, reason),
    approve: (requestId) => approveDestruction(parts, requestId),
    destroy: (requestId) => destroyApproved(parts, requestId),
    seal: async (keyIdOrName, context, plaintext, content) =>
      (await sealBytes(parts, keyIdOrName, context, plaintext, content)).envelope,
    open: (context, envelope) => openBytes(parts, context, envelope),
    keep: (keyIdOrName, objectId, context, plaintext) =>
      keepValue(parts, keyIdOrName, objectId, context, plaintext),
    read: (objectId) => readValue(parts, objectId),
    columns: sealedColumns(parts),
    encryptFile: (keyIdOrName, context, files, options) =>
      encryptFile(parts, keyIdOrName, context, files, options),
    decryptFile: (context, files, signal) => decryptFile(parts, context, files, signal),
    digestFile: (context, file, signal) => digestFile(parts, context, file, signal),
    readFile: (context, file) => readSealedFile(parts, context, file),
    shared: sharedFiles(parts),
    recovery: recoveryService(parts),
    adopt: async (serial, identity, name) => {
      const known = (await store.list()).versions.some(({ tokenKeyId }) => tokenKeyId === identity.keyId);
      if (!known) await adopt(parts, serial, identity, name);
    },
    counted: (signer, recorded) => countedSigner(parts, signer, recorded),
  };
}

const KINDS: Readonly<Record<SigningIdentity['algorithm'], KeyKind>> = {
  'ecdsa-p256': 'ec-p256',
  'ecdsa-p384': 'ec-p384',
  rsa: 'rsa-3072',
};

async function adopt(
  parts: ApprovalParts,
  serial: string,
  identity: SigningIdentity,
  name: string,
): Promise<void> {
  const at = instantOf(parts.clock);
  const keyId = newId();
  const publicKey = new X509Certificate(identity.certificate).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  const version: ReturnType<typeof freshVersion> = {
    ...freshVersion(keyId, 1, at),
    ...{
      tokenKeyId: identity.keyId,
      state: 'active',
      activatedAt: at,
      publicKey,
      certificate: identity.certificate,
    },
  };
  await parts.store.add(
    { keyId, serial, name, kind: KINDS[identity.algorithm], createdAt: at, createdBy: parts.who() },
    version,
    parts.activity.event(keyDraft('adopt', version)),
  );
}
