import type {
  BlankToken,
  ModuleChoice,
  ModuleExamination,
  ModuleInfo,
  SigningIdentityInfo,
  TokenDescription,
  TokenInfo,
} from '../../src-shared/token/types.ts';
import type { Fault } from '../base/fault.ts';
import type { GivenPin, PinWanted } from './pin-desk.ts';
import type { CallOptions, Supervisor } from './supervisor.ts';
import type { TokenSetup } from './token-setup.ts';

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

/** The token this profile works with; kept in the profile. */
export type TokenChoice = {
  readonly module: string;
  /** SHA-256 of the module's file when it was chosen. */
  readonly moduleSha256: string;
  readonly label: string;
  readonly serial: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly keyId: string | null;
};

/** A module that runs, and what is in its slots. */
export type Inspected = {
  readonly module: ModuleInfo;
  readonly tokens: readonly TokenInfo[];
  readonly blanks: readonly BlankToken[];
};

/** What window and command line can ask of the token room. */
export interface TokenService extends TokenSetup {
  /** Known modules, those present first, then those the officer picked. */
  modules(): Promise<readonly ModuleChoice[]>;
  /** Makes a file the officer picked choosable. */
  addFile(file: string): ModuleChoice;
  /** What a module's file is, without loading it. @throws Fault `module-missing`, `file-unreadable` */
  examine(moduleId: string): Promise<ModuleExamination>;
  /**
   * The officer agrees to load the file, as long as it has this hash.
   * @throws Fault `module-changed` when it has another one meanwhile, and those of `inspectModuleFile`
   */
  trust(moduleId: string, sha256: string): Promise<void>;
  /** @throws Fault `module-…`, `module-untrusted` */
  inspect(moduleId: string): Promise<Inspected>;
  /** @throws Fault `module-…`, `token-absent` */
  describe(moduleId: string, serial: string): Promise<TokenDescription>;
  /**
   * Chooses a token by the module's id and the token's serial number; or by file and label, which is also the agreement
   * to load the file as it is now.
   * @throws Fault `module-…`, `token-absent`
   */
  use(moduleId: string, serial: string): Promise<TokenInfo>;
  useFile(file: string, label: string, environment: Readonly<Record<string, string>>): Promise<TokenInfo>;
  /** Tokens of the chosen module, the chosen token first: a PIN is not typed at another by mistake; empty when none was chosen. */
  list(): Promise<readonly TokenInfo[]>;
  /** The chosen token as it is now, or null when it is not in; `problem` says why. */
  current(): Promise<{
    readonly configured: boolean;
    readonly token: TokenInfo | null;
    readonly problem: Fault | null;
  }>;
  /** @throws Fault `pin-…`, `token-…`, `key-…`, `certificate-…` */
  signIn(serial: string, pin: string, options?: SignInOptions): Promise<SigningIdentityInfo>;
  signOut(): Promise<void>;
  /** Whoever is signed in. */
  signer(): Signer | null;
  /** The token that somebody is signed in to, with its module. */
  held(): { readonly serial: string; readonly module: TokenModule } | null;
  identity(): SigningIdentityInfo | null;
  /** A signature that waits for the PIN of a key that asks for it each time. */
  pinWanted(): PinWanted | null;
  givePin(id: string, pin: GivenPin | null): void;
  close(): Promise<void>;
}
