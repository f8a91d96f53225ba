import { isDeepStrictEqual } from 'node:util';
import { Fhir } from 'fhir';
import type { FhirIssue } from '../../src-shared/fhir/types.ts';
import { checkResource } from './check.ts';
import type { ExactResource, WrittenResource } from './ports.ts';

type Json = Readonly<Record<string, unknown>>;

/** A decimal as FHIR R4 writes it (datatypes, decimal). */
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/**
 * A resource as JSON on one line. Decimals are written as they stood in the record: 72.50 does not become 72.5
 * (FHIR R4, datatypes: the precision is significant).
 */
export function jsonOf({ resource, exact }: ExactResource): string {
  const write = (value: unknown, path: string): string => {
    if (Array.isArray(value))
      return `[${value.map((member, at) => write(member, `${path}.${at}`)).join(',')}]`;
    if (typeof value === 'object' && value !== null)
      return `{${Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${JSON.stringify(name)}:${write(member, under(path, name))}`)
        .join(',')}}`;
    const lexical = exact[path];
    return typeof value === 'number' && lexical !== undefined && DECIMAL.test(lexical)
      ? lexical
      : JSON.stringify(value);
  };
  return write(resource, '');
}

/**
 * A resource as the XML element that stands in a Bundle, or why it cannot be: it is read back and must be the same.
 * Decimals are handed over as text, so they too come back as they were.
 */
export function xmlOf({
  resource,
  exact,
}: ExactResource): { readonly xml: string } | { readonly issue: FhirIssue } {
  const lost: FhirIssue = { rule: 'text', where: '', text: 'The XML does not say the same as the JSON.' };
  const asText = exactly(resource, exact, '') as Json;
  converter ??= new Fhir();
  try {
    const whole = converter.objToXml(asText);
    // A tab that stands in an attribute as it is would be read as a blank (XML 1.0 §3.3.3).
    const xml = whole.replace(/^<\?xml[^>]*\?>/, '').replaceAll('\t', '&#x9;');
    return isDeepStrictEqual(plain(converter.xmlToObj(xml)), asText) ? { xml } : { issue: lost };
  } catch {
    return { issue: lost };
  }
}

/** Checks resources that we made and writes them. */
export const writeResources = (
  resources: readonly ExactResource[],
  today: string,
  form: 'json' | 'xml',
): readonly WrittenResource[] =>
  resources.map((each) => {
    if (form === 'json')
      return { text: jsonOf(each), issues: checkResource(typed(each.resource) as Json, today) };
    const made = xmlOf(each);
    return 'xml' in made ? { text: made.xml, issues: [] } : { text: '', issues: [made.issue] };
  });

let converter: Fhir | undefined;

const under = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The resource with decimals as text, and without members that are not there. */
function exactly(value: unknown, exact: Readonly<Record<string, string>>, path: string): unknown {
  if (Array.isArray(value)) return value.map((member, at) => exactly(member, exact, `${path}.${at}`));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, exactly(member, exact, under(path, name))]),
    );
  return typeof value === 'number' && exact[path] !== undefined ? exact[path] : value;
}

/**
 * What the first validator is shown in the place of `urn:uuid:…`, which says nothing of the kind: the address with the type
 * that stands beside it. That there is such a resource of that type is looked at for the whole Bundle.
 */
function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  const { reference, type } = value as { readonly reference?: unknown; readonly type?: unknown };
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typed(member)])),
    ...(typeof reference === 'string' && typeof type === 'string'
      ? { reference: reference.replace(/^urn:uuid:/, `${type}/`) }
      : {}),
  };
}

/** Objects of this realm's plain kind, whatever the reader built. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
