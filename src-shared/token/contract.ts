import { z } from 'zod';
import { nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { checkSchema } from '../clinic/types.ts';
import {
  blankTokenSchema,
  identitySchema,
  moduleExaminationSchema,
  moduleInfoSchema,
  moduleSchema,
  tokenDescriptionSchema,
  tokenSchema,
} from './types.ts';

const inspected = z.strictObject({
  module: moduleInfoSchema,
  tokens: z.array(tokenSchema).max(64),
  /** Tokens that were never set up. */
  blanks: z.array(blankTokenSchema).max(64),
});
const pin = z.string().max(255);
const ofToken = { moduleId: opaqueId, serial: text } as const;
/** The officer says "I have checked the PIN", which `pin-confirm` asks for. */
const confirmed = z.boolean().optional();

export const tokenContract = {
  /** query: known modules, those present on this machine first. */
  'token.modules': { input: nothing, output: z.strictObject({ modules: z.array(moduleSchema).max(64) }) },
  /** command: opens a dialog for a module file; null when cancelled. */
  'token.choose-module': { input: nothing, output: z.strictObject({ module: moduleSchema.nullable() }) },
  /** query: what the module's file is, without loading it. */
  'token.examine': {
    input: z.strictObject({ moduleId: opaqueId }),
    output: z.strictObject({ module: moduleExaminationSchema }),
  },
  /** command: the officer agrees to load the file with this hash, and no other. */
  'token.trust': { input: z.strictObject({ moduleId: opaqueId, sha256: sha256Hex }), output: nothing },
  /** query: everything a token tells without a sign-in. */
  'token.describe': {
    input: z.strictObject(ofToken),
    output: z.strictObject({ token: tokenDescriptionSchema }),
  },
  /** command: sets up a new token, or erases one that is in use and sets it up anew. */
  'token.set-up': {
    input: z.strictObject({
      ...ofToken,
      label: z.string().min(1).max(32),
      officerPin: pin,
      pin,
      erase: z.boolean(),
      confirmed,
    }),
    output: z.strictObject({ serial: text }),
  },
  /** command: sets the user's PIN with the security officer's PIN; unlocks a locked token. */
  'token.set-pin': {
    input: z.strictObject({ ...ofToken, officerPin: pin, pin, confirmed }),
    output: nothing,
  },
  'token.change-pin': {
    input: z.strictObject({ ...ofToken, oldPin: pin, newPin: pin, confirmed }),
    output: nothing,
  },
  /** query: loads the module in its own process and tells what it is and which tokens are in. */
  'token.inspect': { input: z.strictObject({ moduleId: opaqueId }), output: inspected },
  /** command: checks the token and stores the choice in the profile. */
  'token.use': {
    input: z.strictObject({ moduleId: opaqueId, serial: text }),
    output: z.strictObject({ ready: z.boolean(), checks: z.array(checkSchema).max(50) }),
  },
  /** query: tokens of the chosen module, as they are now. */
  'token.list': { input: nothing, output: z.strictObject({ tokens: z.array(tokenSchema).max(64) }) },
  /** command: one C_Login per typed PIN. An empty PIN is for readers with a PIN pad. */
  'session.sign-in': {
    input: z.strictObject({
      serial: text,
      pin,
      confirmed,
    }),
    output: z.strictObject({ identity: identitySchema }),
  },
  /** query: a signature that waits for the PIN of a key that asks for it each time. */
  'session.pin-wanted': {
    input: nothing,
    output: z.strictObject({
      wanted: z
        .strictObject({
          ...{ id: opaqueId, serial: text, label: text, pinPad: z.boolean() },
          /** The PIN failed too often in a row: it is sent only with `confirmed`. */
          mustConfirm: z.boolean(),
        })
        .nullable(),
    }),
  },
  /** command: the PIN for one signature; null refuses it. */
  'session.give-pin': {
    input: z.strictObject({ id: opaqueId, pin: pin.nullable(), confirmed }),
    output: nothing,
  },
  'session.sign-out': { input: nothing, output: nothing },
} as const;
