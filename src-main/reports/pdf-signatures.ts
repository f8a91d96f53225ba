import { Fault } from '../base/fault.ts';

/** A signature as it lies in a PDF. */
export type LocatedSignature = {
  /** What is signed: from 0 to `gapFrom` and from `gapTo` to `end`; null when the byte range is not sound. */
  readonly range: { readonly gapFrom: number; readonly gapTo: number; readonly end: number } | null;
  /** The CMS with its padding; null when the gap is not one hexadecimal string of one letter case. */
  readonly contents: Uint8Array | null;
  /** /M as a time; claimed only. */
  readonly claimedAt: Date | null;
};

const MAX_SIGNATURES = 20;
const MAX_GAP = 2_000_000;
/** How far a signature dictionary reaches to either side of its /Contents; ours stays below 1 kB. */
const REACH = 16_384;
const REMAINS = ['/ETSI.CAdES.detached', '/adbe.pkcs7.detached', '/Adobe.PPKLite'] as const;

/** Whether the file holds remains of a signature, although none can be read. */
export const hasRemains = (pdf: Buffer): boolean =>
  REMAINS.some((remains) => pdf.includes(remains, 0, 'latin1'));

/**
 * Finds every signature by its byte range, in the order of their ends. Reads no cross-reference table: what a signature
 * covers is a matter of bytes, and the table is the attacker's to write. Linear in the size of the file.
 *
 * @throws Fault `pdf-unsupported` for more signatures than any report has, or document time stamps
 */
export function locateSignatures(pdf: Buffer): readonly LocatedSignature[] {
  const found: LocatedSignature[] = [];
  for (let at = pdf.indexOf('/ByteRange'); at >= 0; at = pdf.indexOf('/ByteRange', at + 10)) {
    if (found.length >= MAX_SIGNATURES)
      throw new Fault(
        'pdf-unsupported',
        'The PDF holds more signatures than this application checks.',
        'Check it with another PDF reader, and ask whoever sent it where it comes from.',
      );
    found.push(locate(pdf, at));
  }
  return found.sort((a, b) => (a.range?.end ?? 0) - (b.range?.end ?? 0));
}

function locate(pdf: Buffer, at: number): LocatedSignature {
  const unsound = { range: null, contents: null, claimedAt: null };
  const numbers =
    /^\/ByteRange\s{0,9}\[\s{0,9}0\s{1,9}(\d{1,12})\s{1,9}(\d{1,12})\s{1,9}(\d{1,12})\s{0,60}\]/.exec(
      pdf.toString('latin1', at, at + 160),
    );
  if (numbers === null) return unsound;
  const [gapFrom, gapTo, length] = [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])];
  const end = gapTo + length;
  if (gapFrom >= gapTo || end > pdf.length || gapTo - gapFrom > MAX_GAP) return unsound;

  const before = pdf.toString('latin1', Math.max(0, gapFrom - REACH), gapFrom);
  const after = pdf.toString('latin1', gapTo, Math.min(pdf.length, gapTo + REACH));
  const head = before.slice(Math.max(0, before.lastIndexOf(' obj')));
  const tail = after.split('endobj', 1)[0] ?? '';
  // The gap must be the /Contents of the very dictionary that the byte range stands in.
  const own = at >= gapFrom - head.length && at < gapTo + tail.length;
  if (!own || !/\/Contents\s{0,9}$/.test(head)) return unsound;
  const dictionary = `${head} ${tail}`;
  if (/\/SubFilter\s{0,9}\/ETSI\.RFC3161\b/.test(dictionary))
    throw new Fault(
      'pdf-unsupported',
      'The PDF carries a document time stamp, which this version cannot check.',
      'Check it with another PDF reader.',
    );
  return {
    range: { gapFrom, gapTo, end },
    contents: hexString(pdf.toString('latin1', gapFrom, gapTo)),
    claimedAt: claimedTime(dictionary),
  };
}

// One letter case throughout: otherwise bytes could change here without any value changing.
function hexString(gap: string): Uint8Array | null {
  const sound = gap.length % 2 === 0 && /^<(?:[0-9a-f]*|[0-9A-F]*)>$/.test(gap);
  return sound ? Buffer.from(gap.slice(1, -1), 'hex') : null;
}

/** A date of ISO 32000-1 §7.9.4. */
function claimedTime(dictionary: string): Date | null {
  const match =
    /\/M\s{0,9}\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'00'?)?|([+-]\d\d)'(\d\d)'?)?\)/.exec(
      dictionary,
    );
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zoneHour, zoneMinute] = match;
  const zone = zoneHour === undefined ? 'Z' : `${zoneHour}:${zoneMinute ?? '00'}`;
  const time = new Date(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}${zone}`,
  );
  return Number.isNaN(time.getTime()) ? null : time;
}
