import { Fault } from '../base/fault.ts';

/** A dictionary with its values as they stand in the file. */
export type PdfDictionary = ReadonlyMap<string, string>;

/** Where an object stands, and its generation; null for one that is no more. */
export type PdfEntry = { readonly at: number; readonly generation: number } | null;

/** A PDF with a classic cross-reference table, opened for an incremental update (ISO 32000-1 §7.5). */
export type PdfFile = {
  /** Offset of the newest cross-reference section. */
  readonly startXref: number;
  readonly trailer: PdfDictionary;
  /** What the newest section says of each object that it names, by number. */
  readonly newest: ReadonlyMap<number, PdfEntry>;
  /** What the tables say of each object. */
  readonly entries: ReadonlyMap<number, PdfEntry>;
  /** Whether there is an object of this number. */
  has(number: number): boolean;
  /** The dictionary of an object. @throws Fault `pdf-unreadable` */
  dictionary(reference: string): PdfDictionary;
  /** The value that an object holds, as it stands in the file. @throws Fault `pdf-unreadable` */
  value(reference: string): string;
  /** Where that value ends. @throws Fault `pdf-unreadable` */
  endOf(reference: string): number;
};

const MAX_SECTIONS = 64;
const MAX_OBJECTS = 1_000_000;
const MAX_DEPTH = 50;
const WHITE = /[\0\t\n\f\r ]*(?:%[^\r\n]*[\0\t\n\f\r ]*)*/y;
// A reference, a name, a number or a keyword.
const TOKEN = /\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R\b|\/?[^\0\t\n\f\r ()<>[\]{}/%]+|\//y;
const REFERENCE = /^(\d{1,9})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R$/;

const damaged = (): Fault =>
  new Fault(
    'pdf-unreadable',
    'The file is not a PDF, or it is damaged.',
    'Check that it is the right file, or make the report again.',
  );

/**
 * Opens a PDF for an incremental update.
 *
 * @throws Fault `pdf-unreadable`; `pdf-encrypted`; `pdf-unsupported` for cross-reference streams
 */
export function openPdf(bytes: Uint8Array): PdfFile {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const startXref = Number(/startxref\s+(\d{1,15})\s+%%EOF\s*$/.exec(text.slice(-256))?.[1] ?? Number.NaN);
  if (!/^%PDF-\d/.test(text) || Number.isNaN(startXref)) throw damaged();
  const { trailer, entries, newest } = readSections(text, startXref);
  if (trailer.has('Encrypt'))
    throw new Fault(
      'pdf-encrypted',
      'The PDF is encrypted; a signature would not survive in it.',
      'Save a copy without a password and use that.',
    );

  const place = (reference: string): readonly [from: number, to: number] => {
    const match = REFERENCE.exec(reference);
    const entry = match === null ? undefined : entries.get(Number(match[1]));
    if (match === null || entry === undefined || entry === null) throw damaged();
    const header = matchAt(/(\d+)\s+(\d+)\s+obj\b/y, text, entry.at);
    if (header === null || Number(header[1]) !== Number(match[1])) throw damaged();
    const from = skipWhite(text, entry.at + header[0].length);
    return [from, skipValue(text, from, 0)];
  };
  const value = (reference: string): string => text.slice(...place(reference));
  return {
    startXref,
    trailer,
    newest,
    entries,
    has: (number) => (entries.get(number) ?? null) !== null,
    value,
    endOf: (reference) => place(reference)[1],
    dictionary: (reference) => readDictionary(value(reference)),
  };
}

type Entries = ReadonlyMap<number, PdfEntry>;

function readSections(
  text: string,
  newest: number,
): { trailer: PdfDictionary; entries: Entries; newest: Entries } {
  const entries = new Map<number, PdfEntry>();
  const seen = new Set<number>();
  let first: { trailer: PdfDictionary; entries: Entries } | undefined;
  let next: number | undefined = newest;
  while (next !== undefined) {
    // A file can point back at itself.
    if (seen.has(next) || seen.size >= MAX_SECTIONS) throw damaged();
    seen.add(next);
    const section = readSection(text, next);
    if (section.trailer.has('XRefStm')) throw compressed();
    first ??= section;
    // What a newer section says of an object counts, also that it is no more.
    for (const [number, entry] of section.entries) if (!entries.has(number)) entries.set(number, entry);
    if (entries.size > MAX_OBJECTS) throw damaged();
    const previous = section.trailer.get('Prev');
    next = previous === undefined ? undefined : Number(previous);
  }
  if (first === undefined) throw damaged();
  return { trailer: first.trailer, entries, newest: first.entries };
}

