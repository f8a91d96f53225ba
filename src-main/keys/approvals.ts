import { createHash, X509Certificate } from 'node:crypto';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { personOf } from '../base/person.ts';
import { signerName } from '../signing/index.ts';
import { parseCertificate, signChecked, type Signer, verifySignature } from '../token/index.ts';
import type { ApprovalRecord, ApproverTrust } from './ports.ts';
import type { KeyParts } from './ring.ts';

/** So many different officers, each with a token of their own. */
export const OFFICERS = 2;

/** What an approval needs beyond the key's own parts. */
export type ApprovalParts = KeyParts & { readonly signer: () => Signer | null };

/** Something that waits for approvals. */
export type Approvable = {
  /** One text for one request: what an officer signs. */
  readonly statement: string;
  /** When it was asked for, as the statement says: nobody approves before. RFC 3339. */
  readonly since: string;
  readonly approvals: readonly ApprovalRecord[];
  /** What trust in the approvers is enough. */
  readonly trusted: (verdict: ReturnType<ApproverTrust>) => boolean;
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const officerOf = (certificate: Uint8Array): string =>
  sha256(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }));

/**
 * Signs an approval with the token of whoever is signed in.
 *
 * @throws Fault `not-signed-in`, `key-second-person`, `certificate-untrusted`, `certificate-expired`, those of the token
 */
export async function signApproval(parts: ApprovalParts, asked: Approvable): Promise<ApprovalRecord> {
  const signer = parts.signer();
  if (signer === null)
    throw new Fault(
      'not-signed-in',
      'You are not signed in to the token.',
      'Sign in with your PIN, then try again.',
    );
  const { certificate } = signer.identity;
  const officer = officerOf(certificate);
  if (
    asked.approvals.some(
      (given) =>
        given.officer === officer ||
        personOf(signerName(given.certificate)) === personOf(signerName(certificate)),
    )
  )
    throw new Fault(
      'key-second-person',
      'You have approved this already; a second officer must approve with a token of their own.',
      'Ask another officer to sign in here with their token and approve.',
    );
  const { statement } = asked;
  const signature = await signChecked(signer, Buffer.from(statement, 'utf8'));
  const approval: ApprovalRecord = { officer, certificate, statement, signature, at: instantOf(parts.clock) };
  if (!asked.trusted((await parts.trust())(certificate)))
    throw new Fault(
      'certificate-untrusted',
      'Your approval would not count: no authority that is trusted here stands behind your certificate.',
      'Have the certificate of your authority put into the trust folder of this profile, then approve again.',
    );
  if (!(await isGood(parts, approval, asked)))
    throw new Fault(
      'certificate-expired',
      'Your approval would not count: your certificate is not valid today, or the clock was put back since this was asked for.',
      'Check the date of this computer; if it is right, import the renewed certificate of your key, then approve again.',
    );
  return approval;
}

/** How many different people have approved so that it counts: who shares a key or a name with another is the same. */
export async function officersFor(parts: Pick<KeyParts, 'trust'>, asked: Approvable): Promise<number> {
  const good: ApprovalRecord[] = [];
  for (const approval of asked.approvals) if (await isGood(parts, approval, asked)) good.push(approval);
  let people: ReadonlySet<string>[] = [];
  for (const { officer, certificate } of good) {
    const marks = new Set([`key ${officer}`, `name ${personOf(signerName(certificate))}`]);
    const same = people.filter((known) => [...marks].some((mark) => known.has(mark)));
    const one = new Set([marks, ...same].flatMap((known) => [...known]));
    people = [...people.filter((known) => !same.includes(known)), one];
  }
  return people.length;
}

/** An approval counts when its signature is over this very request, by a certificate that was valid and is trusted. */
async function isGood(
  parts: Pick<KeyParts, 'trust'>,
  approval: ApprovalRecord,
  { statement, since, trusted }: Approvable,
): Promise<boolean> {
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
    approval.statement === statement &&
    // The time is not signed: one put back would let a certificate count that has expired since.
    at >= Date.parse(since) &&
    at >= x509.validFromDate.getTime() &&
    at <= x509.validToDate.getTime() &&
    trusted((await parts.trust())(approval.certificate)) &&
    verifySignature(
      approval.certificate,
      algorithm,
      Buffer.from(approval.statement, 'utf8'),
      approval.signature,
    )
  );
}

/** An approval for the eye. */
export const approvalInfo = ({
  certificate,
  at,
}: ApprovalRecord): { readonly by: string; readonly at: string; readonly certificateSha256: string } => ({
  by: parseCertificate(certificate)?.subject.replaceAll('\n', ', ') ?? 'a certificate that cannot be read',
  at,
  certificateSha256: sha256(certificate),
});
