import { Fault } from '../base/fault.ts';
import { isReference, type PdfDictionary, type PdfFile, readArray } from './pdf-file.ts';

/** The fault for a PDF without a part that every PDF has. */
export const lacking = (): Fault =>
  new Fault('pdf-unreadable', 'The PDF lacks a part that every PDF has.', 'Make the report again.');

/** An entry that must be there. @throws Fault `pdf-unreadable` */
export function required(dictionary: PdfDictionary, key: string): string {
  const value = dictionary.get(key);
  if (value !== undefined) return value;
  throw lacking();
}

/** The members of an array that stands there or is referred to; none where it is missing. */
export const membersOf = (file: PdfFile, array: string | undefined): readonly string[] =>
  array === undefined ? [] : readArray(isReference(array) ? file.value(array) : array);

/** The first or the last page. @throws Fault `pdf-unreadable` */
export function pageAt(file: PdfFile, pages: string, which: 'first' | 'last'): string {
  let reference = pages;
  for (let depth = 0; depth < 50; depth++) {
    const node = file.dictionary(reference);
    if (node.get('Type') === '/Page') return reference;
    reference = membersOf(file, required(node, 'Kids')).at(which === 'first' ? 0 : -1) ?? '';
  }
  throw lacking();
}
