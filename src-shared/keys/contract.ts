import { z } from 'zod';
import { nothing, opaqueId, text } from '../base/schemas.ts';
import { holderRoleSchema, roleHolderSchema } from './roles.ts';
import { aftermathSchema, keyKindSchema, keyRequestSchema, keySchema, keyUseSchema } from './types.ts';

/** Channels of the keys and their life. */
export const keysContract = {
  /** Query. Needs no token. */
  'keys.list': {
    input: nothing,
    output: z.strictObject({
      keys: z.array(keySchema).max(10_000),
      uses: z.array(keyUseSchema).max(100_000),
      /** What cannot be counted. */
      invisible: text,
      requests: z.array(keyRequestSchema).max(1000),
    }),
  },
  /** Commands; somebody must be signed in. */
  'keys.generate': {
    input: z.strictObject({ name: z.string().trim().min(1).max(80), kind: keyKindSchema }),
    output: z.strictObject({ keyId: opaqueId }),
  },
  'keys.rotate': {
    input: z.strictObject({ keyId: opaqueId }),
    output: z.strictObject({ version: z.number().int().positive() }),
  },
  'keys.approve': { input: z.strictObject({ requestId: opaqueId }), output: nothing },
  /** Asks where to, then writes a certificate request (PKCS#10, PEM) for the newest version. Null when nothing was chosen. */
  'keys.request-certificate': {
    input: z.strictObject({
      keyId: opaqueId,
      commonName: z.string().trim().min(1).max(64),
      organisation: z.string().trim().max(64),
      /** ISO 3166, two capital letters, or empty. */
      country: z.string().regex(/^([A-Z]{2})?$/),
    }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /**
   * Asks for the file with the issued certificate, puts what is in it on the token and switches over to the version it was
   * issued for. `chain`: asks for a second file with the certificates of the authorities. Null when nothing was chosen.
   */
  'keys.import-certificate': {
    input: z.strictObject({ keyId: opaqueId, chain: z.boolean() }),
    output: z.strictObject({ version: z.number().int().positive().nullable() }),
  },
  /** Suspends, resumes or ends a version, or declares it compromised; says what is touched by that. */
  'keys.change': {
    input: z.strictObject({
      keyId: opaqueId,
      version: z.number().int().positive(),
      to: z.enum(['active', 'suspended', 'deactivated', 'compromised']),
      reason: z.string().trim().max(300),
    }),
    output: aftermathSchema,
  },
  /** Query: what hangs on a version. Reads the signatures of the reports it may have signed. */
  'keys.aftermath': {
    input: z.strictObject({ keyId: opaqueId, version: z.number().int().positive() }),
    output: aftermathSchema,
  },
  /** Brings everything under older versions under the one in use. A job. */
  'keys.rewrap': {
    input: z.strictObject({ keyId: opaqueId }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  'keys.ask-destruction': {
    input: z.strictObject({
      keyId: opaqueId,
      version: z.number().int().positive(),
      reason: z.string().trim().max(300),
    }),
    output: z.strictObject({ requestId: opaqueId }),
  },
  /** Query: who may do what. Empty: whoever is signed in is the officer. */
  'keys.roles': {
    input: nothing,
    output: z.strictObject({
      holders: z.array(roleHolderSchema).max(200),
      /** Whoever is signed in, and their role. */
      me: roleHolderSchema.nullable(),
      /** Names in the certificates of keys that were used here, to choose from. */
      seen: z.array(text).max(1000),
    }),
  },
  /** Command: gives a person a role, or none. */
  'keys.give-role': {
    input: z.strictObject({ person: z.string().trim().min(1).max(300), role: holderRoleSchema.nullable() }),
    output: nothing,
  },
  /** Carries out a destruction that two officers approved. */
  'keys.destroy': { input: z.strictObject({ requestId: opaqueId }), output: nothing },
} as const;
