import type { ModuleInfo, TokenInfo } from '../../src-shared/token/types.ts';
import type { CallOptions, Supervisor } from './supervisor.ts';

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
  /** CKA_ALWAYS_AUTHENTICATE: the PIN is asked for before every signature. */
  readonly pinEachTime?: true | undefined;
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

/** Why a private key on the token cannot be used for signing here. */
export type KeyHindrance =
  | 'certificate-missing'
  | 'certificate-mismatch'
  /** It can leave the token: CKA_SENSITIVE is not true or CKA_EXTRACTABLE is not false. */
  | 'unsafe'
  /** Another curve or kind of key, or RSA below 2048 bits. */
  | 'unsupported';

/** A private key that may sign (CKA_SIGN), usable or not. */
export type TokenKey = {
  /** CKA_ID, lower-case hexadecimal. */
  readonly keyId: string;
  readonly hindrance: KeyHindrance | null;
  /** Set exactly when nothing hinders. */
  readonly identity: SigningIdentity | null;
};

export type SignInOptions = {
  /** The officer says "I have checked the PIN" after two failures in a row; never opens the token's own final try. */
  readonly confirmed?: boolean | undefined;
  /** Gives up waiting for the reader's PIN pad: ends the module's process. */
  readonly signal?: AbortSignal | undefined;
};

/** Wrong PINs in a row per token serial number; survives restarts. */
export interface PinFailures {
  /** 0 for a token never seen. */
  read(serial: string): Promise<number>;
  write(serial: string, failures: number): Promise<void>;
  /** Whether this program may send a PIN now: never two programs of a profile at once. */
  takeTurn(): Promise<boolean>;
  endTurn(): Promise<void>;
}

/** One PKCS#11 module in its own process. All calls may fail with `module-crashed` and `token-timeout`. */
export interface TokenModule extends Pick<Supervisor, 'call' | 'listen'> {
  /**
   * What the module says of itself.
   * @throws Fault `module-missing`, `module-architecture`, `module-unusable`
   */
  info(): Promise<Omit<ModuleInfo, 'moduleId'>>;
  /** Tokens that are in, by slot; never identified by slot number. */
  tokens(): Promise<readonly TokenInfo[]>;
  /**
   * One C_Login for one typed PIN, after the flags were read. The final try is refused, never used up.
   * @throws Fault `pin-wrong`, `pin-length`, `pin-final-try`, `pin-confirm`, `pin-locked`, `pin-expired`, `pin-required`,
   * `token-absent`, `token-removed`, `token-error`
   */
  signIn(serial: string, pin: string, options?: SignInOptions): Promise<void>;
  signOut(serial: string): Promise<void>;
  /**
   * Keys that can sign, each with its certificate; keys without one are left out, and so are keys that can leave the
   * token.
   * @throws Fault `not-signed-in`, `token-absent`, `key-unsafe` when there is no other than keys that can leave it
   */
  identities(serial: string): Promise<readonly SigningIdentity[]>;
  /**
   * Every private key that may sign, with what hinders its use.
   * @throws Fault `not-signed-in`, `token-absent`
   */
  keys(serial: string): Promise<readonly TokenKey[]>;
  /** See {@link Signer.sign}. */
  sign(serial: string, keyId: string, digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Signs with a key that asks for the PIN each time: one C_SignInit, one C_Login, one C_Sign.
   * @throws Fault `pin-…` as `signIn`, and those of {@link Signer.sign}
   */
  signWithPin(
    serial: string,
    keyId: string,
    digest: Uint8Array,
    pin: string,
    options?: SignInOptions,
  ): Promise<Uint8Array>;
  /**
   * Makes a P-256 key pair on the token, not extractable, every usage attribute set and read back.
   * @returns SubjectPublicKeyInfo, DER
   * @throws Fault `key-unsafe`, `not-signed-in`, `token-error`, also when the id is taken
   */
  generateSigningKey(
    serial: string,
    keyId: string,
    label: string,
    options?: CallOptions,
  ): Promise<Uint8Array>;
  /**
   * Puts a certificate (DER) beside the key with the same CKA_ID, or a CA certificate when `keyId` is null. One that is
   * there already stays.
   * @throws Fault `key-missing`, `certificate-mismatch` when it is for another key, `not-signed-in`, `token-error`
   */
  importCertificate(
    serial: string,
    keyId: string | null,
    label: string,
    certificate: Uint8Array,
  ): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/**
 * Opens a module file in a process of its own, started at the first call.
 *
 * @param sha256 - what the file must hash to, or it is not loaded: Fault `module-changed`
 */
export type OpenTokenModule = (
  file: string,
  environment?: Readonly<Record<string, string>>,
  sha256?: string,
) => TokenModule;
