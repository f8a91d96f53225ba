/** A pattern of patient data and what stands in its place. */
type Pattern = { readonly kind: string; readonly pattern: RegExp };

// Ordered: what quotes a whole value first, then what has a shape of its own, then what needs the word before it.
const PATTERNS: readonly Pattern[] = [
  // PostgreSQL repeats values: Key (phone)=(555 …), Failing row contains (…), invalid input syntax for type date: "…".
  { kind: 'value', pattern: /(?<=\bKey \([^()]{1,200}\)=\()[^\n]*?(?=\)(?:\s|$))/gu },
  { kind: 'value', pattern: /(?<=\bFailing row contains \()[^\n]*(?=\))/gu },
  { kind: 'value', pattern: /(?<=\b(?:syntax|value|range)\b[^"\n]{0,60}: ")[^"\n]*(?=")/gu },
  { kind: 'e-mail', pattern: /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu },
  {
    kind: 'UUID',
    pattern: /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/giu,
  },
  { kind: 'SSN', pattern: /(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])/gu },
  { kind: 'SSN', pattern: /(?<=\b(?:ssn|social security(?: number| no\.?)?)\W{0,4})\d{9}(?!\d)/giu },
  {
    kind: 'phone',
    pattern: /(?<![\d.])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d.]|-\d)/gu,
  },
  { kind: 'phone', pattern: /(?<![\w.])\+\d{1,3}(?:[ ().-]{0,2}\d){6,12}(?!\d)/gu },
  {
    kind: 'phone',
    pattern:
      /(?<=\b(?:phone|tel|telephone|mobile|cell|fax|call)\b[^\d\n]{0,12})\d(?:[ .-]?\d){6,13}(?!\d)/giu,
  },
  {
    kind: 'birth date',
    pattern:
      /(?<=\b(?:born|birth|birthday|birthdate|birth_date|date_of_birth|dob)\b[^\d\n]{0,12})(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}|\d{1,2}\.? \p{L}{3,9}\.?,? \d{4}|\p{L}{3,9}\.? \d{1,2},? \d{4})/giu,
  },
  { kind: 'birth date', pattern: /(?<![\d./-])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?![\d./-])/gu },
  {
    kind: 'MRN',
    pattern:
      /(?<=\b(?:mrn|medical record(?: number| no\.?)?|chart(?: number| no\.?)|patient(?: number| no\.?| id))\W{0,4})(?=[\p{L}-]{0,6}\d)[\p{L}\p{N}-]{3,20}/giu,
  },
];
/** A date long past stands for a birth; one of these years for a certificate, a back-up or a version. */
const ISO_DATE = /(?<![\d-])((?:18|19|20)\d{2})-\d{2}-\d{2}(?![\d-])/gu;
const RECENT_YEARS = 2;

/**
 * Takes out of a text what has the shape of patient data: social security numbers, e-mail addresses, telephone numbers,
 * birth dates, UUIDs, record numbers, and the values that PostgreSQL repeats in its messages. A name has no shape:
 * foreign texts must not be quoted where one can stand. Hashes, addresses of machines and counts stay.
 *
 * @param year - the current year
 */
export function redacted(text: string, year: number = new Date().getUTCFullYear()): string {
  let clean = text;
  for (const { kind, pattern } of PATTERNS) clean = clean.replace(pattern, `[${kind} removed]`);
  return clean.replace(ISO_DATE, (date, of: string) =>
    Number(of) <= year - RECENT_YEARS ? '[birth date removed]' : date,
  );
}

/** Kinds of patient data whose shape something in a text has, such as `SSN`; a day by itself is none. */
export const shapesIn = (text: string): readonly string[] => [
  ...new Set(PATTERNS.filter(({ pattern }) => text.search(pattern) >= 0).map(({ kind }) => kind)),
];

/** How long a sentence that leaves the main process may be. */
export const LONGEST_SENTENCE = 200;

/**
 * A text as it may leave the main process: redacted, and cut behind a word where it is longer than
 * {@link LONGEST_SENTENCE} characters. What was cut off is in no other place: our own sentences are shorter.
 *
 * @param year - the current year
 */
export function sanitizeError(text: string, year?: number): string {
  const clean = redacted(text, year);
  if (clean.length <= LONGEST_SENTENCE) return clean;
  const begin = clean.slice(0, LONGEST_SENTENCE - 1);
  const space = begin.lastIndexOf(' ');
  return `${(space > LONGEST_SENTENCE / 2 ? begin.slice(0, space) : begin).trimEnd().toWellFormed()}…`;
}
