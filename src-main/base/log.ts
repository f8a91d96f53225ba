import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from './fault.ts';

/** Local log of the application. Names what happened, never whom it concerned. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** Logs a failure with its cause under a correlation id. */
  failure(event: string, error: unknown, correlation: string): void;
}

/** Values that may be logged: numbers, flags and short identifiers of our own making. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

const MAX_BYTES = 5_000_000;
// Database errors quote row values, PKCS#11 errors may quote arguments: of foreign errors keep the kind and the place.
const describe = (error: unknown): Record<string, unknown> => {
  if (error instanceof Fault)
    return {
      code: error.code,
      message: error.message,
      ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
    };
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    const at = error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim());
    return { kind: error.name, ...(code === undefined ? {} : { code }), at };
  }
  return { kind: typeof error };
};

/** A log that appends JSON lines to a file and turns it over at 5 MB; a failing log never fails the work. */
export function fileLog(file: string): Log {
  let ready = false;
  const write = (level: string, event: string, fields: Record<string, unknown>): void => {
    try {
      if (!ready) mkdirSync(dirname(file), { recursive: true });
      ready = true;
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`, {
        mode: 0o600,
      });
    } catch {
      // Nowhere to say it.
    }
  };
  return {
    info: (event, fields = {}) => {
      write('info', event, fields);
    },
    warn: (event, fields = {}) => {
      write('warn', event, fields);
    },
    failure: (event, error, correlation) => {
      write('error', event, { correlation, error: describe(error) });
    },
  };
}

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, failure: () => undefined };
