import { createHash, X509Certificate } from 'node:crypto';
import type { KeyRequest } from '../../src-shared/keys/types.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { signChecked, type Signer, verifySignature } from '../token/index.ts';
import type { ApprovalRecord, ApproverTrust, KeyRecord, RequestRecord, VersionRecord } from './ports.ts';
import { allow, keyDraft, type KeyParts, mustBeHere, newId, readKey, versionOf } from './ring.ts';

/** So many different officers, each with a token of their own. */
const OFFICERS = 2;

/** What an approval needs beyond the key's own parts. */
export type ApprovalParts = KeyParts & {
  readonly signer: () => Signer | null;
  readonly trust: () => Promise<ApproverTrust>;
};

/** What an officer signs: one text for one request. */
function statementOf(request: RequestRecord, key: KeyRecord, version: VersionRecord): string {
  const publicKey =
    version.publicKey === null ? 'none' : createHash('sha256').update(version.publicKey).digest('hex');
  return [
    'attestry key destruction v1',
    `request ${request.requestId} of ${request.requestedAt}`,
    `key ${key.keyId} version ${version.version} kind ${key.kind}`,
    `token ${key.serial} id ${version.tokenKeyId}`,
    `public key ${publicKey}`,
    'This key shall be destroyed. What is still encrypted under it can never be read again.',
    '',
  ].join('\n');
}

const officerOf = (certificate: Uint8Array): string =>
  createHash('sha256')
    .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
const subjectOf = (certificate: Uint8Array): string =>
  new X509Certificate(certificate).subject.replaceAll('\n', ', ');

/**
 * Asks for the destruction of a version.
 *
 * @throws Fault `key-state` for one that is in use, `key-in-use` while something is encrypted under it
 */
export async function requestDestruction(
  parts: ApprovalParts,
  keyIdOrName: string,
  version: number,
  reason: string,
): Promise<string> {
  await allow(parts, 'end');
  const key = await readKey(parts.store, keyIdOrName);
  const found = versionOf(key, version);
  if (!['pre-active', 'deactivated', 'compromised'].includes(found.state))
    throw new Fault(
      'key-state',
      `A version that is ${found.state} is not destroyed.`,
      'Rotate the key or take this version out of use first.',
    );
  if (found.objects > 0)
    throw new Fault(
      'key-in-use',
      `${found.objects} things are still encrypted under this version.`,
      'Bring them under the newest version first (re-wrap), then ask again.',
    );
  const open = (await parts.store.requests()).find(
    (request) =>
      request.keyId === key.keyId &&
      request.version === version &&
      (request.state === 'waiting' || request.state === 'destroying'),
  );
  if (open !== undefined) return open.requestId;
  const requestId = newId();
  await parts.store.addRequest(
    {
      ...{ requestId, keyId: key.keyId, version, reason, state: 'waiting' },
      requestedAt: instantOf(parts.clock),
      requestedBy: parts.who(),
    },
    parts.activity.event(keyDraft('ask-destruction', found, `request ${requestId}`)),
  );
  return requestId;
}

/**
 * Approves with the token of whoever is signed in.
 *
 * @throws Fault `key-second-person`, `key-forbidden`, `certificate-untrusted`, `certificate-expired`, those of the token
 */
export async function approveDestruction(parts: ApprovalParts, requestId: string): Promise<void> {
  await allow(parts, 'approve');
  const signer = parts.signer();
  if (signer === null)
    throw new Fault(
      'not-signed-in',
      'You are not signed in to the token.',
      'Sign in with your PIN, then try again.',
    );
  const { request, key, version } = await readRequest(parts, requestId);
  const { certificate } = signer.identity;
  const officer = officerOf(certificate);
  if (
    request.approvals.some(
      (given) => given.officer === officer || subjectOf(given.certificate) === subjectOf(certificate),
    )
  )
    throw new Fault(
      'key-second-person',
      'You have approved this already; a second officer must approve with a token of their own.',
      'Ask another officer to sign in here with their token and approve.',
    );
  const statement = statementOf(request, key, version);
  const signature = await signChecked(signer, Buffer.from(statement, 'utf8'));
  const approval: ApprovalRecord = { officer, certificate, statement, signature, at: instantOf(parts.clock) };
  if ((await parts.trust())(certificate) === 'untrusted')
    throw new Fault(
      'certificate-untrusted',
      'Your approval would not count: no authority that is trusted here stands behind your certificate.',
      'Have the certificate of your authority put into the trust folder of this profile, then approve again.',
    );
  if (!(await isGood(parts, approval, { request, key, version })))
    throw new Fault(
      'certificate-expired',
      'Your approval would not count: your certificate is not valid today.',
      'Import the renewed certificate of your key, then approve again.',
    );
  await parts.store.addApproval(
    requestId,
    approval,
    parts.activity.event(keyDraft('approve-destruction', version, `request ${requestId}`)),
  );
}

