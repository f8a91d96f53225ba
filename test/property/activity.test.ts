import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activityBytes, activityFrom } from '../../src-main/audit/activity-entry.ts';
import { bodyOf, headerOf } from '../../src-main/audit/entry.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}(\.[a-z][a-z0-9-]{0,10}){0,2}$/);
const plain = (most: number) =>
  fc.string({ unit: 'grapheme', maxLength: most }).filter((text) => Buffer.byteLength(text) <= 200);
const event = fc.record({
  at: fc
    .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  who: plain(60),
  role: word,
  operation: word,
  objectType: word,
  objectId: plain(60),
  version: fc.option(fc.nat()),
  purpose: plain(60),
  outcome: fc.constantFrom('begun', 'done', 'failed'),
  code: fc.option(fc.constantFrom('internal', 'token-error')),
});

test('an event is read back from its bytes, which are an entry like those of the clinic', () => {
  fc.assert(
    fc.property(fc.nat(), event, (position, given) => {
      const bytes = activityBytes(position, given);
      const read = activityFrom(bytes);
      expect(read.position).toBe(position);
      expect({ ...read.event, at: Date.parse(read.event.at) }).toEqual({
        ...given,
        at: Date.parse(given.at),
      });
      expect(headerOf(bytes).entryId).toBe(position);
      expect(bodyOf(bytes)).toHaveLength(32);
    }),
  );
});

test('bytes that were changed are an entry of another content, or none', () => {
  fc.assert(
    fc.property(event, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, difference) => {
      const bytes = activityBytes(1, given);
      const changed = Buffer.from(bytes);
      changed[at % bytes.length]! ^= difference;
      let read: unknown;
      try {
        read = activityFrom(changed);
      } catch {
        return;
      }
      // Time zone or JSON spelling cannot hide a change: what reads the same has the same bytes.
      const { position, event: again } = read as ReturnType<typeof activityFrom>;
      expect(activityBytes(position, again).equals(bytes)).toBe(false);
    }),
  );
});
