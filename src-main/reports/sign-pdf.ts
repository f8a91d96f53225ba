import { createHash, X509Certificate } from 'node:crypto';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { type Signer } from '../token/ports.ts';
import { signCms, signerName } from '../signing/index.ts';
import { CONTENTS_BYTES, SUB_FILTER } from './formats.ts';
import { isReference, openPdf, readArray, readDictionary, type PdfDictionary, type PdfFile } from './pdf-file.ts';
import { verifyReport } from './verify.ts';

/** What is said beside the signature, and when. */
export type SigningOptions = {
  /** Why it is signed, as the PDF reader shows it. */
  readonly reason: string;
  /** Claimed time of signing (/M); a signature alone does not prove it. */
  readonly now: Date;
  readonly signal?: AbortSignal;
};

/**
 * Signs a PDF with the key behind `signer` (PAdES B-B) by an incremental update: not one byte of the input changes.
 * The result is verified independently before it is returned.
 *
 * @throws Fault `pdf-unreadable`, `pdf-encrypted`, `pdf-unsupported`, `certificate-expired`, `certificate-mismatch`,
 * `signature-check-failed`, `cancelled`, and what {@link Signer.sign} throws
 */
export async function signPdf(pdf: Uint8Array, signer: Signer, options: SigningOptions): Promise<Uint8Array> {
  throwIfCancelled(options.signal);
  refuseUnusableCertificate(signer.identity.certificate, options.now);
  const { bytes, gap } = prepare(pdf, options, signerName(signer.identity.certificate));
  const digest = createHash('sha256')
    .update(bytes.subarray(0, gap.from))
    .update(bytes.subarray(gap.to))
    .digest();
  const cms = await signCms(digest, signer, { signal: options.signal });
  if (cms.length > CONTENTS_BYTES)
    throw new Fault(
      'pdf-unsupported',
      'The certificates on the token are too large for the room reserved for a signature.',
      'Remove certificates from the token that do not belong to your signing certificate.',
    );
  bytes.write(Buffer.from(cms).toString('hex'), gap.from + 1, 'latin1');
  await refuseUnlessRight(bytes, options.now);
  return bytes;
}

function refuseUnusableCertificate(der: Uint8Array, now: Date): void {
  const certificate = new X509Certificate(der);
  if (now >= certificate.validFromDate && now <= certificate.validToDate) return;
  throw new Fault(
    'certificate-expired',
    now > certificate.validToDate
      ? `Your signing certificate expired on ${certificate.validToDate.toISOString().slice(0, 10)}.`
      : `Your signing certificate is not valid before ${certificate.validFromDate.toISOString().slice(0, 10)}.`,
    'Get a new certificate for the token, or correct the clock of this computer, then sign again.',
  );
}

// A token can sign twice-hashed data, hold a certificate of another key, or return rubbish: find out before anyone sees it.
async function refuseUnlessRight(bytes: Uint8Array, now: Date): Promise<void> {
  const { signatures } = await verifyReport(bytes, 'report.pdf', { signers: [], timeStamps: [] }, now);
  const made = signatures.at(-1);
  if (
    made?.digestMatches === true &&
    made.signatureValid &&
    made.certificateBound &&
    made.coversWholeFile &&
    made.certificateValid
  )
    return;
  throw new Fault(
    'signature-check-failed',
    'The token returned a signature that does not verify with its certificate; nothing was saved.',
    'Check that the certificate on the token belongs to the key and may be used for signing documents, then try again.',
  );
}

type Prepared = { readonly bytes: Buffer; readonly gap: { readonly from: number; readonly to: number } };

