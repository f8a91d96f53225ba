import { z } from 'zod';
import { count, instant, nothing, opaqueId } from '../base/schemas.ts';

/** How often something may be done by one subject. */
export const rateLimitSchema = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z-]{0,39}$/),
  most: z.number().int().min(1).max(10_000),
  seconds: z.number().int().min(1).max(86_400),
});
export type RateLimit = z.infer<typeof rateLimitSchema>;

/** A limit, and how it is used now. */
export const rateStandingSchema = rateLimitSchema.extend({
  /** Subjects with uses within the time. */
  subjects: count,
  /** Uses of the busiest of them. */
  busiest: count,
  refused: count,
  refusedAt: instant.nullable(),
});
export type RateStanding = z.infer<typeof rateStandingSchema>;

/**
 * The address of a FHIR server: https, and nothing in it that could be a secret (user, password, query, fragment). The same
 * rule is a CHECK in the database (0044-fhir-connections.sql).
 */
export const fhirUrlSchema = z
  .string()
  .max(500)
  .regex(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~!$&'()*+,;=:%/-]*)?$/);

/** A system that is reached by FHIR, without its credentials: they never leave the main process. */
export const fhirConnectionSchema = z.strictObject({
  connectionId: opaqueId,
  name: z.string().max(80),
  baseUrl: z.string().max(500),
  clientId: z.string().max(200),
  scopes: z.string().max(1000),
  state: z.enum(['active', 'expired', 'revoked']),
  expiresAt: instant.nullable(),
  createdAt: instant,
  /** Newest first. */
  events: z
    .array(
      z.strictObject({
        what: z.enum(['created', 'refreshed', 'expired', 'revoked']),
        at: instant,
        by: z.string().max(63),
        reason: z.string().max(300).nullable(),
      }),
    )
    .max(100),
});
export type FhirConnection = z.infer<typeof fhirConnectionSchema>;

/** Credentials on their way in; kept by nobody but encrypted. */
const secret = z.string().min(1).max(10_000);
export const newFhirConnectionSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Checked by the service, which says what is wrong with it. */
  baseUrl: z.string().trim().max(500),
  clientId: z.string().trim().min(1).max(200),
  scopes: z.string().trim().max(1000),
  secret,
  expiresAt: instant.nullable(),
});
export type NewFhirConnection = z.infer<typeof newFhirConnectionSchema>;

/** Channels of limits and connections. */
export const limitsContract = {
  /** Query. By the officer's own login. */
  'limits.state': {
    input: nothing,
    output: z.strictObject({
      /** False when the part of the pack that this needs is not installed. */
      installed: z.boolean(),
      limits: z.array(rateStandingSchema).max(1000),
      connections: z.array(fhirConnectionSchema).max(1000),
    }),
  },
  /** Commands of the officer. */
  'limits.set': { input: rateLimitSchema, output: nothing },
  /** Encrypts the credentials with the token: somebody must be signed in. */
  'limits.connect': { input: newFhirConnectionSchema, output: z.strictObject({ connectionId: opaqueId }) },
  'limits.refresh': {
    input: z.strictObject({ connectionId: opaqueId, secret, expiresAt: instant.nullable() }),
    output: nothing,
  },
  'limits.revoke': {
    input: z.strictObject({ connectionId: opaqueId, reason: z.string().trim().min(10).max(300) }),
    output: nothing,
  },
} as const;
