/**
 * The part of PKCS#11 v2.40 (OASIS, with errata 01) that is used here: its numbers, and the calls as one typed layer.
 */

/** CK_OBJECT_CLASS. */
export const CKO = { certificate: 1, publicKey: 2, privateKey: 3, secretKey: 4 } as const;
/** CK_KEY_TYPE. */
export const CKK = { rsa: 0, ec: 3, genericSecret: 0x10, aes: 0x1f } as const;
/** CK_CERTIFICATE_TYPE. */
export const CKC = { x509: 0 } as const;
/** CK_MECHANISM_TYPE. */
export const CKM = {
  rsaPkcsKeyPairGen: 0x0,
  rsaPkcs: 0x1,
  rsaPkcsOaep: 0x9,
  sha256Hmac: 0x251,
  genericSecretKeyGen: 0x350,
  ecKeyPairGen: 0x1040,
  ecdsa: 0x1041,
  aesKeyGen: 0x1080,
  aesKeyWrap: 0x2109,
} as const;
/** CK_ATTRIBUTE_TYPE. */
export const CKA = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  value: 0x11,
  certificateType: 0x80,
  issuer: 0x81,
  serialNumber: 0x82,
  keyType: 0x100,
  subject: 0x101,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  signRecover: 0x109,
  verify: 0x10a,
  verifyRecover: 0x10b,
  derive: 0x10c,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  publicKeyInfo: 0x129,
  valueLength: 0x161,
  extractable: 0x162,
  local: 0x163,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
  modifiable: 0x170,
  copyable: 0x171,
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
} as const;

/** An object, session or slot handle; opaque. */
export type Handle = Buffer;

/** One attribute of a template. */
export type Attribute = { readonly type: number; readonly value: boolean | number | string | Uint8Array };
export type Template = readonly Attribute[];

/** CK_TOKEN_INFO, texts trimmed. */
export type RawTokenInfo = {
  readonly serial: string;
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly flags: number;
  readonly pinMin: number;
  readonly pinMax: number;
  /** As `1.0`. */
  readonly hardware: string;
  readonly firmware: string;
};

/** CK_MECHANISM_INFO; sizes in whatever unit the mechanism has (bits for RSA and elliptic curves). */
export type Mechanism = {
  readonly type: number;
  readonly smallest: number;
  readonly largest: number;
  /** CKF_*: what it is for. */
  readonly flags: number;
};

/** CK_USER_TYPE. `context` is the sign-in for one operation with a CKA_ALWAYS_AUTHENTICATE key. */
export const CKU = { securityOfficer: 0, user: 1, context: 2 } as const;
export type User = keyof typeof CKU;

/** CK_INFO, texts trimmed. */
export type RawModuleInfo = {
  readonly manufacturer: string;
  readonly description: string;
  readonly version: string;
  readonly cryptokiVersion: string;
};

/**
 * A loaded and initialised module. Calls block; every failure is a `CryptokiError`. One operation at a time per
 * session.
 */
export interface Cryptoki {
  info(): RawModuleInfo;
  /** Slots with a token in. */
  slots(): readonly Handle[];
  tokenInfo(slot: Handle): RawTokenInfo;
  /** Mechanisms of the token in a slot; those it says nothing more about are left out. */
  mechanisms(slot: Handle): readonly Mechanism[];
  /** Erases a token or sets a new one up. No session may be open on it. The label is cut to 32 bytes. */
  initToken(slot: Handle, securityOfficerPin: string, label: string): void;
  /** Sets the user's PIN; in a session in which the security officer is logged in. */
  initPin(session: Handle, pin: string): void;
  /** Changes the PIN of whoever is logged in, or the user's. */
  setPin(session: Handle, oldPin: string, newPin: string): void;
  openSession(slot: Handle, writable: boolean): Handle;
  /** Never fails: a session that cannot be closed is gone anyway. */
  closeSession(session: Handle): void;
  /** An empty PIN leaves its entry to the reader. */
  login(session: Handle, user: User, pin: string): void;
  logout(session: Handle): void;
  find(session: Handle, template: Template): readonly Handle[];
  /** Undefined when the token has no such attribute or keeps it to itself. */
  attribute(session: Handle, object: Handle, type: number): Buffer | undefined;
  create(session: Handle, template: Template): Handle;
  destroy(session: Handle, object: Handle): void;
  generateKeyPair(
    session: Handle,
    mechanism: number,
    publicKey: Template,
    privateKey: Template,
  ): { readonly publicKey: Handle; readonly privateKey: Handle };
  /** @param login - signs in for this one operation, between C_SignInit and C_Sign */
  sign(session: Handle, mechanism: number, key: Handle, data: Uint8Array, login?: () => void): Buffer;
  generateKey(session: Handle, mechanism: number, template: Template): Handle;
  /** C_WrapKey without parameters. */
  wrap(session: Handle, mechanism: number, wrappingKey: Handle, key: Handle): Buffer;
  /** C_UnwrapKey; RSA-OAEP is with SHA-1 and MGF1-SHA-1, the one hash that every token has. */
  unwrap(session: Handle, mechanism: number, key: Handle, wrapped: Uint8Array, template: Template): Handle;
  /** Ends and begins anew; all sessions are gone afterwards. */
  restart(): void;
  finalize(): void;
}
