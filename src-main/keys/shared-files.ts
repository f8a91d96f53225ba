import { createHash } from 'node:crypto';
import { SHARE_KEY } from '../../src-shared/keys/share-key.ts';
import { Fault } from '../base/fault.ts';
import { type EnvelopeContext, type OpenBy, recipientsOf } from '../token/index.ts';
import type { ApprovalParts } from './approvals.ts';
import { pem } from './certificate-request.ts';
import type { VersionRecord } from './ports.ts';
import { certifyWrapping } from './recovery-certificate.ts';
import { activeOf, allow, generateKey, type KeyParts, mustBeHere, readKeys } from './ring.ts';
import { dropShare, keepShare, readShare, shareNames } from './shares.ts';
import { keyOfHead } from './vault.ts';
import { headOf } from './head-of-file.ts';

const YEARS = 5;

/** Who can open an encrypted file. */
export type FileReaders = {
  /** Serial number of the token under whose key it is. */
  readonly serial: string;
  /** Whether somebody is signed in to that token. */
  readonly here: boolean;
  /** Whom it was opened up to: SHA-256 of public keys, hexadecimal. */
  readonly shares: readonly string[];
  /** How many recovery keys its header names. */
  readonly recovery: number;
};

/**
 * Encrypted files that others can open with tokens of their own. The file stays as it is, byte for byte: its data key is wrapped
 * for them by the token's process and lies beside it. Bringing the file under another key makes what lay beside it useless.
 */
export interface SharedFiles {
  /**
   * Opens a file up to the holders of keys. @param publicKeys - SubjectPublicKeyInfo of RSA keys, DER
   * @throws Fault `token-absent` for a file of another token, `key-forbidden`, `envelope-…`, `disk-full`
   */
  give(context: EnvelopeContext, file: string, publicKeys: readonly Uint8Array[]): Promise<void>;
  /** Takes it away again; see {@link dropShare}. */
  take(file: string, publicKeySha256: string): Promise<void>;
  /** Needs no token. @throws Fault `file-unreadable`, `envelope-damaged`, `key-missing` */
  readers(file: string): Promise<FileReaders>;
  /**
   * A certificate for the key on this token that colleagues can open files up to; the key is made when there is none.
   * @returns PEM, and SHA-256 of the public key, hexadecimal, for colleagues to compare
   * @throws Fault `not-signed-in`, `key-forbidden`, `token-…`
   */
  certificate(commonName: string): Promise<{ readonly pem: string; readonly publicKeySha256: string }>;
}

export const sharedFiles = (parts: ApprovalParts): SharedFiles => ({
  give: (context, file, publicKeys) => giveFile(parts, context, file, publicKeys),
  take: async (file, publicKeySha256) => {
    await allow(parts, 'decrypt');
    await dropShare(file, publicKeySha256);
  },
  readers: (file) => readersOf(parts, file),
  certificate: (commonName) => shareCertificate(parts, commonName),
});

async function giveFile(
  parts: KeyParts,
  context: EnvelopeContext,
  file: string,
  publicKeys: readonly Uint8Array[],
): Promise<void> {
  await allow(parts, 'decrypt');
  const head = await headOf(file);
  const { key, version } = await keyOfHead(parts, head);
  mustBeHere(parts, key);
  const shares = await parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'decrypt', purpose: 'open up to others' },
    () => parts.token.shareEnvelope(context, head, publicKeys),
  );
  for (const share of shares) await keepShare(file, head, share);
}

async function readersOf(parts: KeyParts, file: string): Promise<FileReaders> {
  const head = await headOf(file);
  const { key } = await keyOfHead(parts, head);
  const shares: string[] = [];
  for (const name of await shareNames(file))
    if ((await readShare(file, head, name)) !== null) shares.push(name);
  return {
    ...{ serial: key.serial, here: serialHere(parts) === key.serial, shares },
    recovery: recipientsOf(head).length,
  };
}