/** Reads one section. @throws Fault `pdf-unreadable`, also for an object that it names twice: readers differ about which counts */
function readSection(text: string, start: number): { trailer: PdfDictionary; entries: Entries } {
  const keyword = matchAt(/xref\s+/y, text, start);
  if (keyword === null) throw matchAt(/\d+\s+\d+\s+obj\b/y, text, start) === null ? damaged() : compressed();
  const entries = new Map<number, PdfEntry>();
  let at = start + keyword[0].length;
  for (;;) {
    const head = matchAt(/(\d{1,9})[ \t]+(\d{1,9})\s+/y, text, at);
    if (head === null) break;
    at += head[0].length;
    const first = Number(head[1]);
    const count = Number(head[2]);
    if (count > MAX_OBJECTS || entries.size > MAX_OBJECTS) throw damaged();
    for (let index = 0; index < count; index++, at += 20) {
      const entry = matchAt(/(\d{10}) (\d{5}) ([nf])[ \r\n]{2}/y, text, at);
      if (entry === null || entries.has(first + index)) throw damaged();
      const place = { at: Number(entry[1]), generation: Number(entry[2]) };
      entries.set(first + index, entry[3] === 'n' ? place : null);
    }
  }
  const trailer = matchAt(/trailer\s*/y, text, at);
  if (trailer === null) throw damaged();
  const from = at + trailer[0].length;
  return { trailer: readDictionary(text.slice(from, skipValue(text, from, 0))), entries };
}

const compressed = (): Fault =>
  new Fault(
    'pdf-unsupported',
    'The PDF keeps its index in a form that this version cannot extend.',
    'Sign a report made by this application.',
  );

/**
 * The entries of a dictionary written out.
 *
 * @throws Fault `pdf-unreadable`, also for a key that stands there twice: readers differ about which counts
 */
export function readDictionary(text: string): PdfDictionary {
  const entries = new Map<string, string>();
  if (!text.startsWith('<<')) throw damaged();
  let at = skipWhite(text, 2);
  while (!text.startsWith('>>', at)) {
    const name = matchAt(TOKEN, text, at)?.[0];
    if (name?.startsWith('/') !== true) throw damaged();
    if (entries.has(name.slice(1))) throw damaged();
    const from = skipWhite(text, at + name.length);
    const to = skipValue(text, from, 0);
    entries.set(name.slice(1), text.slice(from, to));
    at = skipWhite(text, to);
  }
  return entries;
}

/** The members of an array written out. @throws Fault `pdf-unreadable` */
export function readArray(text: string): readonly string[] {
  const members: string[] = [];
  if (!text.startsWith('[')) throw damaged();
  for (let at = skipWhite(text, 1); !text.startsWith(']', at);) {
    const to = skipValue(text, at, 0);
    members.push(text.slice(at, to));
    at = skipWhite(text, to);
  }
  return members;
}

/** Whether a value is a reference to an object. */
export const isReference = (value: string): boolean => REFERENCE.test(value);

/**
 * Reads the objects that an update appends, one after the other with nothing between them, and what follows them.
 *
 * @returns texts of the objects by number with their offsets, and where the cross-reference table begins
 * @throws Fault `pdf-unreadable` when anything else stands there
 */
export function readAppended(
  bytes: Uint8Array,
  from: number,
): {
  readonly objects: ReadonlyMap<number, { readonly at: number; readonly text: string }>;
  readonly end: number;
} {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.byteLength - from).toString('latin1');
  const objects = new Map<number, { at: number; text: string }>();
  let at = matchAt(/[\r\n]*/y, text, 0)?.[0].length ?? 0;
  while (!text.startsWith('xref', at)) {
    const header = matchAt(/(\d{1,9}) 0 obj\s/y, text, at);
    const number = Number(header?.[1]);
    if (header === null || objects.has(number) || objects.size >= 1000) throw damaged();
    const start = skipWhite(text, at + header[0].length);
    const value = skipValue(text, start, 0);
    const after = matchAt(/\s*stream\r?\n/y, text, value);
    const body = after === null ? value : text.indexOf('\nendstream', value) + '\nendstream'.length;
    const close = matchAt(/\s*endobj\s*/y, text, body);
    if (close === null || body < value) throw damaged();
    objects.set(number, { at: from + at, text: text.slice(start, value) });
    at = body + close[0].length;
  }
  return { objects, end: from + at };
}

const skipWhite = (text: string, at: number): number => at + (matchAt(WHITE, text, at)?.[0].length ?? 0);

function skipValue(text: string, at: number, depth: number): number {
  // A hostile file can nest without end.
  if (depth > MAX_DEPTH) throw damaged();
  if (text.startsWith('<<', at)) return skipMembers(text, at + 2, '>>', depth);
  if (text.startsWith('[', at)) return skipMembers(text, at + 1, ']', depth);
  if (text.startsWith('(', at)) return skipString(text, at);
  const token = matchAt(/<[0-9A-Fa-f\s]*>/y, text, at) ?? matchAt(TOKEN, text, at);
  if (token === null) throw damaged();
  return at + token[0].length;
}

function skipMembers(text: string, from: number, close: string, depth: number): number {
  let at = skipWhite(text, from);
  while (!text.startsWith(close, at)) at = skipWhite(text, skipValue(text, at, depth + 1));
  return at + close.length;
}

function skipString(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '(') open++;
    else if (character === ')' && --open === 0) return at + 1;
  }
  throw damaged();
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
