import type { FhirIssue } from '../../src-shared/fhir/types.ts';

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** Resources inside a Bundle with their paths; the resource itself when it is none. */
export function resourcesOf(resource: Json): readonly (readonly [string, Json, string | null])[] {
  if (resource.resourceType !== 'Bundle') return [[String(resource.resourceType), resource, null]];
  const entries = Array.isArray(resource.entry) ? (resource.entry as unknown[]) : [];
  return entries.flatMap((entry, at) => {
    const own = objectOf(objectOf(entry)?.resource);
    const url = objectOf(entry)?.fullUrl;
    return own === null
      ? []
      : [[`Bundle.entry[${at}].resource`, own, typeof url === 'string' ? url : null] as const];
  });
}

/** Bundles that must hold all they refer to: they are given to somebody who has nothing else. */
const SELF_CONTAINED = ['collection', 'document'];

/**
 * Rules that no validator checks: nobody is born or observed after today, and a Bundle that stands for itself holds what it
 * refers to, each under one address.
 *
 * @param today - civil date such as `2026-11-22`, a day ahead at the most where clocks differ
 */
export function ownIssues(resource: Json, today: string): FhirIssue[] {
  const all = resourcesOf(resource);
  const issues: FhirIssue[] = [];
  for (const [where, own] of all)
    for (const name of ['birthDate', 'deceasedDateTime', 'effectiveDateTime'])
      if (typeof own[name] === 'string' && own[name].slice(0, 10) > today)
        issues.push({ rule: 'future', where: `${where}.${name}`, text: 'The date lies in the future.' });
  if (resource.resourceType !== 'Bundle') return issues;
  const addresses = new Set<string>();
  for (const [where, own, url] of all) {
    const names = [url, typeof own.id === 'string' ? `${String(own.resourceType)}/${own.id}` : null];
    if (url !== null && addresses.has(url))
      issues.push({ rule: 'reference', where, text: 'Two resources have the same address.' });
    for (const name of names) if (name !== null) addresses.add(name);
  }
  if (!SELF_CONTAINED.includes(String(resource.type))) return issues;
  for (const [where, own] of all)
    for (const [at, target] of referencesIn(own, where))
      if (!target.startsWith('#') && !addresses.has(target))
        issues.push({
          rule: 'reference',
          where: at,
          text: 'It refers to a resource that is not in the file.',
        });
  return issues;
}

function* referencesIn(value: unknown, where: string): Generator<readonly [string, string]> {
  if (Array.isArray(value)) {
    for (const [at, member] of value.entries()) yield* referencesIn(member, `${where}[${at}]`);
    return;
  }
  const own = objectOf(value);
  if (own === null) return;
  for (const [name, member] of Object.entries(own))
    if (name === 'reference' && typeof member === 'string') yield [`${where}.reference`, member];
    else yield* referencesIn(member, `${where}.${name}`);
}
