import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/**
 * Kinds of keys made on a token. `aes-256` and `rsa-wrap-3072` wrap data keys, `derivation` derives them (SP 800-108),
 * the others sign.
 */
export const keyKindSchema = z.enum([
  'aes-256',
  'rsa-wrap-3072',
  'derivation',
  'ec-p256',
  'ec-p384',
  'rsa-3072',
  'rsa-4096',
]);
export type KeyKind = z.infer<typeof keyKindSchema>;

/** Kinds that protect data keys, as opposed to those that sign. */
export const DATA_KINDS: readonly KeyKind[] = ['aes-256', 'rsa-wrap-3072', 'derivation'];
export const isDataKind = (kind: KeyKind): boolean => DATA_KINDS.includes(kind);

/** How the content of an envelope is encrypted. */
export const contentAlgorithmSchema = z.enum(['aes-256-gcm', 'chacha20-poly1305']);
export type ContentAlgorithm = z.infer<typeof contentAlgorithmSchema>;

/** States of a key, NIST SP 800-57 Part 1 Rev. 5 §7. */
export const keyStateSchema = z.enum([
  'pre-active',
  'active',
  'suspended',
  'deactivated',
  'compromised',
  'destroyed',
]);
export type KeyState = z.infer<typeof keyStateSchema>;

/** How near a key is to the end of its time. */
export const rotationSchema = z.strictObject({
  /** `soon`: 75 of 90 days or 80 % of the operations are used. `due`: rotate now. */
  status: z.enum(['fresh', 'soon', 'due']),
  by: z.enum(['age', 'count']).nullable(),
  ageDays: count,
  usesLeft: count,
  /** By age; null while it is not in use. */
  rotateBy: instant.nullable(),
});
export type Rotation = z.infer<typeof rotationSchema>;

export const keyVersionSchema = z.strictObject({
  version: count.min(1),
  /** CKA_ID, hexadecimal. */
  tokenKeyId: z.string().regex(/^[0-9a-f]{2,128}$/),
  state: keyStateSchema,
  /** Why it was suspended, compromised or destroyed. */
  reason: text,
  createdAt: instant,
  activatedAt: instant.nullable(),
  /** When it left use. */
  endedAt: instant.nullable(),
  /** Operations counted, each before it was done. */
  operations: count,
  /** SHA-256 of the SubjectPublicKeyInfo; null for a secret key. */
  publicKeySha256: sha256Hex.nullable(),
  certificate: z
    .strictObject({ subject: text, issuer: text, notAfter: instant, sha256: sha256Hex })
    .nullable(),
  /** What is encrypted under it and known here. */
  objects: count,
  rotation: rotationSchema,
});
export type KeyVersion = z.infer<typeof keyVersionSchema>;

/** A key with all its versions, newest first. */
export const keySchema = z.strictObject({
  keyId: opaqueId,
  name: z.string().min(1).max(80),
  kind: keyKindSchema,
  /** Serial number of the token it lies on. */
  serial: text,
  createdAt: instant,
  createdBy: text,
  versions: z.array(keyVersionSchema).max(1000),
});
export type Key = z.infer<typeof keySchema>;

/** Counted operations of one version of a key. */
export const keyUseSchema = z.strictObject({
  keyId: opaqueId,
  version: count,
  operation: text,
  operations: count,
  lastAt: instant,
});
export type KeyUse = z.infer<typeof keyUseSchema>;

/** Something that a version of a key signed, as far as it is kept here. */
export const signedThingSchema = z.strictObject({
  kind: z.enum(['report', 'sign-off', 'checkpoint']),
  id: text,
  /** What it is about: the run of a report, the subject of a sign-off, the log of checkpoints. */
  about: text,
  title: text,
  at: instant,
  /** Whether it was done again since, with another certificate. */
  again: z.boolean(),
});
export type SignedThing = z.infer<typeof signedThingSchema>;

/** What hangs on a version of a key and must be done again when it is compromised. */
export const aftermathSchema = z.strictObject({
  /** Encrypted under it: bring it under another version. */
  objects: count,
  /** Uses that were counted, also of what is not kept here. */
  uses: z.array(z.strictObject({ operation: text, operations: count })).max(100),
  /** Signed with it; oldest first. */
  signed: z.array(signedThingSchema).max(5000),
});
export type Aftermath = z.infer<typeof aftermathSchema>;

/** A destruction that waits for two officers. */
export const keyRequestSchema = z.strictObject({
  requestId: opaqueId,
  keyId: opaqueId,
  version: count,
  reason: text,
  requestedAt: instant,
  requestedBy: text,
  approvals: z.array(z.strictObject({ by: text, at: instant, certificateSha256: sha256Hex })).max(10),
  state: z.enum(['waiting', 'approved', 'destroying', 'done', 'withdrawn']),
});
export type KeyRequest = z.infer<typeof keyRequestSchema>;
