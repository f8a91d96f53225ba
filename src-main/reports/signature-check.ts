import { createHash } from 'node:crypto';
import { type SignatureResult } from '../../src-shared/reports/types.ts';
import { type Anchors, checkCms, damagedCms, type Objection, tampered } from '../signing/index.ts';
import { type LocatedSignature } from './pdf-signatures.ts';

/** A signature of a PDF with what each check said, and the objections, gravest first within a kind. */
export type Checked = {
  readonly result: SignatureResult;
  readonly objections: readonly Objection[];
  /** The time by which everything that it covers is proven to have been there. */
  readonly provenAt: Date | null;
};

/**
 * Checks one signature of a PDF by itself.
 *
 * @param now - when it is checked
 * @param knownBy - time that a later signature over this one proves
 */
export function checkSignature(
  pdf: Buffer,
  { range, contents, claimedAt }: LocatedSignature,
  anchors: Anchors,
  now: Date,
  knownBy: Date | null,
): Checked {
  const nowhere = { coversWholeFile: false, revision: 0, laterChanges: 'unknown' } as const;
  if (range === null)
    return {
      result: { ...damagedCms(claimedAt), ...nowhere },
      objections: [tampered('The signed range of the file is damaged.')],
      provenAt: null,
    };
  const place = { ...nowhere, coversWholeFile: range.end === pdf.length && contents !== null };
  if (contents === null)
    return {
      result: { ...damagedCms(claimedAt), ...place },
      objections: [tampered('The signature is damaged.')],
      provenAt: null,
    };
  const digestOf = (algorithm: string): Uint8Array =>
    createHash(algorithm)
      .update(pdf.subarray(0, range.gapFrom))
      .update(pdf.subarray(range.gapTo, range.end))
      .digest();
  const checked = checkCms(contents, digestOf, { claimedAt }, anchors, now, knownBy);
  const { result, objections } = checked;
  // A time over something else than what the file holds proves nothing of the file.
  const provenAt = result.digestMatches && result.signatureValid ? checked.provenAt : null;
  return { result: { ...result, ...place }, objections, provenAt: provenAt ?? knownBy };
}
