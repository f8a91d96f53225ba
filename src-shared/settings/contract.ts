import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import { tablesStandingSchema } from '../audit/tables.ts';
import { verdictSchema, levelSchema } from '../audit/types.ts';
import { identitySchema, tokenSchema } from '../token/types.ts';

export const colourSchemeSchema = z.enum(['system', 'light', 'dark']);
export type ColourScheme = z.infer<typeof colourSchemeSchema>;

/** Minutes without a touch after which the officer is signed out of the token. */
export const SIGN_OUT_AFTER = { shortest: 5, usual: 10, longest: 60 } as const;
export const signOutAfterSchema = z.number().int().min(SIGN_OUT_AFTER.shortest).max(SIGN_OUT_AFTER.longest);

/** The time-stamp authority (RFC 3161). */
export const timeStampSettingsSchema = z.strictObject({
  /** http or https, without a password: it would stand in the profile in clear. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .refine((url) => !/^[a-z]+:\/\/[^/]*@/i.test(url)),
  /** Policy to ask for, as an object identifier; null to take the authority's own. */
  policy: z
    .string()
    .regex(/^[0-2](\.\d{1,15}){1,30}$/)
    .nullable(),
});
export type TimeStampSettings = z.infer<typeof timeStampSettingsSchema>;

/** The status strip in one answer: where things stand. */
export const statusSchema = z.strictObject({
  /** Nothing configured yet, the sample clinic, or a clinic. */
  profile: z.enum(['none', 'sample', 'clinic']),
  clinic: z.strictObject({
    state: z.enum(['not-configured', 'connected', 'unreachable', 'starting']),
    /** Database and host for the eye, e.g. `clinic @ db.hospital.example`. */
    name: text,
    user: text,
    tls: z.enum(['verified', 'loopback', 'none']),
    /** Why it cannot be reached and what to do; empty when it can. */
    problem: text,
    /** False: the database never had a sealed log, only tables of other products can be watched. Null: not known now. */
    guarded: z.boolean().nullable(),
  }),
  tables: tablesStandingSchema,
  token: z.strictObject({
    state: z.enum(['not-configured', 'absent', 'present', 'signed-in']),
    token: tokenSchema.nullable(),
    identity: identitySchema.nullable(),
    problem: text,
  }),
  integrity: z.strictObject({
    sealed: count,
    pending: count,
    /** Seconds that the oldest entry that waits has been waiting; null when none waits or it cannot be told. */
    unsealedSeconds: count.nullable(),
    /** True when it cannot be sealed: a transaction that began before it is still open in the database. */
    heldBack: z.boolean(),
    /** Entries that this machine has witnessed. */
    witnessed: count,
    lastRun: z
      .strictObject({
        runId: opaqueId,
        result: verdictSchema,
        level: levelSchema,
        at: instant,
        found: count,
      })
      .nullable(),
    lastCheckpointAt: instant.nullable(),
    /** Entries that the newest signed checkpoint covers; 0 when there is none. */
    lastCheckpointSize: count,
  }),
});
export type Status = z.infer<typeof statusSchema>;

/** The token of the sample clinic, and its PIN. */
export const samplePinSchema = z.strictObject({ serial: text, pin: text });
export type SamplePin = z.infer<typeof samplePinSchema>;

export const settingsContract = {
  /** query: must be the first call: pushes sent before it are lost. */
  'app.ready': {
    input: nothing,
    output: z.strictObject({
      version: text,
      platform: text,
      colourScheme: colourSchemeSchema,
      signOutAfter: signOutAfterSchema,
      /** The sample's PIN is no secret and is offered for its own token, for no other; null with a real clinic. */
      samplePin: samplePinSchema.nullable(),
    }),
  },
  'app.status': { input: nothing, output: statusSchema },
  /** command: minutes, see {@link SIGN_OUT_AFTER}. */
  'settings.sign-out-after': { input: z.strictObject({ minutes: signOutAfterSchema }), output: nothing },
  'settings.colour-scheme': { input: z.strictObject({ scheme: colourSchemeSchema }), output: nothing },
} as const;
