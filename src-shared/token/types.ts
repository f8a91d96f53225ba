import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** A PKCS#11 module the officer can choose; the path stays in the main process. */
export const moduleSchema = z.strictObject({
  moduleId: opaqueId,
  name: text,
  /** File name without folder, for the eye. */
  file: text,
  present: z.boolean(),
  chosen: z.boolean(),
  /** Somebody agreed to load it, as it is now or as it was. */
  agreed: z.boolean(),
});
export type ModuleChoice = z.infer<typeof moduleSchema>;

/** What is known of a module's file without loading it, which runs its code. */
export const moduleExaminationSchema = z.strictObject({
  moduleId: opaqueId,
  /** The known product it passes for, by its name; a suggestion, not a proof. */
  name: text,
  file: text,
  /** For the eye: the officer must know where it lies. */
  folder: text,
  vendor: text.nullable(),
  version: text.nullable(),
  /** What it is made for, in words. */
  madeFor: text,
  sha256: sha256Hex,
  /** `changed`: another file was agreed to under this path. */
  trust: z.enum(['trusted', 'new', 'changed']),
  /** SHA-256 of the file that was agreed to, when this is another one. */
  trustedSha256: sha256Hex.nullable(),
  /** Why it cannot be loaded here at all; null when it can. */
  problem: z.strictObject({ message: text, remedy: text }).nullable(),
  /** What is special about the product. */
  note: text.nullable(),
});
export type ModuleExamination = z.infer<typeof moduleExaminationSchema>;

/** What a module says of itself (CK_INFO), and which file it is. */
export const moduleInfoSchema = z.strictObject({
  moduleId: opaqueId,
  file: text,
  manufacturer: text,
  description: text,
  version: text,
  cryptokiVersion: text,
  sha256: sha256Hex,
});
export type ModuleInfo = z.infer<typeof moduleInfoSchema>;

/** The state of the token's PIN as its flags tell (CK_TOKEN_INFO); flags can lie, so we also count failures. */
export const pinStateSchema = z.enum([
  'ok',
  'count-low',
  'final-try',
  'locked',
  'not-initialised',
  'to-be-changed',
]);
export type PinState = z.infer<typeof pinStateSchema>;

export const tokenSchema = z.strictObject({
  serial: text,
  label: text,
  manufacturer: text,
  model: text,
  pin: pinStateSchema,
  /** PIN is entered on the reader: show no field. */
  pinPad: z.boolean(),
  pinMin: z.number().int().nonnegative(),
  pinMax: z.number().int().nonnegative(),
  signedIn: z.boolean(),
});
export type TokenInfo = z.infer<typeof tokenSchema>;

/** A token that was never set up; without a serial number it has none until then. */
export const blankTokenSchema = z.strictObject({
  serial: text,
  label: text,
  manufacturer: text,
  model: text,
  /** PINs are typed on the reader. */
  pinPad: z.boolean(),
  pinMin: z.number().int().nonnegative(),
  pinMax: z.number().int().nonnegative(),
});
export type BlankToken = z.infer<typeof blankTokenSchema>;

/** What a token can do for us, by its list of mechanisms. */
export const tokenAbilitySchema = z.enum([
  'sign-p256',
  'sign-p384',
  'sign-rsa-3072',
  'sign-rsa-4096',
  'wrap-aes',
  'wrap-rsa-oaep',
  'encrypt-aes-gcm',
  'derive-hmac',
]);
export type TokenAbility = z.infer<typeof tokenAbilitySchema>;

/** Everything a token tells without a sign-in. */
export const tokenDescriptionSchema = z.strictObject({
  serial: text,
  label: text,
  manufacturer: text,
  model: text,
  hardware: text,
  firmware: text,
  officerPin: pinStateSchema,
  /** The words in which module or token speak of FIPS 140; null when they do not. */
  fips: text.nullable(),
  abilities: z.array(tokenAbilitySchema).max(32),
  /** How many mechanisms are in its list. */
  mechanisms: count,
  /** Objects that can be seen without signing in; null when the token does not let one look. */
  certificates: count.nullable(),
  publicKeys: count.nullable(),
});
export type TokenDescription = z.infer<typeof tokenDescriptionSchema>;

/** A key that can sign, with its certificate. */
export const identitySchema = z.strictObject({
  /** CKA_ID, hexadecimal. */
  keyId: z.string().regex(/^[0-9a-f]{2,128}$/),
  algorithm: z.enum(['ecdsa-p256', 'ecdsa-p384', 'rsa']),
  subject: text,
  issuer: text,
  notBefore: instant,
  notAfter: instant,
  /** SHA-256 of the certificate's DER. */
  certificateSha256: sha256Hex,
});
export type SigningIdentityInfo = z.infer<typeof identitySchema>;
