import type { Reminder, RightsService } from './service.ts';

/** The first look leaves the start of the application alone; then one an hour, so that a new day is seen. Milliseconds. */
const START_MS = 10_000;
const LOOK_MS = 60 * 60_000;
const WAKE_MS = 1000;

/** Looks which requests have become pressing or late, for as long as the application runs. */
export interface ReminderWatch {
  start(): void;
  /** Looks soon: after a sleep a day may have passed. */
  wake(): void;
  close(): void;
}

/** See {@link ReminderWatch}. What was told once is not told again: each warning is a step of its case. */
export function reminderWatch(parts: {
  readonly rights: Pick<RightsService, 'remind'>;
  /** Calls back once; the answer takes the call back. */
  readonly timer: (ms: number, then: () => void) => () => void;
  /** Told of what is new, never of nothing. */
  readonly told: (reminders: readonly Reminder[]) => void;
  /** Told of what nobody foresaw; the next look comes all the same. */
  readonly failed: (error: unknown) => void;
}): ReminderWatch {
  let cancel: (() => void) | null = null;
  let looking = false;
  let closed = false;
  const look = async (): Promise<void> => {
    looking = true;
    try {
      const reminders = await parts.rights.remind();
      if (reminders.length > 0 && !closed) parts.told(reminders);
    } catch (error) {
      parts.failed(error);
    } finally {
      looking = false;
      after(LOOK_MS);
    }
  };
  const after = (ms: number): void => {
    if (closed) return;
    cancel?.();
    cancel = parts.timer(ms, () => {
      cancel = null;
      void look();
    });
  };
  return {
    start: () => {
      after(START_MS);
    },
    wake: () => {
      if (!looking) after(WAKE_MS);
    },
    close: () => {
      closed = true;
      cancel?.();
      cancel = null;
    },
  };
}