function serialHere(parts: KeyParts): string | null {
  try {
    return parts.token.serial();
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-signed-in') return null;
    throw error;
  }
}

/**
 * Opens a file by the key it is under, or, where that lies on another token, by what lies beside it for a key on this one. Each
 * use is allowed by role and counted.
 */
export async function opened<T>(parts: KeyParts, file: string, work: (by: OpenBy) => Promise<T>): Promise<T> {
  const head = await headOf(file);
  const shared = await shareHere(parts, file, head);
  if (shared === null) {
    await allow(parts, 'decrypt');
    const { key, version } = await keyOfHead(parts, head);
    mustBeHere(parts, key);
    return parts.ledger.use(
      { ...version, operation: 'decrypt', kind: 'process', act: 'decrypt', purpose: 'file' },
      () => work('own-key'),
    );
  }
  const { share, version } = shared;
  if (version !== null)
    return parts.ledger.use(
      {
        ...version,
        operation: 'decrypt',
        kind: 'process',
        act: 'open-shared',
        purpose: 'file of a colleague',
      },
      () => work(share),
    );
  // A key that was made elsewhere, which nobody counts here: what was done with it is recorded all the same.
  await allow(parts, 'open-shared');
  const told = {
    ...{ operation: 'share.open', objectType: 'key' },
    objectId: share.publicKeySha256.toString('hex').slice(0, 16),
  };
  await parts.activity.record({ ...told, outcome: 'begun' });
  try {
    const value = await work(share);
    await parts.activity.record({ ...told, outcome: 'done' });
    return value;
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'internal';
    await parts.activity.record({ ...told, outcome: 'failed', code });
    throw error;
  }
}

/** What opens a file of another token with a key on this one; null for a file of this token, and where there is nothing. */
async function shareHere(
  parts: KeyParts,
  file: string,
  head: Buffer,
): Promise<{
  readonly share: Exclude<OpenBy, string>;
  readonly version: VersionRecord | null;
} | null> {
  const names = await shareNames(file);
  const serial = serialHere(parts);
  if (names.length === 0 || serial === null) return null;
  const keys = await readKeys(parts.store);
  const { key } = await keyOfHead(parts, head);
  if (key.serial === serial) return null;
  const here = await parts.token.recoveryKeys();
  for (const name of names.filter((each) => here.includes(each))) {
    const share = await readShare(file, head, name);
    if (share === null) continue;
    const version = keys
      .filter((one) => one.serial === serial)
      .flatMap(({ versions }) => versions)
      .find(({ publicKey }) => publicKey !== null && sha256(publicKey) === name);
    return { share, version: version ?? null };
  }
  return null;
}

async function shareCertificate(
  parts: ApprovalParts,
  commonName: string,
): Promise<{ readonly pem: string; readonly publicKeySha256: string }> {
  await allow(parts, 'open-shared');
  const serial = parts.token.serial();
  const mine = async (): Promise<Uint8Array | null> =>
    (await readKeys(parts.store))
      .filter((key) => key.name === SHARE_KEY && key.serial === serial)
      .map((key) => activeOf(key)?.publicKey ?? null)
      .find((publicKey) => publicKey !== null) ?? null;
  let publicKey = await mine();
  if (publicKey === null) {
    await generateKey(parts, { name: SHARE_KEY, kind: 'rsa-wrap-3072' }, undefined, 'open-shared');
    publicKey = await mine();
  }
  if (publicKey === null)
    throw new Fault(
      'key-missing',
      'The token made no key that colleagues could open files up to.',
      'Use a token that can do RSA; the page Token shows what yours can do.',
    );
  const subject = { commonName, organisation: null, country: null };
  const certificate = await certifyWrapping(parts, publicKey, subject, YEARS);
  return { pem: pem('CERTIFICATE', certificate), publicKeySha256: sha256(publicKey) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
