import { describe, expect, test } from 'vitest';
import {
  booleanOf,
  checkedTemplate,
  curveOf,
  numberOf,
  pointOf,
} from '../../../src-main/token/attributes.ts';
import { CKA, CKO, type Template } from '../../../src-main/token/cryptoki.ts';

describe('templates before they reach native code', () => {
  test('pass as a copy', () => {
    const id = Uint8Array.from([1]);
    const template = checkedTemplate([
      { type: CKA.class, value: CKO.privateKey },
      { type: CKA.id, value: id },
      { type: CKA.label, value: 'officer' },
      { type: CKA.sign, value: true },
    ]);
    id[0] = 9;
    expect(template[1]).toEqual({ type: CKA.id, value: Buffer.from([1]) });
  });

  test.each([
    ['a date', { type: CKA.label, value: new Date() }],
    ['an object', { type: CKA.id, value: { 0: 1 } }],
    ['a number for a flag', { type: CKA.sign, value: 1 }],
    ['a text for bytes', { type: CKA.id, value: '01' }],
    ['a fraction', { type: CKA.class, value: 1.5 }],
    ['a negative number', { type: CKA.class, value: -1 }],
    ['nothing', { type: CKA.sign, value: undefined }],
    ['an attribute not known here', { type: 0x8000_0001, value: true }],
  ])('refuse %s', (_what, attribute) => {
    expect(() => checkedTemplate([attribute] as unknown as Template)).toThrow(TypeError);
  });
});

describe('attributes as tokens give them', () => {
  test('flags', () => {
    expect(booleanOf(Uint8Array.from([1]))).toBe(true);
    expect(booleanOf(Uint8Array.from([0]))).toBe(false);
    for (const odd of [undefined, [], [2], [1, 0]])
      expect(booleanOf(odd === undefined ? undefined : Uint8Array.from(odd))).toBeUndefined();
  });

  test('numbers of 32 and 64 bits', () => {
    expect(numberOf(Buffer.from('03000000', 'hex'))).toBe(3);
    expect(numberOf(Buffer.from('0300000000000000', 'hex'))).toBe(3);
    expect(numberOf(Buffer.from('0000008000000000', 'hex'))).toBe(0x8000_0000);
    expect(numberOf(Buffer.from('ffffffffffffffff', 'hex'))).toBeUndefined();
    expect(numberOf(Buffer.from('03', 'hex'))).toBeUndefined();
  });

  test.each([
    ['P-256', 32],
    ['P-384', 48],
  ] as const)('points of %s, wrapped or not, by length alone', (curve, size) => {
    // Coordinates that begin like a wrapping: only the length may decide.
    const x = Buffer.alloc(size, 0x41);
    const y = Buffer.alloc(size, 0x04);
    const raw = Buffer.concat([Buffer.from([4]), x, y]);
    const wrapped = Buffer.concat([Buffer.from([4, raw.length]), raw]);
    for (const bytes of [raw, wrapped])
      expect(pointOf(bytes, curve)).toEqual({ x: Uint8Array.from(x), y: Uint8Array.from(y) });
    for (const bad of [
      undefined,
      Buffer.alloc(0),
      raw.subarray(1),
      Buffer.concat([wrapped, raw]),
      Buffer.alloc(raw.length),
    ])
      expect(pointOf(bad, curve)).toBeUndefined();
  });

  test('curves', () => {
    expect(curveOf(Buffer.from('06082a8648ce3d030107', 'hex'))).toBe('P-256');
    expect(curveOf(Buffer.from('06052b81040022', 'hex'))).toBe('P-384');
    expect(curveOf(Buffer.from('06052b8104000a', 'hex'))).toBeUndefined();
    expect(curveOf(undefined)).toBeUndefined();
  });
});
