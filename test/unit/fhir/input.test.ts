import { resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { FHIR_LIMIT, type FhirRule } from '../../../src-shared/fhir/types.ts';
import { loadDefinitions } from '../../../src-main/fhir/definitions.ts';
import { judgeInput } from '../../../src-main/fhir/verdict.ts';

beforeAll(() => {
  loadDefinitions(resolve(import.meta.dirname, '../../../resources/fhir/r4-definitions.json.gz'));
});

const TODAY = '2026-11-22';
const judge = (value: unknown): ReturnType<typeof judgeInput> =>
  judgeInput(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), TODAY);

const patient = {
  resourceType: 'Patient',
  id: 'p-1',
  identifier: [{ system: 'urn:oid:1.2.3', value: 'S-1' }],
  name: [{ family: 'Sample', given: ['Synthia'] }],
  gender: 'female',
  birthDate: '1980-02-29',
};
const observation = {
  resourceType: 'Observation',
  id: 'o-1',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }], text: 'Heart rate' },
  subject: { reference: 'Patient/p-1' },
  effectiveDateTime: '2026-11-20T08:00:00Z',
  valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
};
const bundle = (entries: readonly unknown[], type = 'collection'): unknown => ({
  resourceType: 'Bundle',
  type,
  entry: entries.map((resource, at) => ({ fullUrl: `urn:uuid:${at}`, resource })),
});

describe('what is right is taken in', () => {
  it.each([
    ['a patient', patient, 1],
    ['an observation', observation, 1],
    ['a bundle of both', bundle([patient, observation]), 3],
  ])('%s', (_, value, resources) => {
    expect(judge(value)).toMatchObject({ valid: true, resources, issues: [], found: 0 });
  });
});

describe('what is wrong is named by its place and its rule', () => {
  const wrong: readonly (readonly [string, unknown, FhirRule, string])[] = [
    ['a day that does not exist', { ...patient, birthDate: '1980-02-30' }, 'format', 'Patient.birthDate'],
    ['a birth after today', { ...patient, birthDate: '2027-01-01' }, 'future', 'Patient.birthDate'],
    ['a code that is none', { ...patient, gender: 'wibble' }, 'code', 'Patient.gender'],
    ['an element that there is not', { ...patient, surname: 'Sample' }, 'unknown', 'Patient.surname'],
    ['one where a list is expected', { ...patient, name: { family: 'S' } }, 'structure', 'Patient.name'],
    [
      'a contact without anything',
      { ...patient, contact: [{ gender: 'male' }] },
      'invariant',
      'Patient.contact[0]',
    ],
    ['a missing status', { ...observation, status: undefined }, 'required', 'Observation.status'],
    ['two values', { ...observation, valueString: 'x' }, 'choice', 'valueString'],
    [
      'a subject of the wrong kind',
      { ...observation, subject: { reference: 'Medication/1' } },
      'reference',
      'Observation.subject',
    ],
    [
      'a reference to nothing',
      bundle([observation]),
      'reference',
      'Bundle.entry[0].resource.subject.reference',
    ],
    [
      'the same address twice',
      {
        ...(bundle([patient, observation]) as object),
        entry: [
          { fullUrl: 'urn:uuid:1', resource: patient },
          { fullUrl: 'urn:uuid:1', resource: { ...observation, subject: undefined } },
        ],
      },
      'reference',
      'Bundle.entry[1].resource',
    ],
    ['another kind', { resourceType: 'Medication' }, 'kind', ''],
    ['no kind', {}, 'kind', ''],
    ['a list', [], 'kind', ''],
    ['half a file', JSON.stringify(patient).slice(0, 50), 'json', ''],
    ['a control character', { ...patient, name: [{ family: 'Sam\u0007ple' }] }, 'text', ''],
    ['half of a pair', { ...patient, name: [{ family: '\ud800' }] }, 'text', ''],
    ['lists in lists', `{"resourceType":"Patient","name":${'['.repeat(70)}${']'.repeat(70)}}`, 'depth', ''],
  ];
  it.each(wrong)('%s', (_, value, rule, where) => {
    const verdict = judge(value);
    expect(verdict.valid).toBe(false);
    expect(verdict.issues.map((issue) => [issue.rule, issue.where])).toContainEqual([rule, where]);
  });
  test('what is no text', () => {
    expect(judgeInput(Uint8Array.of(0x7b, 0xff, 0x7d), TODAY).issues[0]?.rule).toBe('text');
  });
});

describe('limits', () => {
  test('ten megabytes and a byte are not parsed, ten are', () => {
    const text = JSON.stringify(patient);
    const padded = (length: number): Buffer => Buffer.from(text + ' '.repeat(length - text.length));
    expect(judgeInput(padded(FHIR_LIMIT + 1), TODAY).issues[0]?.rule).toBe('size');
    expect(judgeInput(padded(FHIR_LIMIT), TODAY).valid).toBe(true);
  });
  test('a hundred issues are shown, all are counted', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`e${at}`, at]));
    expect(judge({ ...patient, ...many })).toMatchObject({ found: 300 });
    expect(judge({ ...patient, ...many }).issues).toHaveLength(100);
  });
});

test('no issue repeats what the file says', () => {
  const secret = 'Zebulon-Quatermass';
  const place = fc.constantFrom('gender', 'birthDate', 'name', 'foo', 'identifier', secret, 'active', 'link');
  const value = fc.constantFrom<unknown>(
    secret,
    [secret],
    { family: secret },
    [{ family: [secret] }],
    [{ [secret]: 1 }],
    [{ other: { reference: `${secret}/1` } }],
  );
  fc.assert(
    fc.property(place, value, (name, set) => {
      const verdict = judge({ ...patient, [name]: set });
      expect(JSON.stringify(verdict)).not.toContain(secret);
    }),
    { numRuns: 200 },
  );
});
