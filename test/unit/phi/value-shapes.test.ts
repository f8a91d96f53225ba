import { describe, expect, test } from 'vitest';
import { nameTells, FIELD_KINDS, plainName } from '../../../src-main/phi/field-kinds.ts';
import { shapesOf, tallying } from '../../../src-main/phi/value-shapes.ts';

describe('shapes of values', () => {
  test.each([
    ['123-45-6789', ['ssn']],
    ['123456789', ['ssn']],
    ['000-45-6789', ['ssn-unissued']],
    ['666-45-6789', ['ssn-unissued']],
    ['912-05-6789', ['ssn-unissued']],
    ['123-00-6789', ['ssn-unissued']],
    ['000456789', []],
    ['jane.doe+x@mail.example.org', ['email']],
    ['jane@localhost', []],
    ['(512) 555-0100', ['phone']],
    ['+49 30 1234567', ['phone']],
    ['112-555-0100', []],
    ['12 Oak Street, Apt 4', ['address']],
    ['PO Box 12', ['address']],
    ['78701', ['zip']],
    ['4111 1111 1111 1111', ['card']],
    ['4111 1111 1111 1112', []],
    ['1234567893', ['npi']],
    ['1234567890', []],
    ['1EG4-TE5-MK73', ['mbi']],
    ['192.0.2.17', ['ip']],
    ['2001:db8::1', ['ip']],
    ['1979-04-01', ['date', 'birth-date']],
    ['2099-04-01', ['date']],
    ['1979-04-01 10:00:00+00', ['date']],
    ['E11.9', ['diagnosis']],
    ['2345-7', ['loinc']],
    ['2345-8', []],
    ['postgresql://app:hunter2@db/clinic', ['secret-url']],
    ['$2b$12$abcdefghijklmnopqrstuvwxyz0123456789', ['secret']],
    ['Patient reports less pain since the last visit on Monday.', ['prose']],
    ['', []],
  ])('%s', (value, shapes) => {
    expect(shapesOf(value, 2026)).toEqual(shapes);
  });

  test('are counted, and nothing else is kept', () => {
    const { show, tally } = tallying(2026);
    for (const value of ['123-45-6789', 'x', 'a@b.org']) show(value);
    expect(tally()).toEqual({ values: 3, shapes: { ssn: 1, email: 1 } });
  });
});

describe('names', () => {
  const kind = (name: string, type = 'text'): string[] =>
    FIELD_KINDS.filter((one) => (nameTells(one, plainName(name), type) ?? 0) > 0).map(({ id }) => id);
  test.each([
    ['patientLastName', 'text', ['person-name']],
    ['SSN', 'text', ['ssn']],
    ['DOB', 'date', ['birth-date']],
    ['ZIPCode', 'character varying(10)', ['postal-code']],
    ['password_hash', 'text', ['credential']],
    ['password_changed_at', 'timestamp with time zone', []],
    ['secret_reference', 'text', []],
    ['token_expires_at', 'timestamp with time zone', []],
    ['email_verified', 'boolean', []],
    ['hiv_status', 'text', ['special']],
    ['Telefon', 'text', []],
  ])('%s of type %s', (name, type, kinds) => {
    expect(kind(name, type)).toEqual(kinds);
  });
});
