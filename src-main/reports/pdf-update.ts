import { createHash } from 'node:crypto';
import { type PdfDictionary, type PdfFile, readArray } from './pdf-file.ts';
import { membersOf } from './pdf-tree.ts';

/** A dictionary written out. */
export const write = (dictionary: PdfDictionary): string =>
  `<< ${[...dictionary].map(([key, value]) => `/${key} ${value}`).join(' ')} >>`;

/** The array with one more member behind. */
export function arrayWith(file: PdfFile, array: string | undefined, member: string): string {
  return `[${[...membersOf(file, array), member].join(' ')}]`;
}

/**
 * Appends objects with a cross-reference table of their own (ISO 32000-1 §7.5.6): not one byte of the input changes.
 *
 * @param objects - texts by reference, binary characters as Latin-1
 * @param size - one more than the highest object number
 */
export function appendObjects(
  pdf: Uint8Array,
  file: PdfFile,
  objects: ReadonlyMap<string, string>,
  size: number,
): { readonly bytes: Buffer; readonly offsets: ReadonlyMap<string, number> } {
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
