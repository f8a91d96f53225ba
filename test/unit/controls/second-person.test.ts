import { expect, test } from 'vitest';
import { personOf } from '../../../src-main/base/person.ts';
import { isSecondPerson } from '../../../src-main/controls/review/approvals.ts';

const [first, second] = ['a1'.repeat(32), 'b2'.repeat(32)];
const authors = [{ part: 'conclude', by: 'Olivia Officer', certificate: first }] as const;

test.each([
  'Olivia Officer',
  'OLIVIA  OFFICER',
  'Olívia Officer',
  'Ｏlivia Officer',
  'Officer, Olivia',
  'Olivia\u00a0Officer',
])('nobody approves their own work under another certificate, as %s', (by) => {
  expect(isSecondPerson({ by, certificate: second }, { authors: [...authors] })).toBe(false);
});

test('another person approves with a certificate of their own, and nobody what has no author', () => {
  const by = 'Rita Reviewer';
  expect(isSecondPerson({ by, certificate: second }, { authors: [...authors] })).toBe(true);
  expect(isSecondPerson({ by, certificate: first }, { authors: [...authors] })).toBe(false);
  expect(isSecondPerson({ by, certificate: second }, { authors: [] })).toBe(false);
});

test('a person is the common name of a subject, and a name in any script is one', () => {
  expect(personOf('O=Clinic, CN=Olivia Officer, C=US')).toBe(personOf('Olivia Officer'));
  expect(personOf('CN=Officer\\, Olivia, O=Clinic')).toBe(personOf('Olivia Officer'));
  // As cards of health care professionals have it; the second is how such a name is shown.
  for (const card of [
    'C=DE, SN=Officer + GN=Olivia + CN=Olivia Officer + serialNumber=17',
    'Olivia Officer + serialNumber=18',
  ])
    expect(personOf(card)).toBe(personOf('Olivia Officer'));
  expect(personOf('O=CN Clinic')).not.toBe(personOf('Clinic'));
  expect(personOf('王小明')).not.toBe(personOf('王小红'));
  expect(personOf('…')).not.toBe(personOf('—'));
});
