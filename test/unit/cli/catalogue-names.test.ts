import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnText, isColumn, isTable, tableText } from '../../../src-main/cli/catalogue-names.ts';
import { tableName } from '../../../src-main/cli/verbs/tables.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';

const name = fc.oneof(
  fc.constantFrom(...HOSTILE_NAMES, 'a', 'b', 'a.b', 'b.c', '"a', 'a"', '"a"."b"'),
  fc.string({ minLength: 1, maxLength: 20 }),
);
const column = fc.record({ schema: name, table: name, column: name });

describe('names on the command line', () => {
  test('plain ones stand as they are, those that could be read in two ways in quotes', () => {
    expect(columnText({ schema: 'clinic', table: 'patients', column: 'ssn' })).toBe('clinic.patients.ssn');
    expect(tableText({ schema: 'a.b', table: 'say "c"' })).toBe('"a.b"."say ""c"""');
    expect(
      isColumn('"clinic"."patients"."ssn"', { schema: 'clinic', table: 'patients', column: 'ssn' }),
    ).toBe(true);
    expect(isTable('a.b.c', { schema: 'a.b', table: 'c' })).toBe(false);
  });
  test('no text names two columns, whatever stands in their names', () => {
    fc.assert(
      fc.property(column, column, (one, other) => {
        expect(isColumn(columnText(one), one)).toBe(true);
        if (JSON.stringify(one) !== JSON.stringify(other))
          expect(isColumn(columnText(one), other)).toBe(false);
        expect(isTable(columnText(one), other)).toBe(false);
      }),
    );
  });
  test('a table is read back from what is printed of it', () => {
    fc.assert(
      fc.property(name, name, (schema, table) => {
        expect(tableName(tableText({ schema, table }))).toEqual({ schema, table });
      }),
    );
  });
});
