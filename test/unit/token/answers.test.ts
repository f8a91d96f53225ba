import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src-shared/base/codes.ts';
import { CryptokiError, cryptokiError, faultFor } from '../../../src-main/token/answers.ts';
import { describeToken, pinLengths, pinStateOf } from '../../../src-main/token/flags.ts';
import { loginFault } from '../../../src-main/token/login-answers.ts';

describe("the native layer's errors in one form", () => {
  test.each([
    [
      'a plain error with the number in its text',
      new Error('CKR_DEVICE_REMOVED:50\n at C_FindObjects'),
      0x32,
    ],
    ['one without a name for its number', new Error('CKR_VENDOR_DEFINED:27'), 0x1b],
    ['one with a code', Object.assign(new Error('CKR_PIN_INCORRECT'), { code: 160 }), 0xa0],
    ['a type error', new TypeError('argument 2 has wrong type'), -1],
    ['no error at all', 'text', -1],
  ])('%s', (_what, error, rv) => {
    expect(cryptokiError(error, 'C_Sign')).toMatchObject({ rv, call: 'C_Sign' });
  });

  test('the real layer refuses a wrong call the way we expect', () => {
    const { PKCS11 } = createRequire(import.meta.url)('pkcs11js') as typeof import('pkcs11js');
    let thrown: unknown;
    try {
      new PKCS11().C_GetSlotList(true);
    } catch (error) {
      thrown = error;
    }
    expect(cryptokiError(thrown, 'C_GetSlotList').rv).toBe(-1);
  });

  test('one that is in that form already stays', () => {
    const error = new CryptokiError(5, 'C_Login');
    expect(cryptokiError(error, 'C_Sign')).toBe(error);
  });
});

describe('what an answer means', () => {
  test.each([
    [0x03, 'token-removed'],
    [0x05, 'token-error'],
    [0x30, 'token-error'],
    [0x31, 'token-error'],
    [0x32, 'token-removed'],
    [0x50, 'cancelled'],
    [0x54, 'token-error'],
    [0x60, 'key-missing'],
    [0x68, 'token-error'],
    [0x70, 'token-error'],
    [0x82, 'key-missing'],
    [0xa3, 'pin-expired'],
    [0xb0, 'not-signed-in'],
    [0xb1, 'token-error'],
    [0xb3, 'not-signed-in'],
    [0xe0, 'token-removed'],
    [0xe1, 'token-removed'],
    [0xe2, 'token-error'],
    [0x101, 'not-signed-in'],
    [0x8000_0001, 'token-error'],
    [-1, 'token-error'],
  ] as const)('0x%s', (rv, code) => {
    const fault = faultFor(new CryptokiError(rv, 'C_Sign'));
    expect(fault.code).toBe(code);
    expect(ERROR_CODES).toContain(fault.code);
    for (const sentence of [fault.message, fault.remedy]) expect(sentence).toMatch(/^[“A-Z].*\.$/s);
  });

  test.each([
    [0xa0, 'ok', 'pin-wrong'],
    [0xa0, 'locked', 'pin-locked'],
    [0xa1, 'count-low', 'pin-wrong'],
    [0xa2, 'ok', 'pin-wrong'],
    [0xa3, 'ok', 'pin-expired'],
    [0xa4, 'ok', 'pin-locked'],
    [0x05, 'ok', 'token-error'],
    [0x06, 'ok', 'token-error'],
    [0x102, 'ok', 'token-error'],
    [0x32, 'ok', 'token-removed'],
    [0x50, 'ok', 'cancelled'],
  ] as const)('0x%s to a PIN, flags then %s: %s', (rv, after, code) => {
    expect(loginFault(new CryptokiError(rv, 'C_Login'), after).code).toBe(code);
  });

  test('a wrong PIN before the last try says so and advises against it', () => {
    const fault = loginFault(new CryptokiError(0xa0, 'C_Login'), 'final-try');
    expect(fault.message).toContain('one try is left');
    expect(fault.remedy).toContain('Do not try again here');
  });
});

describe('what the flags say of the PIN', () => {
  test.each([
    [0x8, 'ok'],
    [0x8 | 0x1_0000, 'count-low'],
    [0x8 | 0x3_0000, 'final-try'],
    [0x8 | 0x7_0000, 'locked'],
    [0x4_0000, 'locked'],
    [0x0, 'not-initialised'],
    [0x8 | 0x8_0000, 'to-be-changed'],
    // Flags of the security officer's PIN are not the user's.
    [0x8 | 0xf0_0000, 'ok'],
  ] as const)('0x%s', (flags, state) => {
    expect(pinStateOf(flags)).toBe(state);
  });

  const about = { manufacturer: 'm', model: 'x', hardware: '1.0', firmware: '1.0' };
  const raw = { serial: '1', label: 'l', ...about, flags: 0x108, pinMin: 4, pinMax: 8 };
  test('lengths that mean "unknown" allow any PIN', () => {
    expect(pinLengths(raw)).toEqual({ min: 4, max: 8 });
    expect(pinLengths({ ...raw, pinMin: 0, pinMax: 0 })).toEqual({ min: 0, max: 255 });
    expect(pinLengths({ ...raw, pinMin: 2 ** 64, pinMax: 2 ** 64 })).toEqual({ min: 0, max: 255 });
    expect(pinLengths({ ...raw, pinMin: 9 })).toEqual({ min: 0, max: 8 });
  });

  test('a token as the officer sees it', () => {
    expect(describeToken(raw, true)).toMatchObject({ pin: 'ok', pinPad: true, signedIn: true });
  });
});
