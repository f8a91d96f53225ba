import { X509Certificate } from 'node:crypto';
import { DIGESTS } from './digests.ts';
import { contentOf, type Der, DerError, oidOf, onlyDer, partsOf } from './der-read.ts';

/** A certificate as far as verification needs it (RFC 5280). */
export type Certificate = {
  readonly der: Uint8Array;
  readonly x509: X509Certificate;
  /** Names and serial number as the DER they are, to be compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly serial: Uint8Array;
  readonly subjectKeyId: Uint8Array | null;
  /** Bits of keyUsage as in RFC 5280 §4.2.1.3 from bit 0; null where the extension is missing. */
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedKeyUsage: readonly string[] | null;
  /** Whether extendedKeyUsage is marked critical. */
  readonly extendedKeyUsageCritical: boolean;
  /** Null unless basicConstraints says it is a certificate authority. */
  readonly authority: { readonly pathLength: number } | null;
  /** Signed with an algorithm that can be relied on. */
  readonly soundlySigned: boolean;
  /**
   * Has a critical extension that is not understood here, and so must not be relied on (RFC 5280 §4.2), or limits names: that
   * counts also where an authority did not mark it as critical.
   */
  readonly hasUnknownCritical: boolean;
};

export const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5 } as const;

const EXTENSION = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

// Understood, or without a bearing on whether the certificate may be relied on for a signature.
const UNDERSTOOD = new Set<string>([
  ...Object.values(EXTENSION),
  '2.5.29.17',
  '2.5.29.32',
  '2.5.29.31',
  '2.5.29.35',
]);

const NAME_CONSTRAINTS = '2.5.29.30';
const RSASSA_PSS = '1.2.840.113549.1.1.10';

const SOUND = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.3.101.112',
]);

/**
 * Reads an X.509 certificate.
 *
 * @throws DerError for anything that is not one
 */
export function readCertificate(der: Uint8Array): Certificate {
  const [tbs, algorithm] = partsOf(onlyDer(der), 0x30);
  const fields = partsOf(tbs, 0x30);
  const from = fields[0]?.tag === 0xa0 ? 1 : 0;
  const [serial, , issuer, , subject] = fields.slice(from);
  if (serial?.tag !== 0x02 || issuer?.tag !== 0x30 || subject?.tag !== 0x30)
    throw new DerError('certificate');
  const extensions = readExtensions(fields.find((field) => field.tag === 0xa3));
  const valueOf = (id: string): Der | undefined => extensions.get(id)?.value;
  const extendedKeyUsage = valueOf(EXTENSION.extendedKeyUsage);
  const keyUsage = valueOf(EXTENSION.keyUsage);
  const subjectKeyId = valueOf(EXTENSION.subjectKeyId);
  return {
    der,
    x509: parse(der),
    issuer: issuer.raw,
    subject: subject.raw,
    serial: serial.raw,
    subjectKeyId: subjectKeyId === undefined ? null : contentOf(subjectKeyId, 0x04),
    keyUsage: keyUsage === undefined ? null : readBits(contentOf(keyUsage, 0x03)),
    extendedKeyUsage: extendedKeyUsage === undefined ? null : partsOf(extendedKeyUsage, 0x30).map(oidOf),
    extendedKeyUsageCritical: extensions.get(EXTENSION.extendedKeyUsage)?.critical ?? false,
    authority: readAuthority(valueOf(EXTENSION.basicConstraints)),
    soundlySigned: isSound(partsOf(algorithm, 0x30)),
    hasUnknownCritical: [...extensions].some(
      ([id, { critical }]) => id === NAME_CONSTRAINTS || (critical && !UNDERSTOOD.has(id)),
    ),
  };
}

/** Whether a signature of this algorithm can be relied on. RSASSA-PSS without parameters is over SHA-1 (RFC 4055 §3.1). */
function isSound([id, parameters]: readonly Der[]): boolean {
  if (oidOf(id) !== RSASSA_PSS) return SOUND.has(oidOf(id));
  if (parameters?.tag !== 0x30) return false;
  const [digest, mask] = partsOf(parameters, 0x30);
  if (digest?.tag !== 0xa0 || mask?.tag !== 0xa1) return false;
  const ofMask = partsOf(partsOf(mask, 0xa1)[0], 0x30)[1];
  return [partsOf(digest, 0xa0)[0], ofMask].every((each) => DIGESTS.has(oidOf(partsOf(each, 0x30)[0])));
}

function parse(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new DerError('certificate');
  }
}

function readExtensions(field: Der | undefined): Map<string, { critical: boolean; value: Der }> {
  const extensions = new Map<string, { critical: boolean; value: Der }>();
  if (field === undefined) return extensions;
  for (const extension of partsOf(partsOf(field, 0xa3)[0], 0x30)) {
    const parts = partsOf(extension, 0x30);
    const id = oidOf(parts[0]);
    // Which of two would count is anybody's guess (RFC 5280 §4.2 forbids it).
    if (extensions.has(id)) throw new DerError('extension');
    const critical = parts[1]?.tag === 0x01 && parts[1].content[0] !== 0;
    // A value that is not DER matters only in the extensions that are read.
    const known = (Object.values(EXTENSION) as string[]).includes(id);
    const content = contentOf(parts.at(-1), 0x04);
    extensions.set(id, { critical, value: known ? onlyDer(content) : { tag: 0, content, raw: content } });
  }
  return extensions;
}

function readBits(content: Uint8Array): ReadonlySet<number> {
  const bits = new Set<number>();
  for (let bit = 0; bit < 9; bit++)
    if (((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) bits.add(bit);
  return bits;
}

function readAuthority(value: Der | undefined): Certificate['authority'] {
  if (value === undefined) return null;
  const [flag, length] = partsOf(value, 0x30);
  if (flag?.tag !== 0x01 || flag.content[0] === 0) return null;
  if (length === undefined) return { pathLength: Number.POSITIVE_INFINITY };
  const digits = contentOf(length, 0x02);
  // Also a negative one allows nothing below.
  return { pathLength: digits.length === 1 && (digits[0] ?? 0) < 0x80 ? (digits[0] ?? 0) : 0 };
}

/** The common name within a distinguished name as Node writes it (one attribute a line), else the whole of it. */
export function displayName(distinguished: string | undefined): string {
  const line = distinguished?.split('\n').find((part) => part.startsWith('CN='));
  return (line === undefined ? (distinguished ?? '').replaceAll('\n', ', ') : line.slice(3)).slice(0, 500);
}
