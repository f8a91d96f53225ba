import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { Fhir } from 'fhir';
import type { FhirIssue, FhirRule } from '../../src-shared/fhir/types.ts';
import { ownIssues } from './own-rules.ts';

type Json = Readonly<Record<string, unknown>>;

const issue = (rule: FhirRule, where: string, text: string): FhirIssue => ({
  rule,
  where,
  text,
});

/**
 * A path of element names. FHIR's begin with a small letter; what somebody called an element of their own may be a name of
 * somebody, and is not repeated.
 */
const place = (path: string): string =>
  path
    .split('.')
    .map((name, at) =>
      /^[a-z_][A-Za-z]{0,39}(\[\d{1,6}\])?$/.test(name) ||
      (at === 0 && /^[A-Z][A-Za-z]{1,30}$/.test(name)) ||
      /^\d{1,6}$/.test(name)
        ? name
        : '?',
    )
    .join('.')
    .slice(0, 300);

/**
 * Checks a resource against FHIR R4 with two independent validators and with rules of our own. The first knows structure,
 * types and invariants, the second the codes that are required; neither sees what a resource refers to.
 *
 * The texts name elements and rules and never repeat a value.
 */
export function checkResource(resource: Json, today: string): readonly FhirIssue[] {
  const structure = structureIssues(resource);
  // The second validator only sees what the first can read: on anything else it throws.
  const codes = structure.length === 0 ? codeIssues(resource) : [];
  return unique([...structure, ...codes, ...ownIssues(resource, today)]).map((each) => ({
    ...each,
    where: place(each.where),
  }));
}

function structureIssues(resource: Json): FhirIssue[] {
  try {
    // Warnings are taken for errors: two values where one may stand, a reference of the wrong kind.
    return validateResource(resource as unknown as Resource).map(fromStructure);
  } catch (error) {
    if (error instanceof OperationOutcomeError) return error.outcome.issue.map(fromStructure);
    if (error instanceof RangeError) return [issue('depth', '', 'The resource stands too deep in itself.')];
    return [issue('structure', '', 'This is no resource that FHIR R4 knows.')];
  }
}

function fromStructure({ code, details, expression }: OperationOutcomeIssue): FhirIssue {
  const where = expression?.[0] ?? '';
  const said = details?.text ?? '';
  if (code === 'invariant') {
    // The text of a constraint comes from the standard.
    const [, key, human] = /^Constraint ([a-z]+-\d+[a-z]?) not met: (.*)$/su.exec(said) ?? [];
    return issue(
      'invariant',
      where,
      `A rule of FHIR is broken (${key ?? '?'}): ${(human ?? '').slice(0, 300)}`,
    );
  }
  for (const [start, rule, text] of WORDS) if (said.startsWith(start)) return issue(rule, where, text);
  return issue('structure', where, 'The element is not built as FHIR R4 says.');
}

const WORDS: readonly (readonly [string, FhirRule, string])[] = [
  ['Missing required', 'required', 'An element that must be there is missing.'],
  ['Invalid additional', 'unknown', 'FHIR R4 has no such element here.'],
  ['Conflicting choice', 'choice', 'There are two values where only one may stand.'],
  ['Invalid reference', 'reference', 'It refers to another kind of resource than it may.'],
  ['Expected array', 'structure', 'A list is expected here.'],
  ['Expected single', 'structure', 'One value is expected here, not a list.'],
  ['Invalid null', 'structure', 'An empty value stands where none may stand.'],
  ['Invalid empty', 'structure', 'The element is empty.'],
  ['Invalid', 'format', 'The value does not have the form of its type.'],
];

let validator: Fhir | undefined;

function codeIssues(resource: Json): FhirIssue[] {
  validator ??= new Fhir();
  try {
    return validator
      .validate(resource as Parameters<Fhir['validate']>[0])
      .messages.filter(({ severity }) => ['error', 'fatal'].includes(String(severity)))
      .map(({ location, message }) =>
        message?.startsWith('Code ') === true
          ? issue('code', location ?? '', 'The code is not one of those that FHIR allows here.')
          : issue(
              'structure',
              location ?? '',
              'The element is not built as FHIR R4 says (second validator).',
            ),
      );
  } catch {
    return [issue('structure', '', 'The second validator could not read the resource.')];
  }
}

function unique(issues: readonly FhirIssue[]): FhirIssue[] {
  const seen = new Map(issues.map((each) => [`${each.rule} ${each.where}`, each]));
  return [...seen.values()];
}
