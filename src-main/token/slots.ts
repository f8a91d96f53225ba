import { Fault } from '../base/fault.ts';
import type { Cryptoki, Handle, RawTokenInfo } from './cryptoki.ts';
import { holdsNoKeys, isUnnamed, TOKEN_FLAG } from './flags.ts';

/** A token in a slot, as it is now. Slots change their numbers: never kept for longer than one call. */
export type Present = { readonly slot: Handle; readonly info: RawTokenInfo };

/** What is in the slots of a module, without what can hold nobody's key. */
export const slotsOf = (cryptoki: Cryptoki): readonly Present[] =>
  cryptoki.slots().flatMap((slot) => {
    try {
      const info = cryptoki.tokenInfo(slot);
      return holdsNoKeys(info.flags) ? [] : [{ slot, info }];
    } catch {
      // Taken out just now, or a card the module does not know.
      return [];
    }
  });

/**
 * The token with a serial number; undefined when it is not in.
 *
 * @throws Fault `token-error` when two could be meant
 */
export function findToken(tokens: readonly Present[], serial: string): Present | undefined {
  const [first, second, ...more] = tokens.filter(({ info }) => info.serial === serial);
  if (second === undefined) return first;
  // Some modules show one device as several tokens: the one that has a PIN is meant.
  const withPin = [first, second, ...more].filter(
    (token) => token !== undefined && (token.info.flags & TOKEN_FLAG.userPinInitialised) !== 0,
  );
  if (withPin.length === 1) return withPin[0];
  throw new Fault(
    'token-error',
    'Two tokens with the same serial number are connected.',
    'Leave only the one plugged in that you want to work with.',
  );
}

/**
 * The token that has neither serial number nor label.
 *
 * @throws Fault `token-error` when there are several: they cannot be told apart
 */
export function onlyUnnamed(tokens: readonly Present[]): Present | undefined {
  const [first, second] = tokens.filter(({ info }) => isUnnamed(info));
  if (second === undefined) return first;
  throw new Fault(
    'token-error',
    'Several new tokens without a serial number are connected; they cannot be told apart.',
    'Leave only the one plugged in that you want to set up.',
  );
}
