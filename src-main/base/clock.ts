/** Where the time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339 in UTC with milliseconds. */
export const instantOf = (clock: Clock): string => new Date(clock.now()).toISOString();

/** Calls back once, after milliseconds; the answer takes the call back. Keeps no program running. */
export function systemTimer(ms: number, then: () => void): () => void {
  const timeout = setTimeout(then, ms).unref();
  return () => {
    clearTimeout(timeout);
  };
}
