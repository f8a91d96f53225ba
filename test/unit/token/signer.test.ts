import { expect, test } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import type { TokenModule } from '../../../src-main/token/ports.ts';
import { signerFor } from '../../../src-main/token/signer.ts';
import { guardPins } from '../../../src-main/token/pin-guard.ts';
import { fakeToken } from '../../fakes/token.ts';

const digest = new Uint8Array(32);

/** A guarded token in memory whose key asks for the PIN each time; how many PINs reached it. */
async function eachTime(): Promise<{
  readonly module: TokenModule;
  readonly identity: Parameters<typeof signerFor>[2];
  readonly sent: readonly string[];
}> {
  const token = await fakeToken({ signedIn: true });
  const sent: string[] = [];
  const counts = new Map<string, number>();
  const module: TokenModule = {
    ...token.module,
    signWithPin: (_serial, _keyId, _digest, pin) => {
      sent.push(pin);
      return pin === token.pin
        ? Promise.resolve(new Uint8Array(64))
        : Promise.reject(new Fault('pin-wrong', 'The token refused the PIN.', 'Check the PIN.'));
    },
  };
  const guarded = guardPins(module, {
    read: (serial) => Promise.resolve(counts.get(serial) ?? 0),
    write: (serial, count) => {
      counts.set(serial, count);
      return Promise.resolve();
    },
    takeTurn: () => Promise.resolve(true),
    endTurn: () => Promise.resolve(),
  });
  return { module: guarded, identity: { ...token.identity, pinEachTime: true }, sent };
}

test('after two wrong PINs the next one is sent only when the officer says that it was checked', async () => {
  const { module, identity, sent } = await eachTime();
  const asked: boolean[] = [];
  let typed = { pin: '00000000', confirmed: false };
  const signer = signerFor(module, 's', identity, (mustConfirm) => {
    asked.push(mustConfirm);
    return Promise.resolve(mustConfirm ? { ...typed, confirmed: true } : typed);
  });
  await expect(signer.sign(digest)).rejects.toMatchObject({ code: 'pin-wrong' });
  await expect(signer.sign(digest)).rejects.toMatchObject({ code: 'pin-wrong' });
  typed = { pin: '493817', confirmed: false };
  expect(await signer.sign(digest)).toHaveLength(64);
  expect(asked).toEqual([false, false, false, true]);
  expect(sent).toEqual(['00000000', '00000000', '493817']);
});

test('a question that is refused signs nothing, asked for the first or the second time', async () => {
  const { module, identity, sent } = await eachTime();
  const refused = signerFor(module, 's', identity, () => Promise.resolve(null));
  await expect(refused.sign(digest)).rejects.toMatchObject({ code: 'pin-required' });
  const wrong = signerFor(module, 's', identity, (mustConfirm) =>
    Promise.resolve(mustConfirm ? null : { pin: '00000000', confirmed: false }),
  );
  await wrong.sign(digest).catch(() => undefined);
  await wrong.sign(digest).catch(() => undefined);
  await expect(wrong.sign(digest)).rejects.toMatchObject({ code: 'pin-required' });
  expect(sent).toHaveLength(2);
});
