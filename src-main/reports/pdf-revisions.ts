import { Fault } from '../base/fault.ts';
import { BOXES } from './formats.ts';
import {
  isReference,
  openPdf,
  type PdfDictionary,
  type PdfFile,
  readAppended,
  readArray,
  readDictionary,
} from './pdf-file.ts';

/** What a later state of a file changed in what was signed before. */
export type LaterChange = 'signatures' | 'content' | 'unknown';

/** A report is far smaller; reading larger files twice would only fill the memory. */
const MAX_BYTES = 100_000_000;

/**
 * What the bytes from `before` to `after` change: nothing but a further signature, or something that was signed. Everything in
 * between must be what an update for a signature consists of; whatever else stands there is a change of content.
 *
 * @param before - end of what the earlier signature covers
 * @param after - end of what the next one covers
 */
export function changeBetween(pdf: Buffer, before: number, after: number): LaterChange {
  if (pdf.length > MAX_BYTES) return 'unknown';
  try {
    return onlyAddsSignature(pdf, before, after) ? 'signatures' : 'content';
  } catch (error) {
    // Other writers extend files in forms that are not read here.
    if (error instanceof Fault) return 'unknown';
    throw error;
  }
}

/** What the widget of a signature consists of; no actions among them. */
const WIDGET = new Set(['Type', 'Subtype', 'FT', 'T', 'TU', 'V', 'P', 'Rect', 'F', 'AP']);

type Update = {
  readonly old: PdfFile;
  readonly objects: ReadonlyMap<number, { readonly at: number; readonly text: string }>;
};

function onlyAddsSignature(pdf: Buffer, before: number, after: number): boolean {
  const old = openPdf(pdf.subarray(0, before));
  const now = openPdf(pdf.subarray(0, after));
  const { objects, end } = readAppended(pdf.subarray(0, after), before);
  // The table must name just these objects where they stand, or it could bring in others that nobody looked at.
  const told = [...now.newest].every(([number, at]) => objects.get(number)?.at === at);
  if (now.startXref !== end || !told || now.newest.size !== objects.size) return false;
  if (now.trailer.get('Prev') !== old.startXref.toString()) return false;
  if (!['Root', 'Info'].every((key) => now.trailer.get(key) === old.trailer.get(key))) return false;

  const update = { old, objects };
  const root = old.trailer.get('Root') ?? '';
  const form = old.dictionary(root).get('AcroForm');
  for (const [number, { text }] of objects) {
    if (!old.has(number)) continue;
    const reference = `${number.toString()} 0 R`;
    const was = old.dictionary(reference);
    const is = readDictionary(text);
    const allowed =
      reference === root
        ? sameBut(was, is, ['AcroForm']) && formGrew(update, was.get('AcroForm'), is.get('AcroForm'))
        : reference === form
          ? formGrew(update, reference, text)
          : was.get('Type') === '/Page' &&
            sameBut(was, is, ['Annots']) &&
            widgetsAdded(update, was.get('Annots'), is.get('Annots'));
    if (!allowed) return false;
  }
  return true;
}

/** Whether both say the same in every entry but those named. */
function sameBut(was: PdfDictionary, is: PdfDictionary, free: readonly string[]): boolean {
  const names = [...was.keys(), ...is.keys()].filter((name) => !free.includes(name));
  return names.every((name) => was.get(name) === is.get(name));
}

function formGrew({ old, objects }: Update, was: string | undefined, is: string | undefined): boolean {
  if (was === is) return true;
  const before = was === undefined ? new Map<string, string>() : dictionaryOf(old, was);
  if (is === undefined) return false;
  const number = Number.parseInt(is, 10);
  const after = readDictionary(isReference(is) ? (objects.get(number)?.text ?? '') : is);
  return (
    sameBut(before, after, ['Fields', 'SigFlags']) &&
    after.get('SigFlags') === '3' &&
    added(old, before.get('Fields'), after.get('Fields')) !== null
  );
}

const dictionaryOf = (file: PdfFile, value: string): PdfDictionary =>
  isReference(value) ? file.dictionary(value) : readDictionary(value);

/** The members that were appended to an array; null when it is not the old one with more behind it. */
function added(old: PdfFile, was: string | undefined, is: string | undefined): readonly string[] | null {
  if (is === undefined || isReference(is)) return null;
  const before = was === undefined ? [] : readArray(isReference(was) ? old.value(was) : was);
  const after = readArray(is);
  return before.every((member, index) => after[index] === member) ? after.slice(before.length) : null;
}

function widgetsAdded({ old, objects }: Update, was: string | undefined, is: string | undefined): boolean {
  const members = added(old, was, is);
  if (members?.length !== 1) return false;
  const taken = new Set(
    (was === undefined ? [] : readArray(isReference(was) ? old.value(was) : was))
      .filter(isReference)
      .map((reference) => rectOf(old.dictionary(reference))),
  );
  return members.every((member) => {
    const number = Number.parseInt(member, 10);
    const text = objects.get(number)?.text;
    if (text === undefined || old.has(number)) return false;
    const widget = readDictionary(text);
    const rect = rectOf(widget);
    const place = BOXES.some((box) => box.join(' ') === rect) && !taken.has(rect);
    return (
      [...widget.keys()].every((key) => WIDGET.has(key)) &&
      widget.get('Subtype') === '/Widget' &&
      widget.get('FT') === '/Sig' &&
      (rect === '0 0 0 0' || place)
    );
  });
}

const rectOf = (annotation: PdfDictionary): string => readArray(annotation.get('Rect') ?? '[]').join(' ');
