import type { ErrorCode } from '../../src-shared/base/codes.ts';
import { redacted, sanitizeError } from './redaction.ts';

/**
 * A foreseen failure: "could not tell" or "could not do". Carries a code of the closed union, what happened and what to
 * do as sentences for the officer, and the cause for the local log. Neither sentence may hold patient data, a PIN or a
 * password; what has the shape of patient data is taken out of both all the same, and the first is cut at 200 characters.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: ErrorCode;
  /** What to do next, as a sentence. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, cause?: unknown) {
    super(sanitizeError(message), cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = redacted(remedy);
  }
}

/** The fault that says a job was stopped on purpose. */
export const cancelled = (): Fault =>
  new Fault('cancelled', 'The job was cancelled.', 'Start it again when you are ready; nothing was changed.');

/** Throws the `cancelled` fault if the signal has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}

/** Plain form of a fault for crossing a process or thread border; see {@link faultFromWire}. */
export type WireFault = { readonly code: ErrorCode; readonly message: string; readonly remedy: string };

/** A fault as a plain object; anything else becomes `internal` without its text, which may hold data. */
export function faultToWire(error: unknown): WireFault {
  if (error instanceof Fault) return { code: error.code, message: error.message, remedy: error.remedy };
  return {
    code: 'internal',
    message: 'Something unforeseen went wrong.',
    remedy: 'Try again; if it happens again, give the log file to your IT department.',
  };
}

/** The fault that a plain object stands for. */
export const faultFromWire = (wire: WireFault, cause?: unknown): Fault =>
  new Fault(wire.code, wire.message, wire.remedy, cause);

/** `error.code` as a string (Node's system errors, PostgreSQL's SQLSTATE), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
