import { createHash } from 'node:crypto';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import {
  refuseUnusableCertificate,
  signatureCheckFailed,
  signCms,
  signerName,
  stampCms,
  type TimeStamper,
} from '../signing/index.ts';
import { type Signer } from '../token/ports.ts';
import { BOXES, CONTENTS_BYTES, SUB_FILTER } from './formats.ts';
import {
  isReference,
  openPdf,
  readArray,
  readDictionary,
  type PdfDictionary,
  type PdfFile,
} from './pdf-file.ts';
import { locateSignatures } from './pdf-signatures.ts';
import { lacking, membersOf, pageAt, required } from './pdf-tree.ts';
import { appendObjects, arrayWith, write } from './pdf-update.ts';
import { boxAppearance, type BoxWords } from './signature-box.ts';
import { verifyReport } from './verify.ts';

/** What is said beside the signature, and when. */
export type SigningOptions = {
  /** Why it is signed, as the PDF reader shows it. */
  readonly reason: string;
  /** Claimed time of signing (/M); a signature alone does not prove it. */
  readonly now: Date;
  /** What its box on the last page says, beside name, time and serial number; without it nothing is drawn. */
  readonly box?: Pick<BoxWords, 'role' | 'hash'>;
  readonly signal?: AbortSignal | undefined;
};

const NO_TRUST = { signers: [], timeStamps: [] };

/**
 * Signs a PDF with the key behind `signer` (PAdES B-B) by an incremental update: not one byte of the input changes, so that
 * earlier signatures stay right. The result is verified independently before it is returned.
 *
 * @throws Fault `pdf-unreadable`, `pdf-encrypted`, `pdf-unsupported`, `certificate-expired`, `certificate-mismatch`,
 * `signature-check-failed`, `cancelled`, and what {@link Signer.sign} throws
 */
export async function signPdf(pdf: Uint8Array, signer: Signer, options: SigningOptions): Promise<Uint8Array> {
  throwIfCancelled(options.signal);
  refuseUnusableCertificate(signer.identity.certificate, options.now);
  const { bytes, gap } = prepare(pdf, options, signer);
  const digest = createHash('sha256')
    .update(bytes.subarray(0, gap.from))
    .update(bytes.subarray(gap.to))
    .digest();
  const cms = await signCms(digest, signer, { signal: options.signal });
  fill(bytes, gap.from, cms);
  // A token can sign twice-hashed data, hold a certificate of another key, or return rubbish: find out before anyone sees it.
  const { signatures } = await verifyReport(bytes, 'report.pdf', NO_TRUST, options.now);
  const made = signatures.at(-1);
  const right =
    made?.digestMatches === true &&
    made.signatureValid &&
    made.certificateBound &&
    made.coversWholeFile &&
    made.certificateValid;
  if (!right) throw signatureCheckFailed();
  return bytes;
}

/**
 * Adds a time-stamp to the last signature of a PDF (PAdES B-T), in the room reserved for it: nothing that is signed changes.
 * Only the last one can get one later, since it covers the earlier ones as they are; its time proves theirs.
 *
 * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `usage` when it has one already or there is no signature,
 * `pdf-unsupported`, `cancelled`
 */
export async function stampPdf(
  pdf: Uint8Array,
  stamper: TimeStamper,
  options: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const bytes = Buffer.from(pdf);
  const before = await verifyReport(bytes, 'report.pdf', NO_TRUST, options.now);
  const last = locateSignatures(bytes).at(-1);
  const known = before.signatures.at(-1);
  const range = last?.range ?? null;
  const contents = last?.contents ?? null;
  if (range === null || contents === null || known?.signatureValid !== true)
    throw new Fault(
      'usage',
      'There is no sound signature in the file that a time-stamp could be added to.',
      'Sign the file first.',
    );
  if (known.timeStamp !== null)
    throw new Fault('usage', 'The last signature has a time-stamp already.', 'Nothing is left to do.');
  if (!known.coversWholeFile)
    throw new Fault(
      'usage',
      'Something was added to the file after its last signature.',
      'Verify the file to see what is wrong with it.',
    );
  const stamped = await stampCms(contents, stamper, options.signal);
  if (2 * stamped.length > range.gapTo - range.gapFrom - 2) throw tooLarge();
  fill(bytes, range.gapFrom, stamped);
  return bytes;
}

/** Writes a CMS into its room; what was there before is shorter, or zeros. */
function fill(bytes: Buffer, gapFrom: number, cms: Uint8Array): void {
  if (cms.length > CONTENTS_BYTES) throw tooLarge();
  bytes.write(Buffer.from(cms).toString('hex'), gapFrom + 1, 'latin1');
}

const tooLarge = (): Fault =>
  new Fault(
    'pdf-unsupported',
    'The certificates that belong to the signature are too large for the room reserved for it.',
    'Remove certificates from the token that do not belong to your signing certificate.',
  );

type Prepared = { readonly bytes: Buffer; readonly gap: { readonly from: number; readonly to: number } };

