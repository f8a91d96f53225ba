import { isReference, type PdfFile, readDictionary } from './pdf-file.ts';
import { lacking, required } from './pdf-tree.ts';

/**
 * Makes sure that every object that the tables name stands in the bytes that were signed, with all of its stream. What lies
 * beyond their end would be filled in by whoever adds bytes later.
 *
 * @param text - the bytes as Latin-1
 * @throws Fault `pdf-unreadable`
 */
export function mustBeWhole(file: PdfFile, text: string): void {
  for (const [number, entry] of file.entries) {
    if (entry === null) continue;
    const reference = `${number.toString()} 0 R`;
    const begin = /[\0\t\n\f\r ]*stream(?:\r\n|\n)/y;
    begin.lastIndex = file.endOf(reference);
    if (!begin.test(text)) continue;
    const length = required(readDictionary(file.value(reference)), 'Length');
    const end = /[\0\t\n\f\r ]*endstream\b/y;
    end.lastIndex = begin.lastIndex + Number(isReference(length) ? file.value(length) : length);
    if (!end.test(text)) throw lacking();
  }
}
