import { z } from 'zod';
import { nothing, opaqueId, text } from '../base/schemas.ts';
import { checkSchema } from '../clinic/types.ts';
import { identitySchema, moduleInfoSchema, moduleSchema, tokenSchema } from './types.ts';

const inspected = z.strictObject({ module: moduleInfoSchema, tokens: z.array(tokenSchema).max(64) });

export const tokenContract = {
  /** query: known modules, those present on this machine first. */
  'token.modules': { input: nothing, output: z.strictObject({ modules: z.array(moduleSchema).max(64) }) },
  /** command: opens a dialog for a module file; null when cancelled. */
  'token.choose-module': { input: nothing, output: z.strictObject({ module: moduleSchema.nullable() }) },
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
      pin: z.string().max(255),
      /** The officer says "I have checked the PIN", which `pin-confirm` asks for. */
      confirmed: z.boolean().optional(),
    }),
    output: z.strictObject({ identity: identitySchema }),
  },
  'session.sign-out': { input: nothing, output: nothing },
} as const;
