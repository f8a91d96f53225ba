import { createHash, X509Certificate } from 'node:crypto';
import type { RecoveryKeyInfo, RecoveryState, RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import type { ActivityDraft } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { MOST_RECIPIENTS, parseCertificate } from '../token/index.ts';
import {
  type Approvable,
  approvalInfo,
  type ApprovalParts,
  OFFICERS,
  officersFor,
  signApproval,
} from './approvals.ts';
import { recipientFit } from './recipient-fit.ts';
import type { RecipientRule, RecoveryRecord } from './ports.ts';
import { allow, type KeyParts, newId } from './ring.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const publicKeyOf = (certificate: Uint8Array): Uint8Array =>
  new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
const line = (name: string): string => name.replaceAll('\n', ', ');

const draft = (operation: string, recoveryId: string, purpose = ''): ActivityDraft => ({
  ...{ operation: `recovery.${operation}`, objectType: 'recovery-key', objectId: recoveryId, purpose },
});

/** What an officer signs: one text for one proposal. */
function statementOf({ recoveryId, proposedAt, certificate }: RecoveryRecord): string {
  const x509 = new X509Certificate(certificate);
  return [
    'attestry recovery key v1',
    `proposal ${recoveryId} of ${proposedAt}`,
    `subject ${line(x509.subject)}`,
    `certificate ${sha256(certificate)}`,
    `public key ${sha256(publicKeyOf(certificate))}`,
    'Whoever holds this key can read everything that is encrypted here from now on.',
    '',
  ].join('\n');
}

/**
 * Where nobody is trusted explicitly, anybody who can write the cache could make two approvers of their own: for a key that
 * reads everything that is not enough.
 */
const approvable = (recovery: RecoveryRecord): Approvable => ({
  statement: statementOf(recovery),
  since: recovery.proposedAt,
  approvals: recovery.approvals,
  trusted: (verdict) => verdict === 'trusted',
});

async function stateOf(parts: KeyParts, recovery: RecoveryRecord): Promise<RecoveryState> {
  if (recovery.removed !== null) return 'removed';
  if (recovery.approvals.length < OFFICERS) return 'waiting';
  // What cannot be checked does not count; nothing is left unencrypted because of it.
  const officers = await officersFor(parts, approvable(recovery)).catch(() => 0);
  return officers < OFFICERS ? 'doubtful' : 'in-use';
}

/** Recovery keys that are used now: public halves (SubjectPublicKeyInfo, DER) that envelopes are to name. */
export async function recipientsInUse(parts: KeyParts): Promise<readonly Uint8Array[]> {
  const recipients: Uint8Array[] = [];
  for (const recovery of await parts.store.recovery.list())
    if ((await stateOf(parts, recovery)) === 'in-use') recipients.push(publicKeyOf(recovery.certificate));
  // More than two are not named by us; whoever wrote more into the cache gains nothing by it.
  return recipients.slice(-MOST_RECIPIENTS);
}

/**
 * What must be encrypted anew because of recovery keys: what lacks one in use, and what one can open that was removed. One
 * whose approvals do not count just now is neither given nor taken away.
 */
export async function recipientRule(parts: KeyParts): Promise<RecipientRule> {
  const wanted = (await recipientsInUse(parts)).map(sha256);
  const removed = (await parts.store.recovery.list()).flatMap(({ removed: gone, certificate }) =>
    gone === null || parseCertificate(certificate) === undefined ? [] : [sha256(publicKeyOf(certificate))],
  );
  return { wanted, unwanted: [...new Set(removed)].filter((hash) => !wanted.includes(hash)) };
}

/** Whether an envelope is as a rule wants it. @param recipients - hashes that it names, hexadecimal */
export const isOutdated = (recipients: readonly string[], { wanted, unwanted }: RecipientRule): boolean =>
  wanted.some((hash) => !recipients.includes(hash)) || unwanted.some((hash) => recipients.includes(hash));

/** How recovery stands. Needs no token. */
export async function recoveryStatus(parts: KeyParts): Promise<RecoveryStatus> {
  const uses = await parts.store.recovery.uses();
  const recoveries: RecoveryKeyInfo[] = [];
  for (const recovery of await parts.store.recovery.list()) {
    const { recoveryId, certificate, proposedAt, proposedBy, approvals, removed } = recovery;
    // Somebody may have put anything there: it is shown for what it is, and not used.
    const x509 = parseCertificate(certificate);
    const publicKeySha256 = sha256(x509 === undefined ? certificate : publicKeyOf(certificate));
    recoveries.push({
      ...{ recoveryId, proposedAt, proposedBy, removed, publicKeySha256 },
      state: x509 === undefined ? 'doubtful' : await stateOf(parts, recovery),
      subject: line(x509?.subject ?? 'a certificate that cannot be read'),
      issuer: line(x509?.issuer ?? ''),
      notAfter: (x509?.validToDate ?? new Date(0)).toISOString(),
      bits: x509?.publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
      certificateSha256: sha256(certificate),
      approvals: approvals.map(approvalInfo),
      operations: uses.find((use) => use.publicKeySha256 === publicKeySha256)?.operations ?? 0,
    });
  }
  return { recoveries, outdated: [...(await parts.store.recovery.outdated(await recipientRule(parts)))] };
}

/**
 * Proposes a recovery key; it is used after two officers approved.
 *
 * @param certificate - DER
 * @returns the proposal's id
 * @throws Fault `recovery-unfit` for a key or certificate that is not taken, `key-state` when two stand already, `key-forbidden`
 */
export async function proposeRecovery(parts: KeyParts, certificate: Uint8Array): Promise<string> {
  await allow(parts, 'recovery');
  mustFit(certificate, parts.clock.now());
  const standing = (await parts.store.recovery.list()).filter(({ removed }) => removed === null);
  const publicKey = sha256(publicKeyOf(certificate));
  if (standing.some((one) => sha256(publicKeyOf(one.certificate)) === publicKey))
    throw new Fault(
      'key-state',
      'This key is proposed or in use as a recovery key already.',
      'Look at the recovery keys; approve it if it waits.',
    );
  if (standing.length >= MOST_RECIPIENTS)
    throw new Fault(
      'key-state',
      `There are ${MOST_RECIPIENTS} recovery keys already.`,
      'Take one of them out of use first.',
    );
  const recoveryId = newId();
  await parts.store.recovery.propose(
    { recoveryId, certificate, proposedAt: instantOf(parts.clock), proposedBy: parts.who() },
    parts.activity.event(draft('propose', recoveryId, `public key ${publicKey.slice(0, 16)}`)),
  );
  return recoveryId;
}

function mustFit(certificate: Uint8Array, now: number): void {
  const fit = recipientFit(new X509Certificate(certificate), now);
  if (fit !== 'fits' && fit !== 'dates')
    throw new Fault(
      'recovery-unfit',
      'The certificate is not for an RSA key of 3072 to 4096 bits.',
      'Make such a key on the recovery token and take a certificate for that one.',
    );
  if (fit === 'dates')
    throw new Fault(
      'recovery-unfit',
      'The certificate is not valid today.',
      "Check this computer's date; if it is right, take a certificate that is valid for some years.",
    );
}

async function readStanding(parts: KeyParts, recoveryId: string): Promise<RecoveryRecord> {
  const found = (await parts.store.recovery.list()).find((one) => one.recoveryId === recoveryId);
  if (found === undefined)
    throw new Fault('key-missing', 'There is no such recovery key.', 'Look at the recovery keys.');
  if (found.removed === null) return found;
  throw new Fault(
    'key-state',
    'This recovery key was taken out of use.',
    'Propose it again if it shall be used.',
  );
}

/** Approves with the token of whoever is signed in. @throws Fault as a destruction's approval */
export async function approveRecovery(parts: ApprovalParts, recoveryId: string): Promise<void> {
  await allow(parts, 'recovery');
  const recovery = await readStanding(parts, recoveryId);
  const approval = await signApproval(parts, approvable(recovery));
  await parts.store.recovery.approve(
    recoveryId,
    approval,
    parts.activity.event(draft('approve', recoveryId)),
  );
}

/** Takes a recovery key out of use, or a proposal back. @throws Fault `usage` without a reason, `key-forbidden` */
export async function removeRecovery(parts: KeyParts, recoveryId: string, reason: string): Promise<void> {
  await allow(parts, 'recovery');
  if (reason.trim() === '')
    throw new Fault('usage', 'The reason is missing.', 'Say why; it is kept with the record.');
  await readStanding(parts, recoveryId);
  await parts.store.recovery.remove(
    recoveryId,
    { at: instantOf(parts.clock), by: parts.who(), reason: reason.trim() },
    parts.activity.event(draft('remove', recoveryId)),
  );
}
