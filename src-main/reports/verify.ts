import { createHash, verify as verifySignature } from 'node:crypto';
import { type Verdict } from '../../src-shared/audit/types.ts';
import { type ReportVerification } from '../../src-shared/reports/types.ts';
import { Fault } from '../base/fault.ts';
import { type Certificate, displayName, KEY_USAGE, readCertificate } from './certificate.ts';
import { readCms, type SignedCms } from './cms-read.ts';
import { DerError } from './der-read.ts';
import { hasRemains, locateSignatures, type LocatedSignature } from './pdf-signatures.ts';
import { leadsToAnchor, validAt } from './trust.ts';

type SignatureResult = ReportVerification['signatures'][number];
/** What one check says against a signature; `weight` decides between `tampered` and `could-not-tell`. */
type Objection = { readonly verdict: Exclude<Verdict, 'intact'>; readonly reason: string };
type Checked = { readonly result: SignatureResult; readonly objections: readonly Objection[] };

const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
/** Signature algorithms with the digest they imply; rsaEncryption takes the digest algorithm's (RFC 5754 §3.2). */
const SIGNATURES: ReadonlyMap<string, { readonly key: 'rsa' | 'ec'; readonly digest: string | null }> =
  new Map([
    ['1.2.840.113549.1.1.1', { key: 'rsa', digest: null }],
    ['1.2.840.113549.1.1.11', { key: 'rsa', digest: 'sha256' }],
    ['1.2.840.113549.1.1.12', { key: 'rsa', digest: 'sha384' }],
    ['1.2.840.113549.1.1.13', { key: 'rsa', digest: 'sha512' }],
    ['1.2.840.10045.4.3.2', { key: 'ec', digest: 'sha256' }],
    ['1.2.840.10045.4.3.3', { key: 'ec', digest: 'sha384' }],
    ['1.2.840.10045.4.3.4', { key: 'ec', digest: 'sha512' }],
  ]);
/** SHA-1, MD5 and RSASSA-PSS: known, and not relied on here; anything else is damage. */
const NOT_RELIED_ON = new Set(['1.3.14.3.2.26', '1.2.840.113549.2.5', '1.2.840.113549.1.1.10']);
const CURVES = new Set(['prime256v1', 'secp384r1']);
/** Document signing (RFC 9336), e-mail protection, any, Adobe's authentic documents, Microsoft's document signing. */
const USES = new Set([
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.5.5.7.3.4',
  '2.5.29.37.0',
  '1.2.840.113583.1.1.5',
  '1.3.6.1.4.1.311.10.3.12',
]);
const MAX_BYTES = 1_000_000_000;

/**
 * Checks the signatures of a PDF from its bytes alone, with no code of the signing side. `intact` only when the last
 * signature covers the whole file, every signature is right and by a certificate that leads to one of `trust`;
 * `tampered` when a digest, a signature, the binding of the certificate or the coverage fails.
 *
 * @param fileName - shown in the result, never opened
 * @param trust - DER of the trusted certificates; empty means that nobody was named as trusted
 * @param now - certificates must be valid now and at the claimed time
 * @throws Fault `pdf-unreadable` when it is no PDF, `pdf-encrypted`, `pdf-unsupported`, `trust-unreadable`
 */
// Asynchronous in its contract: revocation and time stamps will need to wait.
export function verifyReport(
  pdf: Uint8Array,
  fileName: string,
  trust: readonly Uint8Array[],
  now: Date,
): Promise<ReportVerification> {
  return Promise.resolve().then(() => {
    const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
    const anchors = trust.map(readAnchor);
    refuseForeign(bytes);
    const located = locateSignatures(bytes);
    refuseUnreadable(bytes, located.length > 0);
    const checked = located.map((signature) => checkSignature(bytes, signature, anchors, now));
    const objections = [...objectionsToFile(bytes, checked), ...checked.flatMap((each) => each.objections)];
    const worst = objections.find(({ verdict }) => verdict === 'tampered') ?? objections[0];
    return {
      result: worst?.verdict ?? 'intact',
      reason: worst?.reason ?? null,
      file: fileName.slice(0, 500),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      signatures: checked.map(({ result }) => result),
    };
  });
}

function readAnchor(der: Uint8Array): Certificate {
  try {
    return readCertificate(der);
  } catch (error) {
    throw new Fault(
      'trust-unreadable',
      'A trusted certificate cannot be read.',
      'Choose the certificate of the authority as a PEM or DER file.',
      error,
    );
  }
}

function refuseForeign(pdf: Buffer): void {
  if (pdf.length > MAX_BYTES)
    throw new Fault(
      'pdf-unsupported',
      'The file is too large to be a report.',
      'Check that it is the right file.',
    );
  for (let at = pdf.indexOf('/Encrypt'); at >= 0; at = pdf.indexOf('/Encrypt', at + 8))
    if (!isRegular(pdf[at + 8]))
      throw new Fault(
        'pdf-encrypted',
        'The PDF is encrypted, so its signature cannot be checked.',
        'Ask for the original file, as it was signed.',
      );
}

/** Whether a byte can continue a name (ISO 32000-1 §7.2.2): `/Encryption` is not `/Encrypt`. */
const isRegular = (byte: number | undefined): boolean =>
  byte === undefined || (byte > 0x20 && !'()<>[]{}/%'.includes(String.fromCharCode(byte)));

function refuseUnreadable(pdf: Buffer, signed: boolean): void {
  // With a signature in it, a damaged beginning is a finding and not an unreadable file.
  if (signed || hasRemains(pdf) || pdf.subarray(0, 1024).includes('%PDF-')) return;
  throw new Fault(
    'pdf-unreadable',
    'The file is not a PDF.',
    'Check that it is the right file: a report is a PDF made and signed by this application.',
  );
}

function objectionsToFile(pdf: Buffer, checked: readonly Checked[]): readonly Objection[] {
  const last = checked.at(-1);
  if (last !== undefined)
    return last.result.coversWholeFile
      ? []
      : [
          tampered(
            'Bytes were added, removed or changed after the last signature: it does not cover the whole file.',
          ),
        ];
  return hasRemains(pdf)
    ? [tampered('The file holds remains of a signature that can no longer be read.')]
    : [unclear('The file is not signed.')];
}

const tampered = (reason: string): Objection => ({ verdict: 'tampered', reason });
const unclear = (reason: string): Objection => ({ verdict: 'could-not-tell', reason });

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

function checkSignature(
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

function strengthOf({ x509 }: Certificate, expected: 'rsa' | 'ec'): { name: string; enough: boolean } {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
    if (type === 'rsa') {
      const bits = details?.modulusLength ?? 0;
      return { name: `RSA ${bits.toString()}`, enough: expected !== 'rsa' || bits >= 2048 };
    }
    const curve = details?.namedCurve ?? '';
    if (type === 'ec')
      return { name: curve === 'prime256v1' ? 'ECDSA P-256' : `ECDSA ${curve}`, enough: CURVES.has(curve) };
  } catch {
    // A key that cannot be read is not relied on.
  }
  return { name: 'unknown key', enough: false };
}

function signatureHolds(
  cms: SignedCms,
  { x509 }: Certificate,
  digest: string,
  implied: string | null,
): boolean {
  if (implied !== null && implied !== digest) return false;
  try {
    const expected = SIGNATURES.get(cms.signatureAlgorithm)?.key;
    if (x509.publicKey.asymmetricKeyType !== expected) return false;
    return verifySignature(digest, cms.signedAttributes, x509.publicKey, cms.signature);
  } catch {
    return false;
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
