import { z } from 'zod';
import { count, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { reportVerificationSchema } from '../reports/types.ts';
import { timeStampSettingsSchema } from '../settings/contract.ts';
import { signedFileSchema, signOffCheckSchema } from './types.ts';

const checkedSignOff = z.strictObject({ signOffId: opaqueId, check: signOffCheckSchema });

export const signingContract = {
  /** command: open dialog, then the digest of the chosen file; null when cancelled. Nothing is signed yet. */
  'signing.choose-file': {
    input: nothing,
    output: z.strictObject({
      file: z.strictObject({ handle: opaqueId, name: text, sha256: sha256Hex, bytes: count }).nullable(),
    }),
  },
  /** command: signs the chosen file beside itself, if it still has that digest. */
  'signing.sign-file': {
    input: z.strictObject({ handle: opaqueId, sha256: sha256Hex }),
    output: z.strictObject({
      signed: signedFileSchema,
      saved: z.strictObject({ handle: opaqueId, name: text }),
    }),
  },
  /** command: open dialog for a file, and for its signature when none lies beside it; null when cancelled. */
  'signing.verify-file': {
    input: nothing,
    output: z.strictObject({ verification: reportVerificationSchema.nullable() }),
  },
  /** query: the time-stamp authority, and how many certificates are trusted for time-stamps. */
  'time-stamps.settings': {
    input: nothing,
    output: z.strictObject({ authority: timeStampSettingsSchema.nullable(), certificates: count }),
  },
  /** command: which authority to use from now on; null for none. */
  'time-stamps.set': {
    input: z.strictObject({ authority: timeStampSettingsSchema.nullable() }),
    output: nothing,
  },
  /** command: gets a time-stamp over nothing in particular, to see whether it works. */
  'time-stamps.try': { input: nothing, output: z.strictObject({ authority: text }) },
  /** command: open dialog; the certificates in the file are trusted for time-stamps alone. Null when cancelled. */
  'time-stamps.trust': { input: nothing, output: z.strictObject({ added: text.nullable() }) },
  /** query: every sign-off that is kept here, newest first, each checked now. */
  'sign-offs.list': {
    input: nothing,
    output: z.strictObject({ signOffs: z.array(checkedSignOff).max(100_000) }),
  },
  /** command: open dialog for a sign-off that lies in a file, then checks it; null when cancelled. */
  'sign-offs.verify-file': {
    input: nothing,
    output: z.strictObject({ checked: checkedSignOff.nullable() }),
  },
} as const;
