import { createHash } from 'node:crypto';
import { Fault } from '../../base/fault.ts';
import type { Json } from '../../base/canonical-json.ts';

/** Namespace of our properties and of our UUIDs. */
export const NAMESPACE = 'https://attestry.example.invalid/ns/oscal';
const NAMESPACE_UUID = 'f7a3c1b2-5d04-5e7e-9a60-3c1d0e8b2f41';

/** A UUID made from a name (RFC 9562 §5.5, version 5): the same name gives the same one. */
export function uuidOf(...name: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE_UUID.replaceAll('-', ''), 'hex'))
    .update(name.join('\n'), 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const TOKEN = /^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u;

/**
 * Identifiers of requirements as OSCAL tokens, which begin with a letter and know no parentheses: `CC6.1` stays,
 * `164.308(a)(1)(i)` becomes `hipaa-164.308-a-1-i`. Two that would fall together are told apart by their hash.
 */
export function tokensOf(
  requirements: readonly { readonly framework: string; readonly id: string }[],
): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  const taken = new Set<string>();
  for (const { framework, id } of requirements) {
    const key = `${framework}/${id}`;
    if (tokens.has(key)) continue;
    const plain = TOKEN.test(id)
      ? id
      : `${framework.startsWith('hipaa') ? 'hipaa' : framework}-${id.replaceAll(/[^\p{L}\p{N}.]+/gu, '-').replaceAll(/^-|-$/g, '')}`;
    const token = taken.has(plain)
      ? `${plain}-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
      : plain;
    taken.add(token);
    tokens.set(key, token);
  }
  return tokens;
}

/** A property of ours; OSCAL knows no empty ones and no blanks at either end. */
export function property(name: string, value: string | number | null, remarks?: string): readonly Json[] {
  const text = value === null ? '' : String(value).toWellFormed().replaceAll(/\s+/gu, ' ').trim();
  if (text === '') return [];
  return [
    { name, ns: NAMESPACE, value: text, ...(remarks === undefined || remarks === '' ? {} : { remarks }) },
  ];
}

/** A list as a member, or nothing where it is empty: OSCAL knows no empty lists. */
export const listed = (name: string, items: readonly Json[]): Readonly<Record<string, Json>> =>
  items.length === 0 ? {} : { [name]: items };

/** Text that has something in it. */
export const textOr = (text: string, instead: string): string =>
  text.trim() === '' ? instead : text.toWellFormed();

/**
 * Checks what the schema does not: that every UUID that is referred to is there, and none is there twice.
 *
 * @throws Fault `report-failed`
 */
export function checkReferences(document: Json): void {
  const defined: string[] = [];
  const wanted: string[] = [];
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (name === 'uuid') {
        defined.push(value);
      } else if (name.endsWith('-uuid')) wanted.push(value);
      else if (name === 'href' && value.startsWith('#')) wanted.push(value.slice(1));
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const [member, inner] of Object.entries(value)) walk(inner, isList ? name : member);
  };
  walk(document, '');
  const known = new Set(defined);
  if (known.size === defined.length && wanted.every((uuid) => known.has(uuid))) return;
  throw new Fault(
    'report-failed',
    'The OSCAL rendering refers to something that is not in it.',
    'Create the report without OSCAL, and give the log file to your IT department.',
  );
}