type Asked = {
  readonly request: RequestRecord;
  readonly key: KeyRecord;
  readonly version: VersionRecord;
};

async function readRequest(parts: KeyParts, requestId: string): Promise<Asked> {
  const request = (await parts.store.requests()).find((one) => one.requestId === requestId);
  if (request === undefined)
    throw new Fault('key-missing', 'There is no such request.', 'Look at the approvals that wait.');
  const key = await readKey(parts.store, request.keyId);
  return { request, key, version: versionOf(key, request.version) };
}

/** An approval counts when its signature is over this very request, by a certificate that was valid and is trusted. */
async function isGood(parts: ApprovalParts, approval: ApprovalRecord, asked: Asked): Promise<boolean> {
  const x509 = new X509Certificate(approval.certificate);
  const at = Date.parse(approval.at);
  const details = x509.publicKey.asymmetricKeyDetails;
  const algorithm =
    x509.publicKey.asymmetricKeyType === 'rsa'
      ? 'rsa'
      : details?.namedCurve === 'secp384r1'
        ? 'ecdsa-p384'
        : 'ecdsa-p256';
  return (
    approval.officer === officerOf(approval.certificate) &&
    approval.statement === statementOf(asked.request, asked.key, asked.version) &&
    at >= x509.validFromDate.getTime() &&
    at <= x509.validToDate.getTime() &&
    (await parts.trust())(approval.certificate) !== 'untrusted' &&
    verifySignature(
      approval.certificate,
      algorithm,
      Buffer.from(approval.statement, 'utf8'),
      approval.signature,
    )
  );
}

/**
 * Destroys a version after two different officers approved, or goes on with a destruction that was interrupted.
 *
 * @throws Fault `key-second-person` while approvals are missing, `key-forbidden`, `key-in-use`, `key-state`, `token-…`
 */
export async function destroyApproved(parts: ApprovalParts, requestId: string): Promise<void> {
  await allow(parts, 'end');
  const asked = await readRequest(parts, requestId);
  const { request, key, version } = asked;
  mustBeHere(parts, key);
  const good: ApprovalRecord[] = [];
  for (const approval of request.approvals) if (await isGood(parts, approval, asked)) good.push(approval);
  const officers = new Set(good.map(({ officer }) => officer));
  const subjects = new Set(good.map(({ certificate }) => subjectOf(certificate)));
  if (Math.min(officers.size, subjects.size) < OFFICERS)
    throw new Fault(
      'key-second-person',
      `${officers.size} of ${OFFICERS} officers have approved.`,
      'Ask another officer to sign in here with their own token and approve.',
    );
  const told = (outcome: 'begun' | 'done') =>
    parts.activity.event({ ...keyDraft('destroy', version, `request ${requestId}`), outcome });
  const at = instantOf(parts.clock);
  // From here on nothing new can come under it, and a crash is taken up again.
  if (request.state === 'waiting')
    await parts.store.setRequest(requestId, 'waiting', 'destroying', at, told('begun'));
  const there = (await parts.token.inventory()).some(({ keyId }) => keyId === version.tokenKeyId);
  if (there) await parts.token.destroy(version.tokenKeyId);
  await parts.store.setRequest(requestId, 'destroying', 'done', at, told('done'));
}

/** Requests for the eye, newest first. */
export async function listRequests(parts: KeyParts): Promise<readonly KeyRequest[]> {
  return (await parts.store.requests()).map(({ approvals, state, ...request }) => ({
    ...request,
    state: state === 'waiting' && approvals.length >= OFFICERS ? 'approved' : state,
    approvals: approvals.map(({ certificate, at }) => ({
      by: subjectOf(certificate),
      at,
      certificateSha256: createHash('sha256').update(certificate).digest('hex'),
    })),
  }));
}
