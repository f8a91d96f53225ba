import type { ModuleInfo, TokenInfo } from '../../src-shared/token/types.ts';

/** What the signing key can do. `rsa` is RSASSA-PKCS1-v1_5 with SHA-256. */
export type SignatureAlgorithm = 'ecdsa-p256' | 'ecdsa-p384' | 'rsa';

/** A private key on the token with the certificate that belongs to it (same CKA_ID, same public key). */
export type SigningIdentity = {
  /** CKA_ID, lower-case hexadecimal. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Other certificates on the token that lead to a root, nearest issuer first; DER. */
  readonly chain: readonly Uint8Array[];
};

/** Signs a SHA-256 digest with one key; nothing else. */
export interface Signer {
  readonly identity: SigningIdentity;
  /**
   * @param digest - 32 bytes, SHA-256
   * @returns ECDSA: r‖s of fixed width; RSA: the PKCS#1 v1.5 signature
   * @throws Fault `token-removed`, `token-absent`, `not-signed-in`, `token-error`, `module-crashed`, `token-timeout`,
   * `cancelled`; a signature is never repeated by itself.
   */
  sign(digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** One PKCS#11 module in its own process. All calls may fail with `module-crashed` and `token-timeout`. */
export interface TokenModule {
  /**
   * What the module says of itself.
   * @throws Fault `module-missing`, `module-architecture`, `module-unusable`
   */
  info(): Promise<Omit<ModuleInfo, 'moduleId'>>;
  /** Tokens that are in, by slot; never identified by slot number. */
  tokens(): Promise<readonly TokenInfo[]>;
  /**
   * One C_Login for one typed PIN, after the flags were read. The final try is refused, never used up.
   * @throws Fault `pin-wrong`, `pin-length`, `pin-final-try`, `pin-locked`, `pin-expired`, `pin-required`,
   * `token-absent`, `token-removed`, `token-error`
   */
  signIn(serial: string, pin: string): Promise<void>;
  signOut(serial: string): Promise<void>;
  /**
   * Keys that can sign, each with its certificate; keys without one are left out.
   * @throws Fault `not-signed-in`, `token-absent`, `key-unsafe` when a key can leave the token
   */
  identities(serial: string): Promise<readonly SigningIdentity[]>;
  /** See {@link Signer.sign}. */
  sign(serial: string, keyId: string, digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Makes a P-256 key pair on the token, not extractable, every usage attribute set and read back.
   * @returns SubjectPublicKeyInfo, DER
   * @throws Fault `key-unsafe`, `not-signed-in`, `token-error`
   */
  generateSigningKey(serial: string, keyId: string, label: string): Promise<Uint8Array>;
  /** Puts a certificate (DER) beside the key with the same CKA_ID, or a CA certificate when `keyId` is null. */
  importCertificate(
    serial: string,
    keyId: string | null,
    label: string,
    certificate: Uint8Array,
  ): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Starts the process for a module file. */
export type OpenTokenModule = (file: string, environment?: Readonly<Record<string, string>>) => TokenModule;
