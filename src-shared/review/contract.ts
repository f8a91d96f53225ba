import { z } from 'zod';
import { opaqueId, text } from '../base/schemas.ts';
import { BUNDLE_LIMITS, BUNDLE_NAME, openedBundleSchema } from './types.ts';

const password = z.string().max(BUNDLE_LIMITS.password.most);

export const bundleContract = {
  /** command: asks where to, then writes a bundle for an auditor. A job; null when no file was chosen. */
  'bundle.create': {
    input: z.strictObject({
      entries: z.array(z.number().int()).max(BUNDLE_LIMITS.entries),
      reports: z.array(opaqueId).max(BUNDLE_LIMITS.reports),
      note: z
        .string()
        .max(BUNDLE_LIMITS.note)
        .regex(/^[^\p{Cc}]*$/u),
      password: password.nullable(),
    }),
    output: z.strictObject({ jobId: opaqueId.nullable() }),
  },
  /**
   * command: looks a bundle over; asks which, unless one that was chosen before is named. `locked`: it is encrypted and the
   * password is not its own. Both null when nothing was chosen.
   */
  'bundle.open': {
    input: z.strictObject({
      handle: opaqueId.nullable(),
      password: password.nullable(),
      /** Asks for the certificate of the authority that counts for this bundle; otherwise the profile's count. */
      chooseAuthority: z.boolean(),
    }),
    output: z.strictObject({
      handle: opaqueId.nullable(),
      opened: openedBundleSchema.nullable(),
      locked: z.strictObject({ handle: opaqueId, name: text, wrong: z.boolean() }).nullable(),
    }),
  },
  /** command: asks where to, then writes one of its files, as it is. */
  'bundle.save-file': {
    input: z.strictObject({
      handle: opaqueId,
      password: password.nullable(),
      name: z.string().regex(BUNDLE_NAME),
    }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
} as const;
