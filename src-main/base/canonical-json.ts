/** What JSON can say. Members that are `undefined` are left out. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

const MAX_DEPTH = 100;

/**
 * JSON in the one form of RFC 8785 (JCS): equal values are equal bytes. ECMAScript's own number formatting is the one the RFC
 * prescribes (§3.2.2.3), and its string comparison the order of members (§3.2.3).
 *
 * @throws RangeError for what has no such form: a number that is not finite, half a surrogate pair, nesting beyond 100
 */
export const canonicalJson = (value: Json): string => written(value, 0);

function written(value: Json, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('not a JSON number');
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((member) => written(member, depth + 1)).join(',')}]`;
  const members = Object.entries(value)
    .flatMap(([name, member]) => (member === undefined ? [] : [[name, member] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${quoted(name)}:${written(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function quoted(text: string): string {
  // JSON.stringify would escape half a pair; the RFC (§3.2.2.2) wants an error.
  if (!text.isWellFormed()) throw new RangeError('half a surrogate pair');
  return JSON.stringify(text);
}
