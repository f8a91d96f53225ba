import { type SignatureResult } from '../../src-shared/reports/types.ts';
import { NOT_RELIED_ON, signatureHolds, SIGNATURES, strengthOf } from './algorithms.ts';
import { type Certificate, displayName } from './certificate.ts';
import { readCms, type SignedCms } from './cms-read.ts';
import { DerError } from './der-read.ts';
import { DIGESTS } from './digests.ts';
import { type Objection, tampered, unclear } from './objection.ts';
import { type Binding, bindingOf, type Signatories, signatoriesOf } from './signed-by.ts';
import { type CheckedTimeStamp, checkTimeStamp } from './time-stamp-check.ts';
import { leadsToAnchor, readAnchors, validAt } from './trust.ts';
import { type Trust } from './ports.ts';
import { maySignDocuments, SIGNING_USES } from './usage.ts';

/** What a signature by itself says, apart from which bytes of a file it covers. */
export type CmsResult = Omit<SignatureResult, 'coversWholeFile' | 'revision' | 'laterChanges'>;
/** A signature with what each check said, and the objections, gravest first within a kind. */
export type CheckedCms = {
  readonly result: CmsResult;
  readonly objections: readonly Objection[];
  /** DER of the signer's certificate; null when the signature cannot be read. */
  readonly certificate: Uint8Array | null;
  /** The time that the time-stamp proves; null without one that can be relied on. */
  readonly provenAt: Date | null;
};

/**
 * Where a signature stands: in a PDF, whose dictionary claims the time (ETSI EN 319 142-1 §6.3 forbids the signing-time
 * attribute), or beside what it is over, with that attribute (EN 319 122-1 §6.3 asks for it).
 */
export type Place = { readonly claimedAt: Date | null } | 'beside';

/** Digests of the signed content by name (`sha256`, `sha384`, `sha512`). */
export type DigestOf = (algorithm: string) => Uint8Array;

/** The trusted certificates, read. */
export type Anchors = {
  readonly signers: readonly Certificate[];
  readonly timeStamps: readonly Certificate[];
};

/**
 * Reads the trusted certificates.
 *
 * @throws Fault `trust-unreadable`
 */
export const anchorsOf = ({ signers, timeStamps }: Trust): Anchors => ({
  signers: readAnchors(signers),
  timeStamps: readAnchors(timeStamps),
});

/** Clocks of honest machines differ by less. Milliseconds. */
const TOLERANCE_MS = 5 * 60_000;

const NOTHING_HOLDS: CmsResult = {
  signer: 'unknown',
  issuer: 'unknown',
  serial: '',
  claimedAt: null,
  timeStamp: null,
  algorithm: 'unknown',
  digestMatches: false,
  signatureValid: false,
  certificateBound: false,
  certificateValid: false,
  trusted: 'no-anchor',
};

/** The result for a signature of which nothing can be read. */
export const damagedCms = (claimedAt: Date | null): CmsResult => ({
  ...NOTHING_HOLDS,
  claimedAt: claimedAt?.toISOString() ?? null,
});

/**
 * Checks one CMS signature over content of the digest given: its mathematics, the binding and the fitness of its certificate,
 * the trust, the time-stamp. A proven time counts as the time of signing; without one, certificates must be valid now.
 *
 * @param contents - the CMS; zeros may follow
 * @param place - where it stands; a signature that was made for the other place is objected to
 * @param knownBy - a time by which the signature is proven to have been there by something else, e.g. a later signature over it
 */
