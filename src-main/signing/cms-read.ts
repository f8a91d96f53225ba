import {
  contentOf,
  type Der,
  DerError,
  firstDer,
  oidOf,
  onlyDer,
  partsOf,
  smallIntegerOf,
  timeOf,
} from './der-read.ts';
import { OID } from './formats.ts';

/** What a CMS SignedData with one signer says (RFC 5652 §5), nothing checked yet but its form. */
export type SignedCms = {
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly certificates: readonly Uint8Array[];
  /** DER of the issuer's name and the serial number, or the subject key identifier. */
  readonly signer:
    { readonly issuer: Uint8Array; readonly serial: Uint8Array } | { readonly keyId: Uint8Array };
  /** The signed attributes as the SET OF that the signature is over. */
  readonly signedAttributes: Uint8Array;
  readonly messageDigest: Uint8Array;
  /** Claimed time of signing; null where the attribute is missing. */
  readonly signingTime: Date | null;
  /** References of signing-certificate-v2 (RFC 5035 §3), the signer's first; null where the attribute is missing. */
  readonly references: readonly CertificateReference[] | null;
  readonly signature: Uint8Array;
  /** Time-stamp token over the signature (DER), from the unsigned attributes. */
  readonly timeStamp: Uint8Array | null;
  /** Unsigned attributes that are not understood here are there. */
  readonly hasUnknownUnsigned: boolean;
};

/** Names a certificate by its hash. */
export type CertificateReference = { readonly algorithm: string; readonly hash: Uint8Array };

const MAX_CERTIFICATES = 30;

/**
 * Reads the detached CMS at the beginning of `padded`; only zeros may follow. Everything that the signature does not protect
 * is held to one form, so that a changed byte cannot go unnoticed.
 *
 * @throws DerError
 */
export function readCms(padded: Uint8Array): SignedCms {
  const contentInfo = firstDer(padded);
  if (padded.subarray(contentInfo.raw.length).some((byte) => byte !== 0)) throw new DerError('padding');
  const [version, digestAlgorithms, encapsulated, ...rest] = signedDataOf(contentInfo);
  // Only certificates may stand between; revocation lists are not part of the baseline profile.
  const [certificates] = exactly(rest.slice(0, -1), 1);
  if (oidOf(onlyPart(encapsulated, 0x30)) !== OID.data) throw new DerError('not detached');

  const signer = readSignerInfo(onlyPart(rest.at(-1), 0x31), OID.data);
  const expectedVersion = 'keyId' in signer.signer ? 3 : 1;
  if (smallIntegerOf(version) !== expectedVersion || signer.version !== expectedVersion)
    throw new DerError('version');
  if (algorithmOf(onlyPart(digestAlgorithms, 0x31)) !== signer.digestAlgorithm) throw new DerError('digest');
  return { ...signer, certificates: certificatesIn(certificates) };
}

/**
 * Reads a SignedData that carries its content, as a time-stamp token does (RFC 3161 §2.4.2). Laxer about what surrounds the
 * one signer, since others wrote it and nothing of that is relied on.
 *
 * @throws DerError
 */
export function readCarryingCms(
  der: Uint8Array,
  contentType: string,
): { readonly cms: SignedCms; readonly content: Uint8Array } {
  const [, , encapsulated, ...rest] = signedDataOf(onlyDer(der));
  const [type, content] = exactly(partsOf(encapsulated, 0x30), 2);
  if (oidOf(type) !== contentType) throw new DerError('content type');
  const signer = readSignerInfo(onlyPart(rest.at(-1), 0x31), contentType);
  return {
    cms: { ...signer, certificates: certificatesIn(rest.find(({ tag }) => tag === 0xa0)) },
    content: contentOf(onlyPart(content, 0xa0), 0x04),
  };
}

/** The members of the SignedData within a ContentInfo. */
function signedDataOf(contentInfo: Der): readonly Der[] {
  const [type, content] = exactly(partsOf(contentInfo, 0x30), 2);
  if (oidOf(type) !== OID.signedData) throw new DerError('not signed data');
  return partsOf(onlyPart(content, 0xa0), 0x30);
}

