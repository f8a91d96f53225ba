import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventTypeTable } from '../../fixtures/event-type-table.ts';
import { EVENT_TYPES, isEventType } from '../../../src-shared/clinic/event-types.ts';
import { sampleEventTypes } from '../../fixtures/event-type-table.ts';

const root = resolve(import.meta.dirname, '../../..');
const sql = readFileSync(join(root, 'resources/guard/0010-audit-events.sql'), 'utf8');

test('the list in the database is the list in the application', () => {
  const values = [...sql.matchAll(/^ {2}\('([a-z.-]+)', '([a-z]+)', '((?:[^']|'')+)'\)/gm)];
  expect(
    values.map(([, name, family, meaning = '']) => [name, family, meaning.replaceAll("''", "'")]),
  ).toEqual(EVENT_TYPES.map(({ name, family, meaning }) => [name, family, meaning]));
});
test('it names each type once, and more than the 29 that are asked for', () => {
  expect(new Set(EVENT_TYPES.map(({ name }) => name)).size).toBe(EVENT_TYPES.length);
  expect(EVENT_TYPES.length).toBeGreaterThanOrEqual(29);
});
test('the table in the documentation is made from it', () => {
  expect(readFileSync(join(root, 'docs/guard.md'), 'utf8')).toContain(eventTypeTable());
});
test('the sample clinic writes no other', () => {
  expect(sampleEventTypes().filter((name) => !isEventType(name))).toEqual([]);
});
