import { z } from 'zod';

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
