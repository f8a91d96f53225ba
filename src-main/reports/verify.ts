import { createHash } from 'node:crypto';
import { type ReportVerification } from '../../src-shared/reports/types.ts';
import { Fault } from '../base/fault.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { hasRemains, locateSignatures } from './pdf-signatures.ts';
import { type Checked, checkSignature, type Objection, tampered, unclear } from './signature-check.ts';

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
