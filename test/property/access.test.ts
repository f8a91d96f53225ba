import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differencesOf, intendedFrom } from '../../src-main/phi/access-matrix.ts';
import { type AccessMatrix, EXPOSURES, ROW_SCOPES } from '../../src-shared/phi/access.ts';

const ROLES = ['anna', 'berta', 'public'];
const COLUMNS = ['name', 'ssn', 'note'];
const cell = fc.record({
  role: fc.nat(ROLES.length - 1),
  field: fc.nat(COLUMNS.length - 1),
  shows: fc.constantFrom(...EXPOSURES),
  rows: fc.constantFrom('some', 'every'),
});
const matrix = fc
  .uniqueArray(cell, { selector: ({ role, field }) => `${String(role)} ${String(field)}` })
  .map((cells): AccessMatrix => ({
    ...{ at: '2026-11-22T00:00:00Z', server: 'db', database: 'clinic', definerFunctions: 0 },
    roles: ROLES.map((role) => ({
      role,
      kind: 'login',
      superuser: false,
      fields: 0,
      sha256: '0'.repeat(64),
    })),
    fields: COLUMNS.map((column) => ({
      ...{
        schema: 'clinic',
        table: 'patients',
        column,
        classification: 'health',
        decided: true,
        encrypted: false,
      },
    })),
    cells: cells.map((each) => ({ ...each, way: 'table-grant', through: null })),
  }));

test('what was saved as meant does not differ from itself', () => {
  fc.assert(
    fc.property(matrix, (now) => {
      expect(differencesOf(now, intendedFrom(now))).toEqual([]);
    }),
  );
});

test('every change is told once, and what is read beyond what is meant is never called less', () => {
  fc.assert(
    fc.property(matrix, matrix, (before, now) => {
      const meant = new Map(
        intendedFrom(before).map((each) => [`${each.role} ${each.column}`, each] as const),
      );
      const seen = new Map(intendedFrom(now).map((each) => [`${each.role} ${each.column}`, each] as const));
      const told = differencesOf(now, intendedFrom(before));
      const expected = new Map<string, string>();
      for (const place of new Set([...meant.keys(), ...seen.keys()])) {
        const [was, is] = [meant.get(place), seen.get(place)];
        if (was === undefined) expected.set(place, 'more');
        else if (is === undefined) expected.set(place, 'less');
        else if (was.shows !== is.shows || was.rows !== is.rows)
          expected.set(
            place,
            EXPOSURES.indexOf(is.shows) > EXPOSURES.indexOf(was.shows) ||
              ROW_SCOPES.indexOf(is.rows) > ROW_SCOPES.indexOf(was.rows)
              ? 'wider'
              : 'less',
          );
      }
      expect(new Map(told.map(({ role, column, kind }) => [`${role} ${column}`, kind]))).toEqual(expected);
      expect(told).toHaveLength(expected.size);
    }),
  );
});
