import type { SignedDecision } from '../../src-shared/signing/types.ts';

/**
 * Whom signatures are trusted from, DER each. Two lists, because who may say what time it was has no say in who may sign: the
 * authority of a public time-stamping service certifies anybody.
 */
export type Trust = {
  readonly signers: readonly Uint8Array[];
  readonly timeStamps: readonly Uint8Array[];
};

/** The way to a time-stamp authority. */
export interface TimeStampTransport {
  /**
   * Sends a request (RFC 3161 §3.4) and returns the answer as it came.
   *
   * @throws Fault `time-stamp-unavailable`, `time-stamp-refused` for an answer that is no time-stamp response, `cancelled`
   */
  post(url: string, request: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Gives time-stamps that were checked. */
export interface TimeStamper {
  /**
   * A time-stamp token (RFC 3161 §2.4.2) over the digest; DER.
   *
   * @param digest - 32 bytes, SHA-256
   * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `cancelled`
   */
  stamp(digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** The file of a detached signature that waits for its time-stamp. */
export type WaitingSignature = {
  /** Absolute. */
  readonly path: string;
  /** Of the signature as it was written, hexadecimal. */
  readonly sha256: string;
  readonly signedAt: string;
};

/** Which detached signatures wait for their time-stamp; all of it is on the disk when a call returns. */
export interface WaitingSignatures {
  /** Another one at the same path takes its place. @throws Fault `disk-full`, `cache-unreadable` */
  add(signature: WaitingSignature): Promise<void>;
  remove(path: string): Promise<void>;
  /** Oldest first. */
  list(): Promise<readonly WaitingSignature[]>;
}

/** Where sign-offs are kept: only ever added to. */
export interface SignOffStore {
  /**
   * Keeps a sign-off; it is on the disk when this returns.
   *
   * @throws Fault `disk-full`, `cache-unreadable`
   */
  append(signed: SignedDecision, about: { readonly kind: string; readonly subject: string }): Promise<void>;
  /** Null when there is none of this id. */
  read(signOffId: string): Promise<SignedDecision | null>;
  /** All of them, newest first. */
  all(): Promise<readonly SignedDecision[]>;
  /** Oldest first. */
  about(kind: string, subject: string): Promise<readonly SignedDecision[]>;
}