function certificatesIn(field: Der | undefined): readonly Uint8Array[] {
  const parts = partsOf(field, 0xa0);
  if (parts.length === 0 || parts.length > MAX_CERTIFICATES) throw new DerError('certificates');
  return parts.map(({ raw }) => raw);
}

type SignerInfo = Omit<SignedCms, 'certificates'> & { readonly version: number };

function readSignerInfo(info: Der, contentType: string): SignerInfo {
  const parts = partsOf(info, 0x30);
  const [version, sid, digest, attributes, algorithm, signature, unsigned] = parts;
  if (parts.length > 7 || (unsigned !== undefined && unsigned.tag !== 0xa1)) throw new DerError('signer');
  const values = readAttributes(attributes, 0xa0);
  if (oidOf(values.get(OID.contentType)) !== contentType) throw new DerError('content type');
  const references = values.get(OID.signingCertificateV2);
  const signingTime = values.get(OID.signingTime);
  const added = unsigned === undefined ? new Map<string, Der>() : readAttributes(unsigned, 0xa1);
  if (attributes === undefined || (unsigned !== undefined && added.size === 0))
    throw new DerError('attributes');
  return {
    version: smallIntegerOf(version),
    digestAlgorithm: algorithmOf(digest),
    signatureAlgorithm: algorithmOf(algorithm),
    signer: readSigner(sid),
    // RFC 5652 §5.4: the signature is over the attributes tagged as SET OF, not as [0].
    signedAttributes: Buffer.concat([Uint8Array.of(0x31), attributes.raw.subarray(1)]),
    messageDigest: contentOf(values.get(OID.messageDigest), 0x04),
    signingTime: signingTime === undefined ? null : timeOf(signingTime),
    references: references === undefined ? null : readReferences(references),
    signature: contentOf(signature, 0x04),
    timeStamp: added.get(OID.signatureTimeStamp)?.raw ?? null,
    hasUnknownUnsigned: [...added.keys()].some((id) => id !== OID.signatureTimeStamp),
  };
}

function readSigner(sid: Der | undefined): SignedCms['signer'] {
  if (sid?.tag === 0x80) return { keyId: sid.content };
  const [issuer, serial] = exactly(partsOf(sid, 0x30), 2);
  if (issuer === undefined || serial === undefined) throw new DerError('signer');
  return { issuer: issuer.raw, serial: serial.raw };
}

/** The single value of each attribute; an attribute may stand there once (RFC 5652 §5.3). */
function readAttributes(attributes: Der | undefined, tag: number): Map<string, Der> {
  const values = new Map<string, Der>();
  for (const attribute of partsOf(attributes, tag)) {
    const [type, set] = exactly(partsOf(attribute, 0x30), 2);
    const id = oidOf(type);
    // A second time-stamp beside the first would make it a guess which one counts.
    const [value] = exactly(partsOf(set, 0x31), 1);
    if (values.has(id) || value === undefined) throw new DerError('attribute');
    values.set(id, value);
  }
  return values;
}

function readReferences(value: Der): readonly CertificateReference[] {
  return partsOf(partsOf(value, 0x30)[0], 0x30).map((reference) => {
    const parts = partsOf(reference, 0x30);
    const explicit = parts[0]?.tag === 0x30;
    return {
      algorithm: explicit ? algorithmOf(parts[0]) : OID.sha256,
      hash: contentOf(parts[explicit ? 1 : 0], 0x04),
    };
  });
}

/**
 * AlgorithmIdentifier without parameters, or with NULL.
 *
 * @throws DerError
 */
export function algorithmOf(value: Der | undefined): string {
  const parts = partsOf(value, 0x30);
  const parameters = parts[1];
  // RSASSA-PSS has parameters: it is refused by its name later.
  if (parts.length > 2 || (parameters?.tag === 0x05 && parameters.content.length > 0))
    throw new DerError('algorithm');
  if (parameters !== undefined && parameters.tag !== 0x05 && parameters.tag !== 0x30)
    throw new DerError('algorithm');
  return oidOf(parts[0]);
}

function onlyPart(value: Der | undefined, tag: number): Der {
  const [part] = exactly(partsOf(value, tag), 1);
  if (part === undefined) throw new DerError('missing');
  return part;
}

function exactly(parts: readonly Der[], count: number): readonly Der[] {
  if (parts.length !== count) throw new DerError('count');
  return parts;
}
