import { z } from 'zod';
import type { Cryptoki } from './cryptoki.ts';
import type { ModuleFile } from './module-file.ts';
import type { TokenSessions } from './session.ts';

/** What an operation works with inside the token process. */
export type Bench = {
  readonly file: ModuleFile;
  readonly cryptoki: Cryptoki;
  readonly sessions: TokenSessions;
  /** Begins to look at the slots by itself. */
  readonly watch: () => void;
};

/** One thing that can be asked of a token process: everything about it, for both ends, in one place. */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  /** Checked in the token process; strict. */
  readonly input: I;
  /** Checked again in the main process: the token process ran foreign code. Strict. */
  readonly output: O;
  /** Milliseconds after which the process is ended; null when only the officer can say that it takes too long. */
  readonly limit: number | null;
  /**
   * What giving up does. `leave`: the token finishes, and nobody sees the result. `end`: the process is ended, because
   * what it waits for may never come.
   */
  readonly onCancel: 'leave' | 'end';
  /** Runs in the token process; blocks, one at a time. */
  readonly run: (bench: Bench, input: z.output<I>) => z.input<O>;
};

/** Types an {@link Operation} by its schemas. */
export const operation = <I extends z.ZodType, O extends z.ZodType>(
  definition: Operation<I, O>,
): Operation<I, O> => definition;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** Bytes of any length up to a mebibyte. */
export const bytes = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length <= 1024 * 1024,
);
/** A SHA-256 digest. */
export const digest32 = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32);
/** CK_TOKEN_INFO's serial number, trimmed. */
export const serialNumber = z.string().max(64);
/** CKA_ID, lower-case hexadecimal. */
export const keyIdentifier = z.string().regex(/^(?:[0-9a-f]{2}){1,64}$/);
/** CKA_LABEL. */
export const objectLabel = z.string().min(1).max(255);
/** A PIN as typed, its length judged by what the token takes; empty for a reader with a PIN pad. */
export const typedPin = z.string().max(4096);
export const none = z.strictObject({});
export const done = z.void();