/** Appends the form, the invisible widget and the signature dictionary with an empty /Contents. */
function prepare(pdf: Uint8Array, { reason, now }: SigningOptions, name: string): Prepared {
  const file = openPdf(pdf);
  const size = Number(required(file.trailer, 'Size'));
  if (!Number.isSafeInteger(size) || size < 1) throw lacking();
  const rootReference = required(file.trailer, 'Root');
  const root = file.dictionary(rootReference);
  const pageReference = firstPage(file, required(root, 'Pages'));
  const page = file.dictionary(pageReference);
  const signature = `${size.toString()} 0 R`;
  const widget = `${(size + 1).toString()} 0 R`;

  const form = formWith(file, root, widget);
  const changed = new Map<string, string>([
    [rootReference, write(new Map([...root, ['AcroForm', form.reference ?? form.text]]))],
    [pageReference, write(new Map([...page, ['Annots', arrayWith(file, page.get('Annots'), widget)]]))],
    [signature, signatureDictionary(reason, now, name)],
    // A rectangle without area and the print flag: nothing to see, and PDF/A asks for no appearance (ISO 19005-2 §6.3.3).
    [
      widget,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature${size.toString()}) /V ${signature} /P ${pageReference} /Rect [0 0 0 0] /F 132 >>`,
    ],
  ]);
  if (form.reference !== undefined) changed.set(form.reference, form.text);
  const update = appendObjects(pdf, file, changed, size + 2);
  return fillByteRange(update.bytes, update.offsets.get(signature) ?? 0);
}

const required = (dictionary: PdfDictionary, key: string): string => {
  const value = dictionary.get(key);
  if (value !== undefined) return value;
  throw lacking();
};

const lacking = (): Fault =>
  new Fault('pdf-unreadable', 'The PDF lacks a part that every PDF has.', 'Make the report again.');

function firstPage(file: PdfFile, pages: string): string {
  let reference = pages;
  for (let depth = 0; depth < 50; depth++) {
    const node = file.dictionary(reference);
    if (node.get('Type') === '/Page') return reference;
    const kids = required(node, 'Kids');
    reference = readArray(isReference(kids) ? file.value(kids) : kids)[0] ?? '';
  }
  throw lacking();
}

function arrayWith(file: PdfFile, array: string | undefined, member: string): string {
  const members = array === undefined ? [] : readArray(isReference(array) ? file.value(array) : array);
  return `[${[...members, member].join(' ')}]`;
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

const write = (dictionary: PdfDictionary): string =>
  `<< ${[...dictionary].map(([key, value]) => `/${key} ${value}`).join(' ')} >>`;

// Wide enough for any file this application makes; the value is padded with spaces so that no offset moves.
const BYTE_RANGE = `[0 ${' '.repeat(40)}]`;

const signatureDictionary = (reason: string, now: Date, name: string): string =>
  `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${SUB_FILTER} /ByteRange ${BYTE_RANGE}` +
  ` /M (D:${now.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z) /Reason ${textString(reason)} /Name ${textString(name)}` +
  ` /Contents <${'0'.repeat(2 * CONTENTS_BYTES)}> >>`;

/** A text string as UTF-16BE in hexadecimal (ISO 32000-1 §7.9.2.2): nothing in it needs escaping. */
const textString = (value: string): string =>
  `<feff${Buffer.from(value, 'utf16le').swap16().toString('hex')}>`;

function appendObjects(
  pdf: Uint8Array,
  file: PdfFile,
  objects: ReadonlyMap<string, string>,
  size: number,
): { bytes: Buffer; offsets: Map<string, number> } {
  const offsets = new Map<string, number>();
  let body = '\n';
  for (const [reference, text] of objects) {
    offsets.set(reference, pdf.length + body.length);
    body += `${reference.slice(0, -1)}obj\n${text}\nendobj\n`;
  }
  const table = [...offsets]
    .map(([reference, offset]) => ({ ids: reference.split(/\s+/), offset }))
    .sort((a, b) => Number(a.ids[0]) - Number(b.ids[0]))
    .map(
      ({ ids, offset }) =>
        `${ids[0] ?? ''} 1\n${offset.toString().padStart(10, '0')} ${(ids[1] ?? '').padStart(5, '0')} n\r\n`,
    );
  const first = readArray(file.trailer.get('ID') ?? '[]')[0];
  const current = `<${createHash('sha256').update(pdf).update(body).digest('hex').slice(0, 32)}>`;
  const trailer = new Map(
    [...file.trailer]
      .filter(([key]) => ['Root', 'Info'].includes(key))
      .concat([
        ['Size', size.toString()],
        ['Prev', file.startXref.toString()],
        ['ID', `[${first ?? current} ${current}]`],
      ]),
  );
  const startXref = pdf.length + body.length;
  const end = `xref\n0 1\n0000000000 65535 f\r\n${table.join('')}trailer\n${write(trailer)}\nstartxref\n${startXref.toString()}\n%%EOF\n`;
  return { bytes: Buffer.concat([pdf, Buffer.from(body + end, 'latin1')]), offsets };
}

function fillByteRange(bytes: Buffer, signatureAt: number): Prepared {
  const from = bytes.indexOf('/Contents <', signatureAt) + '/Contents '.length;
  const to = from + 2 * CONTENTS_BYTES + 2;
  const range = `[0 ${from.toString()} ${to.toString()} ${(bytes.length - to).toString()}`;
  bytes.write(`${range.padEnd(BYTE_RANGE.length - 1)}]`, bytes.indexOf(BYTE_RANGE, signatureAt), 'latin1');
  return { bytes, gap: { from, to } };
}
