import { createHash } from 'node:crypto';
import { type Verdict } from '../../src-shared/audit/types.ts';
import { type ReportVerification } from '../../src-shared/reports/types.ts';
import { DIGESTS, NOT_RELIED_ON, signatureHolds, SIGNATURES, strengthOf } from './algorithms.ts';
import { type Certificate, displayName, KEY_USAGE, readCertificate } from './certificate.ts';
import { readCms, type SignedCms } from './cms-read.ts';
import { DerError } from './der-read.ts';
import { type LocatedSignature } from './pdf-signatures.ts';
import { leadsToAnchor, validAt } from './trust.ts';

type SignatureResult = ReportVerification['signatures'][number];
/** What one check says against a signature. */
export type Objection = { readonly verdict: Exclude<Verdict, 'intact'>; readonly reason: string };
/** A signature with what each check said, and the objections, gravest first within a kind. */
export type Checked = { readonly result: SignatureResult; readonly objections: readonly Objection[] };

/** Document signing (RFC 9336), e-mail protection, any, Adobe's authentic documents, Microsoft's document signing. */
const USES = new Set([
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.5.5.7.3.4',
  '2.5.29.37.0',
  '1.2.840.113583.1.1.5',
  '1.3.6.1.4.1.311.10.3.12',
]);
/** The objection that something was changed. */
export const tampered = (reason: string): Objection => ({ verdict: 'tampered', reason });
/** The objection that leaves the answer open. */
export const unclear = (reason: string): Objection => ({ verdict: 'could-not-tell', reason });

const NOTHING_HOLDS: SignatureResult = {
  signer: 'unknown',
  issuer: 'unknown',
  claimedAt: null,
  algorithm: 'unknown',
  digestMatches: false,
  signatureValid: false,
  certificateBound: false,
  coversWholeFile: false,
  certificateValid: false,
  trusted: 'no-anchor',
};

/**
 * Checks one signature by itself: its digest, its mathematics, the binding and the fitness of its certificate, the trust.
 *
 * @param now - certificates must be valid now and at the claimed time
 */
export function checkSignature(
  pdf: Buffer,
  { range, contents, claimedAt }: LocatedSignature,
  anchors: readonly Certificate[],
  now: Date,
): Checked {
  const claimed = { ...NOTHING_HOLDS, claimedAt: claimedAt?.toISOString() ?? null };
  if (range === null)
    return { result: claimed, objections: [tampered('The signed range of the file is damaged.')] };
  const coversWholeFile = range.end === pdf.length && contents !== null;
  const place = { ...claimed, coversWholeFile };
  const opened = contents === null ? null : openContents(contents);
  if (opened === null) return { result: place, objections: [tampered('The signature is damaged.')] };

  const { cms, certificates, signer } = opened;
  const named = {
    ...place,
    signer: displayName(signer.x509.subject),
    issuer: displayName(signer.x509.issuer),
  };
  const digest = DIGESTS.get(cms.digestAlgorithm);
  const algorithm = SIGNATURES.get(cms.signatureAlgorithm);
  if (digest === undefined || algorithm === undefined)
    return { result: named, objections: [unknownAlgorithm(cms)] };

  const hash = createHash(digest)
    .update(pdf.subarray(0, range.gapFrom))
    .update(pdf.subarray(range.gapTo, range.end));
  const strength = strengthOf(signer, algorithm.key);
  const binding = bindingOf(cms, signer, certificates);
  const moments = claimedAt === null ? [now] : [now, claimedAt];
  const unusable = objectionToCertificate(signer, claimedAt, now);
  const result: SignatureResult = {
    ...named,
    algorithm: `${strength.name} with ${digest.toUpperCase().replace('SHA', 'SHA-')}`,
    digestMatches: hash.digest().equals(cms.messageDigest),
    signatureValid: strength.enough && signatureHolds(cms, signer, digest, algorithm.digest),
    certificateBound: binding === 'bound',
    certificateValid: unusable === null,
    trusted:
      anchors.length === 0
        ? 'no-anchor'
        : leadsToAnchor(signer, certificates, anchors, moments)
          ? 'trusted'
          : 'untrusted',
  };
  return { result, objections: objectionsTo(result, strength.enough, binding, unusable) };
}

