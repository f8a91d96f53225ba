import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/**
 * How a recovery key stands. `waiting`: officers have yet to approve. `in-use`: what is encrypted is encrypted for it too.
 * `doubtful`: enough approved, but not all of their signatures count any more, so it is not used. `removed`: taken out of use.
 */
export const recoveryStateSchema = z.enum(['waiting', 'in-use', 'doubtful', 'removed']);
export type RecoveryState = z.infer<typeof recoveryStateSchema>;

/** A recovery key: somebody beside the token who can open what is encrypted. */
export const recoveryKeySchema = z.strictObject({
  recoveryId: opaqueId,
  state: recoveryStateSchema,
  /** Whose the certificate is, and until when it was issued; a key in use stays in use after that. */
  subject: text,
  issuer: text,
  notAfter: instant,
  /** Bits of the RSA key. */
  bits: count,
  certificateSha256: sha256Hex,
  publicKeySha256: sha256Hex,
  proposedAt: instant,
  proposedBy: text,
  approvals: z.array(z.strictObject({ by: text, at: instant, certificateSha256: sha256Hex })).max(10),
  /** How often something was opened with it here. */
  operations: count,
  removed: z.strictObject({ at: instant, by: text, reason: text }).nullable(),
});
export type RecoveryKeyInfo = z.infer<typeof recoveryKeySchema>;

export const recoveryStatusSchema = z.strictObject({
  /** Newest first. */
  recoveries: z.array(recoveryKeySchema).max(100),
  /** Things, by version of a key, that lack a recovery key in use or can be opened by one that was removed: to be encrypted anew. */
  outdated: z.array(z.strictObject({ keyId: opaqueId, version: count, objects: count })).max(10_000),
});
export type RecoveryStatus = z.infer<typeof recoveryStatusSchema>;

/** Channels of recovery keys. */
export const recoveryContract = {
  /** Query. Needs no token. */
  'keys.recovery': { input: nothing, output: recoveryStatusSchema },
  /**
   * Asks where to, then writes a certificate (PEM) for a key of the kind `rsa-wrap-3072` on the token, made out by whoever is
   * signed in. Null when nothing was chosen.
   */
  'keys.recovery-certificate': {
    input: z.strictObject({ keyId: opaqueId, commonName: z.string().trim().min(1).max(64) }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** Asks for the file with the certificate. Null when nothing was chosen. */
  'keys.propose-recovery': { input: nothing, output: z.strictObject({ recoveryId: opaqueId.nullable() }) },
  'keys.approve-recovery': { input: z.strictObject({ recoveryId: opaqueId }), output: nothing },
  'keys.remove-recovery': {
    input: z.strictObject({ recoveryId: opaqueId, reason: z.string().trim().min(1).max(300) }),
    output: nothing,
  },
  /** Brings everything of other tokens under a key of this one, by the recovery key on it. A job. */
  'keys.recover': {
    input: z.strictObject({ keyId: opaqueId }),
    output: z.strictObject({ jobId: opaqueId }),
  },
} as const;
