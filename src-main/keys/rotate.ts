import { X509Certificate } from 'node:crypto';
import { type Aftermath, isDataKind, type KeyState } from '../../src-shared/keys/types.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { aftermathOf } from './aftermath.ts';
import { certificateRequest, selfSigned, type SubjectName } from './certificate-request.ts';
import type { VersionRecord } from './ports.ts';
import {
  activate,
  activeOf,
  allow,
  freshVersion,
  keyDraft,
  type KeyParts,
  type KeyWithVersions,
  makeOnToken,
  mustBeHere,
  readKey,
  versionOf,
} from './ring.ts';
import { rotationOf } from './rotation.ts';
import { mayBecome } from './states.ts';

/**
 * Makes the next version of a key, or goes on where an earlier attempt ended. A data key is in use at once, and the one before
 * it only decrypts from then on; a signing key waits for its certificate while the one before it goes on signing.
 *
 * @returns the new version
 * @throws Fault `key-state`, `key-forbidden`, `token-…`
 */
export async function rotateKey(parts: KeyParts, keyIdOrName: string, signal?: AbortSignal): Promise<number> {
  await allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const newest = versionOf(key);
  const waiting = newest.state === 'pre-active';
  const next = waiting ? newest : freshVersion(key.keyId, newest.version + 1, instantOf(parts.clock));
  if (!waiting)
    await parts.store.addVersion(
      next,
      parts.activity.event({ ...keyDraft('generate', next, key.kind), outcome: 'begun' }),
    );
  // One that has its public half was made and read back; a secret key shows nothing and is made anew.
  if (next.publicKey === null) await makeOnToken(parts, key, next, signal);
  if (isDataKind(key.kind)) await activate(parts, next, activeOf(key));
  return next.version;
}

/** A data key that must be exchanged is, before it is used again. @returns the version to use */
export async function versionInUse(parts: KeyParts, key: KeyWithVersions): Promise<VersionRecord> {
  const active = activeOf(key);
  if (active !== null && rotationOf(active, parts.clock.now()).status !== 'due') return active;
  if (active === null && versionOf(key).state !== 'pre-active')
    throw new Fault(
      'key-state',
      'No version of this key is in use: it was suspended, compromised or ended.',
      'Rotate the key, which makes a new version, or use another key.',
    );
  const version = await rotateKey(parts, key.keyId);
  return versionOf(await readKey(parts.store, key.keyId), version);
}

/** The version of a signing key that a certificate is asked for. */
async function pair(
  parts: KeyParts,
  keyIdOrName: string,
): Promise<{ readonly version: VersionRecord; readonly publicKey: Uint8Array }> {
  await allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  const version = versionOf(key);
  if (version.publicKey === null)
    throw new Fault(
      'usage',
      'This key has no public half that a certificate could be issued for.',
      'Choose a key that signs; if its making was interrupted, rotate it first.',
    );
  return { version, publicKey: version.publicKey };
}

const certify =
  (parts: KeyParts, version: VersionRecord, purpose: string) =>
  (digest: Uint8Array): Promise<Uint8Array> =>
    parts.ledger.use({ ...version, operation: 'sign', kind: 'certify', act: 'make', purpose }, () =>
      parts.token.sign(version.tokenKeyId, digest),
    );

/** A certificate request for the newest version. @returns DER */
export async function requestCertificate(
  parts: KeyParts,
  keyIdOrName: string,
  subject: SubjectName,
): Promise<Uint8Array> {
  const { version, publicKey } = await pair(parts, keyIdOrName);
  return certificateRequest(subject, publicKey, certify(parts, version, 'certificate request'));
}

/** A certificate that the newest version signs for itself, put on the token. @returns DER */
export async function certifyItself(
  parts: KeyParts,
  keyIdOrName: string,
  subject: SubjectName,
  years: number,
): Promise<Uint8Array> {
  const { version, publicKey } = await pair(parts, keyIdOrName);
  const sign = certify(parts, version, 'certificate of its own');
  const der = await selfSigned(subject, publicKey, parts.clock.now(), years, sign);
  await importCertificates(parts, keyIdOrName, [der]);
  return der;
}

/**
 * Puts the issued certificate and its chain on the token and switches over: the version it was issued for is in use from
 * now on, and the profile signs with it.
 *
 * @param certificates - DER, in any order; one of them is for the newest version's public key
 * @throws Fault `certificate-missing`, `certificate-mismatch`, `certificate-expired`
 */
export async function importCertificates(
  parts: KeyParts,
  keyIdOrName: string,
  certificates: readonly Uint8Array[],
): Promise<number> {
  const { version, publicKey } = await pair(parts, keyIdOrName);
  const read = certificates.map((der) => new X509Certificate(der));
  const own = read.find((one) =>
    one.publicKey.export({ type: 'spki', format: 'der' }).equals(Buffer.from(publicKey)),
  );
  if (own === undefined)
    throw new Fault(
      'certificate-mismatch',
      'None of the certificates was issued for this key.',
      'Choose the certificate that came back for the newest request of this key.',
    );
  const now = parts.clock.now();
  if (now > own.validToDate.getTime() || now < own.validFromDate.getTime())
    throw new Fault(
      'certificate-expired',
      'The certificate is not valid now.',
      "Check this computer's date; if it is right, ask the authority for another certificate.",
    );
  const key = await readKey(parts.store, keyIdOrName);
  await parts.token.importCertificate(version.tokenKeyId, `${key.name} v${version.version}`, own.raw);
  for (const one of read)
    if (one !== own) await parts.token.importCertificate(null, one.subject.slice(0, 200), one.raw);
  await parts.store.setCertificate(
    key.keyId,
    version.version,
    own.raw,
    parts.activity.event(keyDraft('certify', version)),
  );
  if (version.state === 'pre-active') {
    await activate(parts, version, activeOf(key));
    await parts.signWith(version.tokenKeyId);
  }
  return version.version;
}

/**
 * Suspends, resumes or ends a version, or declares it compromised.
 *
 * @throws Fault `key-state` when the state does not allow it
 */
export async function changeState(
  parts: KeyParts,
  keyIdOrName: string,
  version: number,
  to: KeyState,
  reason: string,
): Promise<Aftermath> {
  await allow(parts, 'end');
  const key = await readKey(parts.store, keyIdOrName);
  const found = versionOf(key, version);
  if (to === 'destroyed' || !mayBecome(found.state, to) || found.state === 'pre-active')
    throw new Fault(
      'key-state',
      `A version that is ${found.state} cannot become ${to} this way.`,
      'Look at the key again; a destruction is asked for and approved by two officers.',
    );
  await parts.store.change(
    [{ keyId: key.keyId, version, from: found.state, to, reason, at: instantOf(parts.clock) }],
    parts.activity.event(keyDraft(to === 'active' ? 'resume' : STATE_WORD[to], found, 'state changed')),
  );
  return aftermathOf(parts, key.keyId, version);
}

const STATE_WORD: Readonly<Record<KeyState, string>> = {
  'pre-active': 'prepare',
  active: 'resume',
  suspended: 'suspend',
  deactivated: 'deactivate',
  compromised: 'compromise',
  destroyed: 'destroy',
};
