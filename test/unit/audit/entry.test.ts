import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  entryIdAt,
  EntryFormatError,
  headerBytesOf,
  headerFrom,
  headerOf,
  instantFromPostgres,
  leafOf,
  withId,
} from '../../../src-main/audit/entry.ts';
import { hexOf } from '../../../src-main/base/hash.ts';
import { entryHeaderSchema } from '../../../src-shared/audit/types.ts';
import { entryBytes, rowNumber, tuple } from '../../fixtures/entry-bytes.ts';

const MOST = 9_223_372_036_854_775_807n;

describe('entry bytes', () => {
  test('known answers', () => {
    const bytes = entryBytes(rowNumber(1));
    expect(bytes.toString('hex', 0, 14)).toBe('000d000000080000000000000001');
    expect(hexOf(leafOf(bytes))).toBe('6ea8ed41427d8dbab41ef1014c5f059da4160447bb931371e1dbdca3945c7382');
    expect(hexOf(bodyOf(bytes))).toBe('171705281a5b94e8f24ef4e90ef8fb4f6cb89b87c16ebcde473f651d6c5d02f4');
  });
  test('the body is the same entry without its time', () => {
    const row = rowNumber(3);
    const other = { ...row, time: -MOST };
    expect(bodyOf(entryBytes(other))).toBe(bodyOf(entryBytes(row)));
    expect(leafOf(entryBytes(other))).not.toBe(leafOf(entryBytes(row)));
    expect(bodyOf(entryBytes({ ...row, details: '' }))).not.toBe(bodyOf(entryBytes(row)));
  });
  test.each([0n, 1n, -1n, 2n ** 52n, -(2n ** 53n) + 1n])('id %s is read and put in exactly', (id) => {
    const bytes = entryBytes({ ...rowNumber(1), id });
    expect(entryIdAt(bytes, 0)).toBe(Number(id));
    expect(withId(entryBytes(rowNumber(1)), Number(id)).equals(bytes)).toBe(true);
  });
});

describe('entry headers', () => {
  test('hold what is shown and nothing of patient, address, session or details', () => {
    const row = { ...rowNumber(3), patient: Buffer.alloc(16, 0xab), session: 'SESSION', details: 'DETAILS' };
    const bytes = headerBytesOf(entryBytes(row));
    expect(headerFrom(bytes)).toEqual({
      entryId: 3,
      occurredAt: '2026-01-01T00:00:03.000003Z',
      actor: 'user-3',
      actorRole: 'nurse',
      eventType: 'record.read',
      action: 'read',
      resourceType: 'observation',
      resourceId: 'o-3',
      success: true,
    });
    for (const secret of [
      'abababab',
      Buffer.from('SESSION').toString('hex'),
      Buffer.from('DETAILS').toString('hex'),
    ])
      expect(bytes.toString('hex')).not.toContain(secret);
  });
  test('NULLs stay null', () => {
    const row = { ...rowNumber(5), role: null, resourceType: null, resourceId: null };
    expect(headerOf(entryBytes(row))).toMatchObject({
      actorRole: null,
      resourceType: null,
      resourceId: null,
    });
  });
  test.each([
    [MOST, 'infinity'],
    [-MOST - 1n, '-infinity'],
    [0n, '2000-01-01T00:00:00.000000Z'],
    [-1n, '1999-12-31T23:59:59.999999Z'],
    [-946_684_800_000_001n, '1969-12-31T23:59:59.999999Z'],
    [252_455_615_999_999_999n, '9999-12-31T23:59:59.999999Z'],
    [252_455_616_000_000_000n, 'infinity'],
    [-63_145_008_000_000_000n - 1_000_000n * 86_400n * 365n, '-infinity'],
  ])('%s microseconds since 2000 are %s', (microseconds, text) => {
    expect(instantFromPostgres(microseconds)).toBe(text);
  });
  test('any row of any text gives a header that the contract takes', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -MOST - 1n, max: MOST }),
        fc.string({ unit: 'binary', maxLength: 900 }),
        fc.option(fc.string({ unit: 'binary' })),
        fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n }),
        (time, actor, role, id) => {
          const header = headerOf(entryBytes({ ...rowNumber(1), time, actor, role, id }));
          expect(entryHeaderSchema.parse(header)).toEqual(header);
          expect(header.entryId).toBe(Number(id));
        },
      ),
    );
  });
});

describe('hostile bytes', () => {
  const only = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(EntryFormatError);
    }
  };
  test('never cause anything but EntryFormatError', () => {
    const honest = entryBytes(rowNumber(9));
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(honest.length), fc.uint8Array({ minLength: 1, maxLength: 6 })).map(([at, bytes]) => {
        const copy = Buffer.from(honest);
        copy.set(bytes.slice(0, copy.length - at), at);
        return copy;
      }),
      fc.nat(honest.length).map((end) => honest.subarray(0, end)),
      fc
        .array(fc.option(fc.uint8Array({ maxLength: 20 })), { minLength: 13, maxLength: 13 })
        .map((fields) => tuple(fields)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const entry = Buffer.from(bytes);
        only(() => headerBytesOf(entry));
        only(() => headerOf(entry));
        only(() => headerFrom(entry));
        only(() => bodyOf(entry));
      }),
      { numRuns: 3000 },
    );
  });
});
