import { describe, expect, test } from 'vitest';
import {
  contentOf,
  DerError,
  firstDer,
  oidOf,
  onlyDer,
  partsOf,
} from '../../../src-main/signing/der-read.ts';
import { integer, octets, oid, sequence, setOf, tlv } from '../../../src-main/signing/der-write.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('writing DER', () => {
  test.each([
    ['2.16.840.1.101.3.4.2.1', '0609608648016503040201'],
    ['1.2.840.113549.1.9.16.2.47', '060b2a864886f70d010910022f'],
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
  ])('object identifier %s', (dotted, encoded) => {
    expect(hex(oid(dotted))).toBe(encoded);
    expect(oidOf(onlyDer(bytes(encoded)))).toBe(dotted);
  });

  test('integers are positive and minimal', () => {
    expect(hex(integer(bytes('0000ff')))).toBe('020200ff');
    expect(hex(integer(bytes('00007f')))).toBe('02017f');
    expect(hex(integer(bytes('0000')))).toBe('020100');
  });

  test('the members of a set are sorted by their encodings', () => {
    expect(hex(setOf(bytes('0402aa01'), bytes('0401ff'), bytes('020105')))).toBe(
      '310a 020105 0401ff 0402aa01'.replaceAll(' ', ''),
    );
  });

  test.each([0, 127, 128, 255, 256, 65_535, 65_536])('a value of %i bytes reads back', (length) => {
    const value = onlyDer(octets(new Uint8Array(length).fill(7)));
    expect(contentOf(value, 0x04)).toHaveLength(length);
  });
});

describe('reading DER', () => {
  test.each([
    ['an indefinite length', '3080 0000'],
    ['a length that is not minimal', '04 8101 00'],
    ['a length with a leading zero', `04 820080 ${'00'.repeat(128)}`],
    ['a tag of more than one byte', '1f8101 00'],
    ['a length beyond the end', '0405 00'],
    ['nothing', ''],
    ['a lone tag', '30'],
    ['a length of five bytes', '048500000000010 0'],
  ])('%s is refused', (_, text) => {
    expect(() => firstDer(bytes(text))).toThrow(DerError);
  });

  test('what follows a value is the caller’s to judge, and refused where there must be one value', () => {
    const two = Buffer.concat([octets(bytes('01')), octets(bytes('02'))]);
    expect(firstDer(two).raw).toHaveLength(3);
    expect(() => onlyDer(two)).toThrow(DerError);
  });

  test('the wrong tag is refused', () => {
    expect(() => partsOf(onlyDer(tlv(0x31)), 0x30)).toThrow(DerError);
    expect(partsOf(onlyDer(sequence(octets(bytes('01')))), 0x30)).toHaveLength(1);
  });
});