export function checkCms(
  contents: Uint8Array,
  digestOf: DigestOf,
  place: Place,
  anchors: Anchors,
  now: Date,
  knownBy: Date | null = null,
): CheckedCms {
  const opened = open(contents);
  const stated = place === 'beside' ? null : place.claimedAt;
  if (opened === null)
    return {
      result: damagedCms(stated),
      objections: [tampered('The signature is damaged.')],
      certificate: null,
      provenAt: null,
    };

  const { cms, signer, certificates } = opened;
  const claimed = stated ?? cms.signingTime;
  const named: CmsResult = {
    ...damagedCms(claimed),
    signer: displayName(signer.x509.subject),
    issuer: displayName(signer.x509.issuer),
    serial: signer.x509.serialNumber.toLowerCase().slice(0, 80),
  };
  const digest = DIGESTS.get(cms.digestAlgorithm);
  const algorithm = SIGNATURES.get(cms.signatureAlgorithm);
  if (digest === undefined || algorithm === undefined)
    return { result: named, objections: [unknownAlgorithm(cms)], certificate: signer.der, provenAt: null };

  const stamp =
    cms.timeStamp === null ? null : checkTimeStamp(cms.timeStamp, cms.signature, anchors.timeStamps, now);
  const stampedAt = stamp?.objection === null ? (stamp.info?.at ?? null) : null;
  const provenAt = stampedAt ?? knownBy;
  // A proven time takes the place of today: a certificate may have expired since.
  const moments = [provenAt ?? now, ...(claimed === null ? [] : [claimed])];
  const strength = strengthOf(signer, algorithm.key);
  const binding = bindingOf(cms, opened);
  const unusable = objectionToCertificate(signer, claimed, provenAt, now);
  const result: CmsResult = {
    ...named,
    timeStamp: stamp === null ? null : shown(stamp),
    algorithm: `${strength.name} with ${digest.toUpperCase().replace('SHA', 'SHA-')}`,
    digestMatches: Buffer.compare(digestOf(digest), cms.messageDigest) === 0,
    signatureValid: strength.enough && signatureHolds(cms, signer, digest, algorithm.digest),
    certificateBound: binding === 'bound',
    certificateValid: unusable === null,
    trusted:
      anchors.signers.length === 0
        ? 'no-anchor'
        : leadsToAnchor(signer, certificates, anchors.signers, moments, SIGNING_USES)
          ? 'trusted'
          : 'untrusted',
  };
  return {
    result,
    objections: [
      ...objectionsTo(result, strength.enough, binding, unusable),
      ...(stamp?.objection ? [stamp.objection] : []),
      ...((cms.signingTime === null) === (place === 'beside') ? [outOfPlace(place)] : []),
      ...(provenAt !== null && claimed !== null && claimed.getTime() > provenAt.getTime() + TOLERANCE_MS
        ? [unclear('It claims to have been signed after the time that its time-stamp proves.')]
        : []),
      ...(cms.hasUnknownUnsigned
        ? [unclear('The signature carries an addition that is not protected and not understood here.')]
        : []),
    ],
    certificate: signer.der,
    provenAt: stampedAt,
  };
}

/**
 * A PDF without its signature is a file, too: whoever gets an officer to sign such a file beside itself could put that signature
 * into the PDF, which shows something else once its bytes have moved; and the other way round.
 */
const outOfPlace = (place: Place): Objection =>
  unclear(
    place === 'beside'
      ? 'The signature does not say when it was made, as one beside a file has to: it may have been taken out of a PDF.'
      : 'The signature has a time of its own, which one in a PDF must not have: it may have been made for another file.',
  );

const shown = ({ info, authority, objection }: CheckedTimeStamp): SignatureResult['timeStamp'] => ({
  at: info?.at.toISOString() ?? null,
  authority,
  state: objection === null ? 'proven' : objection.verdict === 'tampered' ? 'forged' : 'not-relied-on',
});

function objectionsTo(
  result: CmsResult,
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

/**
 * The name of the digest that a CMS is over, so that large content can be hashed as it streams.
 *
 * @returns null when the CMS cannot be read or names a digest that is not relied on
 */
export function digestNamed(contents: Uint8Array): string | null {
  const opened = open(contents);
  return opened === null ? null : (DIGESTS.get(opened.cms.digestAlgorithm) ?? null);
}

function open(contents: Uint8Array): (Signatories & { readonly cms: SignedCms }) | null {
  try {
    const cms = readCms(contents);
    const who = signatoriesOf(cms);
    return who === null ? null : { cms, ...who };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function objectionToCertificate(
  signer: Certificate,
  claimedAt: Date | null,
  provenAt: Date | null,
  now: Date,
): Objection | null {
  const { x509 } = signer;
  if (!maySignDocuments(signer))
    return unclear('The certificate of the signer may not be used to sign documents.');
  if (claimedAt !== null && !validAt(signer, claimedAt))
    return unclear('The certificate of the signer was not valid at the time when it claims to have signed.');
  if (provenAt !== null)
    return validAt(signer, provenAt)
      ? null
      : unclear('The certificate of the signer was not valid at the time that the time-stamp proves.');
  if (!validAt(signer, now))
    return unclear(
      now > x509.validToDate
        ? `The certificate of the signer expired on ${x509.validToDate.toISOString().slice(0, 10)}; without a time-stamp it cannot be told whether the signature is older.`
        : 'The certificate of the signer is not valid yet.',
    );
  return null;
}
