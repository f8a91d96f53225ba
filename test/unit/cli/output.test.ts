import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { progressLine, say, sayFailure } from '../../../src-main/cli/output.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';

const FORGED = 'x\r\u001b[2K\u001b[1AEverything is as the pack makes it.\nIntact\u009b2J\u202e';
/** What moves a cursor, or turns what is read. */
const MOVES = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What a call writes to output and errors. */
function written(
  json: boolean,
  call: (console: Parameters<typeof say>[0]) => void,
): { readonly out: string; readonly err: string } {
  const [out, err] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  call({ out, err, json });
  return {
    out: String((out.read() as Buffer | null) ?? ''),
    err: String((err.read() as Buffer | null) ?? ''),
  };
}

describe('what a name of the database holds', () => {
  test('does nothing to a terminal, and makes no line of its own', () => {
    for (const name of [FORGED, ...HOSTILE_NAMES]) {
      const { out } = written(false, (console) => {
        say(console, { json: {}, lines: [`DIFFERS The table ${name} is gone.`, 'second'] });
      });
      expect(out).not.toMatch(MOVES);
      expect(out.split('\n')).toHaveLength(3);
      const { err } = written(false, (console) => {
        sayFailure(console, new Fault('disposal-refused', `The table ${name} is gone.`, `Look at ${name}.`));
      });
      expect(err).not.toMatch(MOVES);
      expect(err.split('\n')).toHaveLength(4);
    }
  });
  test('stays what it was in JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(FORGED, ...HOSTILE_NAMES), fc.string({ unit: 'binary' })),
        (name) => {
          const { out } = written(true, (console) => {
            say(console, { json: { name }, lines: [] });
          });
          expect(out).not.toMatch(MOVES);
          expect(JSON.parse(out)).toEqual({ name });
        },
      ),
    );
  });
  test('does nothing to the line of progress', () => {
    const { err } = written(false, (console) => {
      progressLine(console).show({ phase: `Deleting from ${FORGED}`, done: 1, total: null, unit: 'rows' });
    });
    // The program's own: to the start of the line, and clear it.
    expect(err.startsWith('\r\u001b[2KDeleting from x')).toBe(true);
    expect(err.slice(5)).not.toMatch(MOVES);
  });
});
