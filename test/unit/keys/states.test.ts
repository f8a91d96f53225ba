import { describe, expect, test } from 'vitest';
import { keyStateSchema } from '../../../src-shared/keys/types.ts';
import { rotationOf } from '../../../src-main/keys/rotation.ts';
import { mayBecome, permits } from '../../../src-main/keys/states.ts';

const STATES = keyStateSchema.options;
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T00:00:00.000Z');
const used = (days: number, operations: number) =>
  rotationOf({ activatedAt: new Date(NOW - days * DAY).toISOString(), operations }, NOW);

describe('states of NIST SP 800-57', () => {
  test('only an active key protects; whatever still exists and was in use reads what it protected', () => {
    expect(STATES.filter((state) => permits(state, 'protect'))).toEqual(['active']);
    expect(STATES.filter((state) => permits(state, 'process'))).toEqual([
      'active',
      'suspended',
      'deactivated',
      'compromised',
    ]);
    expect(STATES.filter((state) => permits(state, 'certify'))).toEqual(['pre-active', 'active']);
  });
  test('a destroyed key stays destroyed, and one in use is never destroyed at once', () => {
    expect(STATES.some((state) => mayBecome('destroyed', state))).toBe(false);
    expect(mayBecome('active', 'destroyed') || mayBecome('suspended', 'destroyed')).toBe(false);
  });
  test('nothing leads from compromised back into use', () => {
    const reached = new Set(['compromised']);
    for (let grown = true; grown;) {
      grown = false;
      for (const from of STATES.filter((state) => reached.has(state)))
        for (const to of STATES)
          if (mayBecome(from, to) && !reached.has(to)) grown = reached.add(to).size > 0;
    }
    expect([...reached].toSorted()).toEqual(['compromised', 'destroyed']);
  });
});

describe('rotation', () => {
  test.each([
    [0, 0, 'fresh', null],
    [74.99, 7_999, 'fresh', null],
    [75, 0, 'soon', 'age'],
    [0, 8_000, 'soon', 'count'],
    [89.99, 9_999, 'soon', 'age'],
    [90, 0, 'due', 'age'],
    [0, 10_000, 'due', 'count'],
    [-3, 0, 'fresh', null],
  ] as const)('after %d days and %d operations is %s by %s', (days, operations, status, by) => {
    expect(used(days, operations)).toMatchObject({ status, by });
  });
  test('counts down, and never below nothing', () => {
    expect(used(10, 1_234)).toMatchObject({ ageDays: 10, usesLeft: 8_766 });
    expect(used(10, 20_000).usesLeft).toBe(0);
    expect(rotationOf({ activatedAt: null, operations: 0 }, NOW)).toMatchObject({
      status: 'fresh',
      rotateBy: null,
    });
  });
});
