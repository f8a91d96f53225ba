import { beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { guardPins, type PinFailures, type TokenModule } from '../../../src-main/token/index.ts';
import { fakeToken, type FakeToken } from '../../fakes/token.ts';

type Counts = PinFailures & { readonly map: Map<string, number> };
function counts(): Counts {
  const map = new Map<string, number>();
  return {
    map,
    read: (serial) => Promise.resolve(map.get(serial) ?? 0),
    write: (serial, failures) => {
      map.set(serial, failures);
      return Promise.resolve();
    },
    takeTurn: () => Promise.resolve(true),
    endTurn: () => Promise.resolve(),
  };
}

describe('counting wrong PINs', () => {
  let token: FakeToken;
  let kept: Counts;
  let module: TokenModule;
  const attempts = (): number => token.calls.filter((call) => call === 'signIn').length;
  beforeEach(async () => {
    // A token that never warns: it takes ten tries.
    token = await fakeToken({ tries: 10 });
    kept = counts();
    module = guardPins(token.module, kept);
  });

  test('says how many were counted', async () => {
    await expect(module.signIn(token.serial, '000000')).rejects.toThrow(/counted by Attestry: 1\.$/);
    await expect(module.signIn(token.serial, '000000')).rejects.toThrow(/counted by Attestry: 2\.$/);
    expect(kept.map.get(token.serial)).toBe(2);
  });

  test('after two in a row sends no PIN until it is confirmed, also after a restart', async () => {
    await module.signIn(token.serial, '000000').catch(() => undefined);
    await module.signIn(token.serial, '000000').catch(() => undefined);
    await expect(module.signIn(token.serial, token.pin)).rejects.toMatchObject({ code: 'pin-confirm' });
    const restarted = guardPins(token.module, kept);
    await expect(restarted.signIn(token.serial, token.pin)).rejects.toMatchObject({ code: 'pin-confirm' });
    expect(attempts()).toBe(2);

    await expect(restarted.signIn(token.serial, '000000', { confirmed: true })).rejects.toMatchObject({
      code: 'pin-wrong',
    });
    // Each further try wants its own confirmation.
    await expect(restarted.signIn(token.serial, token.pin)).rejects.toMatchObject({ code: 'pin-confirm' });
    await restarted.signIn(token.serial, token.pin, { confirmed: true });
    expect(kept.map.get(token.serial)).toBe(0);
    await restarted.signIn(token.serial, token.pin);
  });

  test('a success begins the count anew', async () => {
    for (let round = 0; round < 3; round += 1) {
      await module.signIn(token.serial, '000000').catch(() => undefined);
      await module.signIn(token.serial, token.pin);
    }
    expect(attempts()).toBe(6);
  });

  test("confirming does not open the token's own final try", async () => {
    const short = await fakeToken({ tries: 2 });
    const guarded = guardPins(short.module, counts());
    await guarded.signIn(short.serial, '000000').catch(() => undefined);
    await expect(guarded.signIn(short.serial, short.pin, { confirmed: true })).rejects.toMatchObject({
      code: 'pin-final-try',
    });
  });

  test('what never reached the token is not counted', async () => {
    await module.signIn(token.serial, '12').catch(() => undefined);
    await module.signIn(token.serial, '').catch(() => undefined);
    await module.signIn('other', token.pin).catch(() => undefined);
    expect([...kept.map.values()].every((count) => count === 0)).toBe(true);
  });

  test.each(['token-error', 'module-crashed', 'token-timeout', 'token-removed'] as const)(
    'an open outcome counts: %s',
    async (code) => {
      const failing = guardPins(
        { ...token.module, signIn: () => Promise.reject(new Fault(code, 'x', 'y')) },
        kept,
      );
      await expect(failing.signIn(token.serial, token.pin)).rejects.toMatchObject({ code });
      expect(kept.map.get(token.serial)).toBe(1);
    },
  );

  test('a module that does not even start is no failure of the PIN', async () => {
    const fault = new Fault('module-crashed', 'x', 'y');
    const failing = guardPins({ ...token.module, info: () => Promise.reject(fault) }, kept);
    await expect(failing.signIn(token.serial, token.pin)).rejects.toBe(fault);
    expect(kept.map.get(token.serial)).toBeUndefined();
    expect(attempts()).toBe(0);
  });

  test('the count is on disk before the PIN is on its way', async () => {
    let seen: number | undefined;
    const spying = guardPins(
      {
        ...token.module,
        signIn: (serial) => {
          seen = kept.map.get(serial);
          return Promise.resolve();
        },
      },
      kept,
    );
    await spying.signIn(token.serial, token.pin);
    expect(seen).toBe(1);
  });

  test('a count that cannot be kept stops the sign-in', async () => {
    const broken: PinFailures = {
      read: () => Promise.resolve(0),
      write: () => Promise.reject(new Error('disk')),
      takeTurn: () => Promise.resolve(true),
      endTurn: () => Promise.resolve(),
    };
    await expect(guardPins(token.module, broken).signIn(token.serial, token.pin)).rejects.toThrow('disk');
    expect(attempts()).toBe(0);
  });

  test('two sign-ins at the same moment cannot slip past the limit', async () => {
    const tries = Array.from({ length: 5 }, () =>
      module.signIn(token.serial, '000000').catch(() => undefined),
    );
    await Promise.all(tries);
    expect(attempts()).toBe(2);
  });
});
