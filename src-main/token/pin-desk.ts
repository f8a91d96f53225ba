import { randomUUID } from 'node:crypto';

/** A signature that waits for its PIN. */
export type PinWanted = {
  readonly id: string;
  readonly serial: string;
  readonly label: string;
  readonly pinPad: boolean;
  /** The PIN failed twice in a row: it is sent only when the officer says that it was checked. */
  readonly mustConfirm: boolean;
};
export type GivenPin = { readonly pin: string; readonly confirmed: boolean };

/** Where signatures with keys that ask for the PIN each time wait for somebody to type it. */
export interface PinDesk {
  /** @returns null when it is refused or nobody comes */
  ask(token: Omit<PinWanted, 'id'>): Promise<GivenPin | null>;
  wanted(): PinWanted | null;
  /** Another id than the one that waits is ignored. */
  give(id: string, pin: GivenPin | null): void;
}

/** Milliseconds until a question that nobody answers counts as refused. */
const PATIENCE = 2 * 60_000;

/** @param changed - told when a question came up or went away */
export function pinDesk(changed: () => void): PinDesk {
  let open: { readonly wanted: PinWanted; readonly answer: (pin: GivenPin | null) => void } | null = null;
  return {
    ask: (token) =>
      new Promise((resolve) => {
        // Signatures come one after the other: an older question has nobody who waits for it.
        open?.answer(null);
        const wanted: PinWanted = { id: randomUUID(), ...token };
        const answer = (pin: GivenPin | null): void => {
          clearTimeout(timer);
          if (open?.wanted.id === wanted.id) open = null;
          resolve(pin);
          changed();
        };
        const timer = setTimeout(() => {
          answer(null);
        }, PATIENCE);
        open = { wanted, answer };
        changed();
      }),
    wanted: () => open?.wanted ?? null,
    give: (id, pin) => {
      if (open?.wanted.id === id) open.answer(pin);
    },
  };
}
