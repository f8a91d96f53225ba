import { beforeAll, describe, expect, test } from 'vitest';
import {
  chooseIdentity,
  identityAmong,
  type KeyHindrance,
  type TokenKey,
} from '../../../src-main/token/index.ts';
import { fakeToken, type FakeToken } from '../../fakes/token.ts';

const clock = { now: () => Date.now() };
const YEAR = 366 * 86_400_000;
let token: FakeToken;
let usable: TokenKey;
beforeAll(async () => {
  token = await fakeToken({ signedIn: true, keyId: 'ab' });
  usable = { keyId: 'ab', hindrance: null, identity: token.identity };
});
const hindered = (hindrance: KeyHindrance, keyId = '02'): TokenKey => ({ keyId, hindrance, identity: null });

describe('choosing the key to sign with', () => {
  test('the only usable one needs no choice, whatever else is on the token', async () => {
    expect(await chooseIdentity(token.module, token.serial, clock)).toBe(token.identity);
    expect(identityAmong([hindered('unsafe'), usable, hindered('certificate-missing')], clock)).toBe(
      token.identity,
    );
  });

  test('one of several is chosen by its id, in any case', () => {
    const both = [usable, { ...usable, keyId: '03' }];
    expect(() => identityAmong(both, clock)).toThrow(expect.objectContaining({ code: 'key-missing' }));
    expect(identityAmong(both, clock, 'AB')).toBe(token.identity);
  });

  test.each([
    ['certificate-missing', 'certificate-missing'],
    ['certificate-mismatch', 'certificate-mismatch'],
    ['unsafe', 'key-unsafe'],
    ['unsupported', 'token-error'],
  ] as const)('%s is told', (hindrance, code) => {
    expect(() => identityAmong([hindered(hindrance)], clock)).toThrow(expect.objectContaining({ code }));
    expect(() => identityAmong([usable, hindered(hindrance)], clock, '02')).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('no key is told', () => {
    expect(() => identityAmong([], clock)).toThrow(expect.objectContaining({ code: 'key-missing' }));
    expect(() => identityAmong([usable], clock, '77')).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
  });

  test('a certificate outside its time is told', () => {
    for (const shift of [YEAR, -YEAR])
      expect(() => identityAmong([usable], { now: () => Date.now() + shift })).toThrow(
        expect.objectContaining({ code: 'certificate-expired' }),
      );
  });

  test('one that expired does not stand in the way of another', async () => {
    const old = await fakeToken({ keyId: '01', notBefore: new Date(0), notAfter: new Date(1e12) });
    const keys: TokenKey[] = [{ keyId: '01', hindrance: null, identity: old.identity }, usable];
    expect(identityAmong(keys, clock)).toBe(token.identity);
  });
});
