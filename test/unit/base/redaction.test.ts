import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { redacted } from '../../../src-main/base/redaction.ts';

const YEAR = 2026;
const digits = (count: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));
const two = (max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max }).map((value) => String(value).padStart(2, '0'));
const born = fc.tuple(fc.integer({ min: 1900, max: YEAR - 2 }), two(12), two(28));
const sep = fc.constantFrom('-', '.', ' ');

/** Values that must never leave, each in the ways in which programs write it. Synthetic, all of them. */
const secrets: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ssn: fc
    .tuple(digits(3), digits(2), digits(4), fc.constantFrom('-', ' '))
    .map(([a, b, c, s]) => `${a}${s}${b}${s}${c}`),
  email: fc
    .tuple(fc.constantFrom('ana.o’neil', 'j_smith', 'müller', 'a+b', 'x'), digits(3))
    .map(([name, host]) => `${name.replace('’', "'")}@clinic${host}.example`),
  phone: fc
    .tuple(digits(3), digits(3), digits(4), sep, fc.constantFrom('', '+1 ', '1-'))
    .map(([a, b, c, s, cc]) => `${cc}${a}${s}${b}${s}${c}`),
  phoneInBrackets: fc.tuple(digits(3), digits(3), digits(4)).map(([a, b, c]) => `(${a}) ${b}-${c}`),
  phoneAbroad: fc.tuple(digits(2), digits(3), digits(6)).map(([a, b, c]) => `+49 ${a} ${b} ${c}`),
  birthDate: born.map(([y, m, d]) => `${y}-${m}-${d}`),
  birthDateUs: born.map(([y, m, d]) => `${m}/${d}/${y}`),
  uuid: fc.uuid(),
};
const around = fc.constantFrom(
  (value: string) => `could not store ${value} for the row`,
  (value: string) => `value=${value}`,
  (value: string) => `(${value})`,
  (value: string) => value,
  (value: string) => `row "${value}", next`,
  (value: string) => `naïve: ${value}; 3 more`,
);
const withWord: Readonly<Record<string, fc.Arbitrary<readonly [string, string]>>> = {
  mrn: fc
    .tuple(
      fc.constantFrom('MRN ', 'mrn: ', 'medical record number ', 'Patient ID: ', 'chart no. '),
      digits(7),
    )
    .map(([word, value]) => [`${word}${value} not found`, value]),
  phone: fc
    .tuple(fc.constantFrom('phone ', 'tel: ', 'mobile=', 'fax '), digits(10))
    .map(([word, value]) => [`no ${word}${value}`, value]),
  ssn: fc
    .tuple(fc.constantFrom('SSN ', 'ssn=', 'social security number: '), digits(9))
    .map(([word, value]) => [`${word}${value}`, value]),
  born: fc
    .tuple(fc.constantFrom('born ', 'DOB: ', 'birth_date=', 'date_of_birth: '), two(28), digits(2))
    .map(([word, day, year]) => [`${word}${day} March 20${year}`, `${day} March`]),
  newborn: fc
    .tuple(two(12), two(28))
    .map(([month, day]) => [`dob=${YEAR}-${month}-${day}`, `${YEAR}-${month}-${day}`]),
  key: fc
    .constantFrom('Ana María Example', 'O(Brien', '12 Main St', '7')
    .map((value) => [`DETAIL:  Key (last_name)=(${value}) already exists.`, `(${value})`]),
  row: fc
    .constantFrom('Doe, 12, null', 'Mary Sample (junior)')
    .map((value) => [`Failing row contains (${value}).`, value]),
  syntax: fc
    .constantFrom('Doe', 'Mary Sample')
    .map((value) => [`invalid input syntax for type integer: "${value}"`, value]),
};

describe('what has the shape of patient data', () => {
  it.each(Object.keys(secrets))('never stays: %s', (kind) => {
    fc.assert(
      fc.property(secrets[kind] ?? fc.constant(''), around, (value, sentence) => {
        expect(redacted(sentence(value), YEAR)).not.toContain(value);
      }),
      { numRuns: 300 },
    );
  });
  it.each(Object.keys(withWord))('never stays behind the word for it: %s', (kind) => {
    fc.assert(
      fc.property(withWord[kind] ?? fc.constant(['', 'x'] as const), ([sentence, value]) => {
        expect(redacted(sentence, YEAR)).not.toContain(value);
      }),
    );
  });
  it('never stays in either sentence of a fault', () => {
    const fault = new Fault('internal', 'Lost 123-45-6789.', 'Write to jane@example.com.');
    expect(fault.message).toBe('Lost [SSN removed].');
    expect(fault.remedy).toBe('Write to [e-mail removed].');
  });
});

describe('what an officer needs', () => {
  it.each([
    'SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'The checkpoint over 1000000 entries at position 4294967296 has a signature that does not verify.',
    'The database reported an error (SQLSTATE 42P01).',
    'db.clinic.example:5432, 10.20.30.40, fe80::1ff:fe23:4567:890a',
    'PostgreSQL 18.4, Attestry 0.1.0, SoftHSM 2.6.1',
    'Token serial number a1b2c3d4e5f60718, slot 1203948571.',
    'Entry 1234567890 was changed; entries 100-200 were not.',
    '2026-11-22T10:15:30.123456Z, valid until 2026-12-31, since 2025-11-22',
    '12.5 s at 948,000 entries/s; 1/2/3 of 5 steps; ratio 0.85-0.90',
    'CKR_PIN_INCORRECT:160 at /usr/lib/softhsm/libsofthsm2.so',
    'Patient rights requests: 3 due in 15 days.',
    'Call your IT department. Phone them when the chart stays empty.',
  ])('stays: %s', (sentence) => {
    expect(redacted(sentence, YEAR)).toBe(sentence);
  });

  it('stays in every sentence of the program’s own', () => {
    const root = join(import.meta.dirname, '../../../src-main');
    const sentences = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('sample') && !name.endsWith('redaction.ts'))
      .flatMap((name) => readFileSync(join(root, name), 'utf8').match(/'[A-Z][^'\n]{20,}\.'/g) ?? []);
    expect(sentences.length).toBeGreaterThan(150);
    for (const sentence of sentences) expect(redacted(sentence, YEAR)).toBe(sentence);
  });

  it('takes no time to speak of, whatever the text', () => {
    for (const text of [
      '1'.repeat(100_000),
      'a@'.repeat(50_000),
      '(1) '.repeat(30_000),
      '1-'.repeat(50_000),
    ]) {
      const begun = performance.now();
      redacted(text, YEAR);
      expect(performance.now() - begun).toBeLessThan(2000);
    }
  });
});