function objectionsTo(
  result: SignatureResult,
  strongEnough: boolean,
  binding: Binding,
  unusable: Objection | null,
): readonly Objection[] {
  const objections: Objection[] = [];
  if (!result.digestMatches)
    objections.push(tampered('The content is not what was signed: its digest differs.'));
  if (!strongEnough)
    objections.push(unclear('The key of the signer is too weak, or of a kind not relied on.'));
  else if (!result.signatureValid)
    objections.push(tampered('The signature does not belong to the certificate.'));
  if (binding === 'broken') objections.push(tampered('The signature was made for another certificate.'));
  if (binding === 'missing')
    objections.push(unclear('The signature does not say which certificate it was made for.'));
  if (unusable !== null) objections.push(unusable);
  if (result.trusted === 'no-anchor')
    objections.push(unclear('No trusted certificate was given to check the signer.'));
  if (result.trusted === 'untrusted')
    objections.push(unclear('It is signed by a certificate that the trusted authority did not issue.'));
  return objections;
}

const unknownAlgorithm = (cms: SignedCms): Objection =>
  NOT_RELIED_ON.has(cms.digestAlgorithm) || NOT_RELIED_ON.has(cms.signatureAlgorithm)
    ? unclear('It is signed with an algorithm that is not relied on.')
    : tampered('The signature is damaged: it names no known algorithm.');

type Opened = {
  readonly cms: SignedCms;
  readonly signer: Certificate;
  readonly certificates: readonly Certificate[];
};

function openContents(contents: Uint8Array): Opened | null {
  try {
    const cms = readCms(contents);
    const certificates = cms.certificates.map(readCertificate);
    const id = cms.signer;
    const signer = certificates.find((each) =>
      'keyId' in id
        ? each.subjectKeyId !== null && same(each.subjectKeyId, id.keyId)
        : same(each.issuer, id.issuer) && same(each.serial, id.serial),
    );
    return signer === undefined ? null : { cms, signer, certificates };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

type Binding = 'bound' | 'missing' | 'broken';

/**
 * The first reference must name the signer (RFC 5035 §5.1.1). When more are named, the set is closed: each certificate that
 * came along must be named, and each named one must have come along.
 */
function bindingOf(cms: SignedCms, signer: Certificate, certificates: readonly Certificate[]): Binding {
  if (cms.references === null) return 'missing';
  const names = (
    { algorithm, hash }: NonNullable<SignedCms['references']>[number],
    { der }: Certificate,
  ): boolean => {
    const digest = DIGESTS.get(algorithm);
    return digest !== undefined && createHash(digest).update(der).digest().equals(hash);
  };
  const { references } = cms;
  const first = references[0];
  if (first === undefined || !names(first, signer)) return 'broken';
  if (references.length === 1) return 'bound';
  const closed =
    references.length === certificates.length &&
    references.every((reference) => certificates.some((each) => names(reference, each))) &&
    certificates.every((each) => references.some((reference) => names(reference, each)));
  return closed ? 'bound' : 'broken';
}

function objectionToCertificate(signer: Certificate, claimedAt: Date | null, now: Date): Objection | null {
  const { keyUsage, extendedKeyUsage, x509 } = signer;
  const maySign =
    (keyUsage === null ||
      keyUsage.has(KEY_USAGE.digitalSignature) ||
      keyUsage.has(KEY_USAGE.nonRepudiation)) &&
    (extendedKeyUsage === null || extendedKeyUsage.some((use) => USES.has(use))) &&
    !signer.hasUnknownCritical;
  if (!maySign) return unclear('The certificate of the signer may not be used to sign documents.');
  if (claimedAt !== null && !validAt(signer, claimedAt))
    return unclear('The certificate of the signer was not valid at the time when it claims to have signed.');
  if (!validAt(signer, now))
    return unclear(
      now > x509.validToDate
        ? `The certificate of the signer expired on ${x509.validToDate.toISOString().slice(0, 10)}; without a time stamp it cannot be told whether the signature is older.`
        : 'The certificate of the signer is not valid yet.',
    );
  return null;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
