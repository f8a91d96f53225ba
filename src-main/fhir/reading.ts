import { FHIR_LIMIT, type FhirIssue } from '../../src-shared/fhir/types.ts';

/** What came out of the bytes of a file: a resource of some kind, or why there is none. */
export type Read = { readonly resource: Readonly<Record<string, unknown>> } | { readonly issue: FhirIssue };

/** Deeper than any resource: validators walk by recursion. */
const DEEPEST = 64;

/**
 * Reads the bytes of a JSON file. The size is looked at before anything is parsed.
 *
 * @param limit - largest size in bytes
 */
export function readResource(bytes: Uint8Array, limit: number = FHIR_LIMIT): Read {
  const no = (rule: FhirIssue['rule'], text: string): Read => ({ issue: { rule, where: '', text } });
  if (bytes.length > limit)
    return no('size', `The file is larger than ${Math.floor(limit / 1024 / 1024)} MB and was not read.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return no('text', 'The file is not text in UTF-8.');
  }
  if (tooDeep(text)) return no('depth', `Lists or objects stand more than ${DEEPEST} deep in each other.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('json', 'The file is not JSON: it is cut off or damaged.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return no('kind', 'The file is not one FHIR resource.');
  if (unprintable(value))
    return no(
      'text',
      'A text holds control characters or half of a character pair; FHIR does not allow them.',
    );
  return { resource: value as Record<string, unknown> };
}

/** Looks at brackets outside of strings only: nothing is built. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

// FHIR R4, datatypes, string: no control characters but tab, line feed and carriage return.
// eslint's no-control-regex guards against slips; here they are meant, so they are written as a class of code points.
const CONTROL = /[\p{Cc}--[\t\n\r\u0080-\u009f]]/v;

function unprintable(value: unknown): boolean {
  if (typeof value === 'string') return CONTROL.test(value) || !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => unprintable(name) || unprintable(member));
}
