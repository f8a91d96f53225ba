import { createHash } from 'node:crypto';
import { type ReportVerification } from '../../src-shared/reports/types.ts';
import { Fault } from '../base/fault.ts';
import { anchorsOf, type Objection, tampered, type Trust, unclear, verdictOver } from '../signing/index.ts';
import { changeBetween, type LaterChange } from './pdf-revisions.ts';
import { hasRemains, locateSignatures, type LocatedSignature } from './pdf-signatures.ts';
import { type Checked, checkSignature } from './signature-check.ts';

const MAX_BYTES = 1_000_000_000;

/**
 * Checks the signatures of a PDF from its bytes alone, with no code of the signing side. `intact` only when the last
 * signature covers the whole file, nothing but signatures was added after any other, every signature is right and by a
 * certificate that leads to one of `trust`; `tampered` when a digest, a signature, the binding of the certificate, a time-stamp
 * or the coverage fails.
 *
 * @param fileName - shown in the result, never opened
 * @param trust - empty lists mean that nobody was named as trusted
 * @param now - when it is checked
 * @throws Fault `pdf-unreadable` when it is no PDF, `pdf-encrypted`, `pdf-unsupported`, `trust-unreadable`
 */
// Asynchronous in its contract: revocation will need to wait.
export function verifyReport(
  pdf: Uint8Array,
  fileName: string,
  trust: Trust,
  now: Date,
): Promise<ReportVerification> {
  return Promise.resolve().then(() => {
    const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
    const anchors = anchorsOf(trust);
    refuseForeign(bytes);
    const located = locateSignatures(bytes);
    refuseUnreadable(bytes, located.length > 0);
    // From the last to the first: a later signature covers the earlier ones, and so does the time it proves.
    const checked = withRevisions(
      bytes,
      located,
      located.reduceRight<readonly Checked[]>(
        (later, signature) => [
          checkSignature(bytes, signature, anchors, now, later[0]?.provenAt ?? null),
          ...later,
        ],
        [],
      ),
    );
    const objections = [...objectionsToFile(bytes, checked), ...checked.flatMap((each) => each.objections)];
    return {
      ...verdictOver(objections),
      file: fileName.slice(0, 500),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      signatures: checked.map(({ result }) => result),
    };
  });
}

/** Says of each signature which state of the file it covers, and what was added after it. */
function withRevisions(
  pdf: Buffer,
  located: readonly LocatedSignature[],
  checked: readonly Checked[],
): readonly Checked[] {
  const ends = located.map(({ range }) => range?.end ?? null);
  const states = [...new Set(ends.filter((end) => end !== null))];
  const changes = states
    .slice(0, -1)
    .map((end, index): LaterChange => changeBetween(pdf, end, states[index + 1] ?? pdf.length));
  return checked.map(({ result, objections, provenAt }, index) => {
    const end = ends[index] ?? null;
    if (end === null || result.coversWholeFile) {
      const revision = end === null ? 0 : states.length;
      return {
        result: { ...result, revision, laterChanges: end === null ? 'unknown' : 'none' },
        objections,
        provenAt,
      };
    }
    const state = states.indexOf(end);
    const later = changes.slice(state);
    // Bytes behind the last signature are nobody's signature; the file as a whole is objected to.
    const loose = (states.at(-1) ?? 0) < pdf.length;
    const laterChanges =
      loose || later.includes('content') ? 'content' : later.includes('unknown') ? 'unknown' : 'signatures';
    return {
      result: { ...result, revision: state + 1, laterChanges },
      objections: [...objections, ...(loose ? [] : objectionsToChange(laterChanges, result.signer))],
      provenAt,
    };
  });
}

function objectionsToChange(change: LaterChange, signer: string): readonly Objection[] {
  switch (change) {
    case 'content':
      return [
        tampered(
          `The file was changed after ${signer} signed it: that signature covers only an earlier state, and a later one added more than a signature.`,
        ),
      ];
    case 'unknown':
      return [
        unclear(
          `It cannot be told what was added to the file after ${signer} signed it; that signature covers only an earlier state.`,
        ),
      ];
    case 'signatures':
      return [];
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
