import { z } from 'zod';
import { done, MINUTE, operation, serialNumber, typedPin } from '../operation.ts';

/** Signing in and out. The PIN crosses here and in what asks for it each time, nowhere else. */
export const sessionOperations = {
  signIn: operation({
    input: z.strictObject({ serial: serialNumber, pin: typedPin }),
    output: done,
    // A person types the PIN on a reader or in the maker's dialog.
    limit: 5 * MINUTE,
    onCancel: 'end',
    run: ({ sessions }, { serial, pin }) => {
      sessions.signIn(serial, pin);
    },
  }),
  signOut: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: done,
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ sessions }, { serial }) => {
      sessions.signOut(serial);
    },
  }),
} as const;
