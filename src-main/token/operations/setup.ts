import { z } from 'zod';
import { blankTokenSchema } from '../../../src-shared/token/types.ts';
import { hasPinPad, pinLengths } from '../flags.ts';
import { done, MINUTE, none, operation, serialNumber, typedPin } from '../operation.ts';
import { changeUserPin, setUp, setUserPin } from '../setup.ts';

/** Setting up tokens, and their PINs. */
export const setupOperations = {
  /** Tokens that were never set up. */
  blanks: operation({
    input: none,
    output: z.array(blankTokenSchema).max(64).readonly(),
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ sessions }) =>
      sessions.blanks().map(({ info }) => {
        const { min, max } = pinLengths(info);
        const { serial, label, manufacturer, model } = info;
        const pinPad = hasPinPad(info.flags);
        return { serial, label, manufacturer, model, pinPad, pinMin: min, pinMax: max };
      }),
  }),
  /** Erases a token or sets up a blank one; gives the serial number it has then. */
  setUp: operation({
    input: z.strictObject({
      serial: serialNumber,
      label: z.string().min(1).max(32),
      officerPin: typedPin,
      pin: typedPin,
      erase: z.boolean(),
    }),
    output: serialNumber,
    limit: 5 * MINUTE,
    onCancel: 'leave',
    run: ({ cryptoki, sessions }, { serial, ...wanted }) =>
      sessions.alone(serial, (token) => setUp(cryptoki, token, wanted)),
  }),
  /** Sets the user's PIN with the security officer's. */
  setPin: operation({
    input: z.strictObject({ serial: serialNumber, officerPin: typedPin, pin: typedPin }),
    output: done,
    limit: 5 * MINUTE,
    onCancel: 'leave',
    run: ({ cryptoki, sessions }, { serial, officerPin, pin }) => {
      sessions.alone(serial, (token) => {
        setUserPin(cryptoki, token, officerPin, pin);
      });
    },
  }),
  /** Changes the user's PIN. */
  changePin: operation({
    input: z.strictObject({ serial: serialNumber, oldPin: typedPin, newPin: typedPin }),
    output: done,
    limit: 5 * MINUTE,
    onCancel: 'leave',
    run: ({ cryptoki, sessions }, { serial, oldPin, newPin }) => {
      sessions.alone(serial, (token) => {
        changeUserPin(cryptoki, token, oldPin, newPin);
      });
    },
  }),
} as const;