/** Appends the form, the widget and the signature dictionary with an empty /Contents. */
function prepare(pdf: Uint8Array, options: SigningOptions, signer: Signer): Prepared {
  const file = openPdf(pdf);
  const size = Number(required(file.trailer, 'Size'));
  if (!Number.isSafeInteger(size) || size < 1) throw lacking();
  const rootReference = required(file.trailer, 'Root');
  const root = file.dictionary(rootReference);
  refuseLocked(file, root);
  const pageReference = pageAt(file, required(root, 'Pages'), options.box === undefined ? 'first' : 'last');
  const page = file.dictionary(pageReference);
  const [signature, widget, look] = [0, 1, 2].map((offset) => `${(size + offset).toString()} 0 R`) as [
    string,
    string,
    string,
  ];
  const rect = options.box === undefined ? undefined : freeBox(file, page);
  const name = signerName(signer.identity.certificate);

  // What a screen reader says of the field, whose look is outlines only.
  const spoken = `Digital signature of ${[name, ...(options.box === undefined ? [] : [options.box.role])].join(', ')}`;

  const form = formWith(file, root, widget);
  // Without a rectangle there is nothing to see, and PDF/A asks for no appearance (ISO 19005-2 §6.3.3).
  const place = rect === undefined ? '/Rect [0 0 0 0]' : `/Rect [${rect.join(' ')}] /AP << /N ${look} >>`;
  const changed = new Map<string, string>([
    [rootReference, write(new Map([...root, ['AcroForm', form.reference ?? form.text]]))],
    [pageReference, write(new Map([...page, ['Annots', arrayWith(file, page.get('Annots'), widget)]]))],
    [signature, signatureDictionary(options.reason, options.now, name)],
    [
      widget,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature${size.toString()}) /V ${signature} /TU ${textString(spoken)} /P ${pageReference} ${place} /F 132 >>`,
    ],
  ]);
  if (form.reference !== undefined) changed.set(form.reference, form.text);
  if (rect !== undefined && options.box !== undefined)
    changed.set(
      look,
      boxAppearance({ ...options.box, name, now: options.now, certificate: signer.identity.certificate }),
    );
  const update = appendObjects(pdf, file, changed, size + (rect === undefined ? 2 : 3));
  return fillByteRange(update.bytes, update.offsets.get(signature) ?? 0);
}

/** A first signer can forbid everything after (DocMDP, ISO 32000-1 §12.8.2.2): signing would break that signature. */
function refuseLocked(file: PdfFile, root: PdfDictionary): void {
  const permissions = root.get('Perms');
  if (permissions === undefined) return;
  const reference = (
    isReference(permissions) ? file.dictionary(permissions) : readDictionary(permissions)
  ).get('DocMDP');
  if (reference === undefined || !/\/P\s+1\b/.test(file.value(reference))) return;
  throw new Fault(
    'pdf-unsupported',
    'The first signer locked the document: nothing may be added to it, not even a signature.',
    'Sign the file beside itself instead.',
  );
}

/** The first box of the page that no signature has drawn itself in; undefined when all are taken. */
function freeBox(file: PdfFile, page: PdfDictionary): (typeof BOXES)[number] | undefined {
  const taken = new Set(
    membersOf(file, page.get('Annots'))
      .filter(isReference)
      .map((reference) => readArray(file.dictionary(reference).get('Rect') ?? '[]').join(' ')),
  );
  return BOXES.find((box) => !taken.has(box.join(' ')));
}

/** SigFlags 3: signatures exist, and further changes must be appended (ISO 32000-1 §12.7.2). */
function formWith(file: PdfFile, root: PdfDictionary, widget: string): { reference?: string; text: string } {
  const existing = root.get('AcroForm');
  const form =
    existing === undefined
      ? new Map<string, string>()
      : isReference(existing)
        ? file.dictionary(existing)
        : readDictionary(existing);
  const text = write(
    new Map([...form, ['Fields', arrayWith(file, form.get('Fields'), widget)], ['SigFlags', '3']]),
  );
  return existing !== undefined && isReference(existing) ? { reference: existing, text } : { text };
}

// Wide enough for any file this application makes; the value is padded with spaces so that no offset moves.
const BYTE_RANGE = `[0 ${' '.repeat(40)}]`;

const signatureDictionary = (reason: string, now: Date, name: string): string =>
  `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${SUB_FILTER} /ByteRange ${BYTE_RANGE}` +
  ` /M (D:${now.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z) /Reason ${textString(reason)} /Name ${textString(name)}` +
  ` /Contents <${'0'.repeat(2 * CONTENTS_BYTES)}> >>`;

/** A text string as UTF-16BE in hexadecimal (ISO 32000-1 §7.9.2.2): nothing in it needs escaping. */
const textString = (value: string): string =>
  `<feff${Buffer.from(value, 'utf16le').swap16().toString('hex')}>`;

function fillByteRange(bytes: Buffer, signatureAt: number): Prepared {
  const from = bytes.indexOf('/Contents <', signatureAt) + '/Contents '.length;
  const to = from + 2 * CONTENTS_BYTES + 2;
  const range = `[0 ${from.toString()} ${to.toString()} ${(bytes.length - to).toString()}`;
  bytes.write(`${range.padEnd(BYTE_RANGE.length - 1)}]`, bytes.indexOf(BYTE_RANGE, signatureAt), 'latin1');
  return { bytes, gap: { from, to } };
}
