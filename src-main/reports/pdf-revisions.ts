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
import { membersOf, pageAt, required } from './pdf-tree.ts';
import { mustBeWhole } from './pdf-whole.ts';

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

/** What the trailer of an update for a signature says, and nothing else. */
const TRAILER = new Set(['Size', 'Prev', 'Root', 'Info', 'ID']);

type Update = {
  readonly old: PdfFile;
  readonly objects: ReadonlyMap<number, { readonly at: number; readonly text: string }>;
  /** The only page on which a signature may draw itself. */
  readonly lastPage: number;
};

function onlyAddsSignature(pdf: Buffer, before: number, after: number): boolean {
  const old = openPdf(pdf.subarray(0, before));
  const now = openPdf(pdf.subarray(0, after));
  const { objects, end } = readAppended(pdf.subarray(0, after), before);
  if (now.startXref !== end || !namesJust(now, objects) || !followsTrailer(old.trailer, now.trailer))
    return false;
  if (now.trailer.get('Prev') !== old.startXref.toString()) return false;
  const text = pdf.toString('latin1', 0, before);
  mustBeWhole(old, text);
  // What was signed may point at an object that is not there, and so shows nothing yet.
  const fresh = [...objects.keys()].filter((number) => !old.has(number));
  if (mentions(text, fresh)) return false;

  const root = required(old.trailer, 'Root');
  const catalogue = old.dictionary(root);
  const form = catalogue.get('AcroForm');
  const update = {
    old,
    objects,
    lastPage: Number.parseInt(pageAt(old, required(catalogue, 'Pages'), 'last'), 10),
  };
  for (const [number, { text: object }] of objects) {
    if (!old.has(number)) continue;
    const reference = `${number.toString()} 0 R`;
    const was = old.dictionary(reference);
    const is = readDictionary(object);
    const allowed =
      reference === root
        ? sameBut(was, is, ['AcroForm']) && formGrew(update, was.get('AcroForm'), is.get('AcroForm'))
        : reference === form
          ? formGrew(update, reference, object)
          : was.get('Type') === '/Page' &&
            sameBut(was, is, ['Annots']) &&
            widgetAdded(update, number, was.get('Annots'), is.get('Annots'));
    if (!allowed) return false;
  }
  return true;
}

/**
 * Whether the table of an update names just the objects that stand in it, where they stand. It could else bring in others that
 * nobody looked at, or say of one that was signed that it is no more.
 */
function namesJust({ newest }: PdfFile, objects: Update['objects']): boolean {
  const named = [...newest].filter(([number, entry]) => number !== 0 || entry !== null);
  return (
    named.length === objects.size &&
    named.every(
      ([number, entry]) => entry !== null && entry.generation === 0 && objects.get(number)?.at === entry.at,
    )
  );
}

/** Readers leave out objects from /Size on. */
const followsTrailer = (was: PdfDictionary, is: PdfDictionary): boolean =>
  [...is.keys()].every((key) => TRAILER.has(key)) &&
  ['Root', 'Info'].every((key) => is.get(key) === was.get(key)) &&
  Number(is.get('Size')) >= Number(was.get('Size'));

/** Whether a text refers to one of the objects, however it is written (ISO 32000-1 §7.3.10). */
function mentions(text: string, numbers: readonly number[]): boolean {
  const between = '(?:[\\0\\t\\n\\f\\r ]|%[^\\r\\n]*[\\r\\n])+';
  return (
    numbers.length > 0 &&
    new RegExp(`(?<![\\d.])0*(?:${numbers.join('|')})${between}\\+?0+${between}R\\b`).test(text)
  );
}

/** Whether both say the same in every entry but those named. */
function sameBut(was: PdfDictionary, is: PdfDictionary, free: readonly string[]): boolean {
  const names = [...was.keys(), ...is.keys()].filter((name) => !free.includes(name));
  return names.every((name) => was.get(name) === is.get(name));
}

function formGrew(update: Update, was: string | undefined, is: string | undefined): boolean {
  const { old, objects } = update;
  if (was === is) return true;
  const before = was === undefined ? new Map<string, string>() : dictionaryOf(old, was);
  if (is === undefined) return false;
  const number = Number.parseInt(is, 10);
  const after = readDictionary(isReference(is) ? (objects.get(number)?.text ?? '') : is);
  return (
    sameBut(before, after, ['Fields', 'SigFlags']) &&
    after.get('SigFlags') === '3' &&
    added(old, before.get('Fields'), after.get('Fields'))?.every(
      (member) => newField(update, member) !== null,
    ) === true
  );
}

const dictionaryOf = (file: PdfFile, value: string): PdfDictionary =>
  isReference(value) ? file.dictionary(value) : readDictionary(value);

/** The members that were appended to an array; null when it is not the old one with more behind it. */
function added(old: PdfFile, was: string | undefined, is: string | undefined): readonly string[] | null {
  if (is === undefined || isReference(is)) return null;
  const before = membersOf(old, was);
  const after = readArray(is);
  return before.every((member, index) => after[index] === member) ? after.slice(before.length) : null;
}

/** The field of a signature that an update brings, with its widget; null for anything else. */
function newField({ old, objects }: Update, member: string): PdfDictionary | null {
  const number = Number.parseInt(member, 10);
  const text = isReference(member) && !old.has(number) ? objects.get(number)?.text : undefined;
  if (text === undefined) return null;
  const widget = readDictionary(text);
  const fits =
    [...widget.keys()].every((key) => WIDGET.has(key)) &&
    widget.get('Subtype') === '/Widget' &&
    widget.get('FT') === '/Sig';
  return fits ? widget : null;
}

/** One signature may be added to a page, and drawn only where the page has its boxes: the first signature drew in one of them. */
function widgetAdded(update: Update, page: number, was: string | undefined, is: string | undefined): boolean {
  const { old, lastPage } = update;
  const [member, ...more] = added(old, was, is) ?? [];
  const widget = member === undefined || more.length > 0 ? null : newField(update, member);
  if (widget === null) return false;
  const rect = rectOf(widget);
  if (rect === '0 0 0 0') return true;
  const taken = new Set(
    membersOf(old, was)
      .filter(isReference)
      .map((reference) => rectOf(old.dictionary(reference))),
  );
  const places = BOXES.map((box) => box.join(' '));
  return (
    page === lastPage && places.includes(rect) && !taken.has(rect) && places.some((place) => taken.has(place))
  );
}

const rectOf = (annotation: PdfDictionary): string => readArray(annotation.get('Rect') ?? '[]').join(' ');
