import type { SecurityWaiting } from '../../src-shared/clinic/security-events.ts';
import type { Clock } from '../base/clock.ts';

/** Why somebody is called: a new event of that severity, or a critical one that nobody answered in time. */
export type SecurityCall = 'high' | 'critical' | 'overdue';

/** Tells of security events as they come. */
export interface SecurityWatch {
  start(): void;
  /** Another clinic, or the same one after a pause. */
  renew(): void;
  close(): void;
}

/** Notices within this are looked at together. Milliseconds. */
const GATHER_MS = 100;
/** What was missed is seen at the latest after this. Milliseconds. */
const LOOK_MS = 60_000;

/** See {@link SecurityWatch}. What stood in the queue before is told by the counter, not by a call. */
export function securityWatch(parts: {
  readonly clock: Clock;
  /** Calls back once; the answer takes the call back. */
  readonly timer: (ms: number, then: () => void) => () => void;
  /** @throws Fault */
  readonly waiting: () => Promise<SecurityWaiting>;
  readonly listen: (heard: () => void) => { renew(): void; close(): void };
  /** Something in the queue may have changed. */
  readonly changed: () => void;
  readonly call: (why: SecurityCall) => void;
}): SecurityWatch {
  let listening: ReturnType<typeof parts.listen> | null = null;
  let cancel: (() => void) | null = null;
  let seen: SecurityWaiting | null = null;
  let round = 0;

  const plan = (ms: number, then: () => void): void => {
    cancel?.();
    cancel = parts.timer(ms, then);
  };
  const tell = (now: SecurityWaiting): void => {
    if (seen === null || JSON.stringify(now) !== JSON.stringify(seen)) parts.changed();
    if (seen === null) return;
    if (now.newestCritical > seen.newestCritical) parts.call('critical');
    else if (now.newestHigh > seen.newestHigh) parts.call('high');
    if (now.overdue > seen.overdue) parts.call('overdue');
  };
  const look = async (): Promise<void> => {
    const mine = ++round;
    let next = LOOK_MS;
    try {
      const now = await parts.waiting();
      if (mine !== round) return;
      tell(now);
      seen = now;
      // A little later, so that the database's clock agrees that it is over.
      if (now.nextDueAt !== null)
        next = Math.min(next, Math.max(1000, Date.parse(now.nextDueAt) - parts.clock.now() + 500));
    } catch {
      // A database that is away, or without security events: the status strip says so.
      if (mine !== round) return;
    }
    plan(next, () => void look());
  };
  const heard = (): void => {
    parts.changed();
    plan(GATHER_MS, () => void look());
  };
  return {
    start: () => {
      listening ??= parts.listen(heard);
      plan(GATHER_MS, () => void look());
    },
    renew: () => {
      if (listening === null) return;
      seen = null;
      listening.renew();
      plan(GATHER_MS, () => void look());
    },
    close: () => {
      round++;
      cancel?.();
      listening?.close();
      listening = null;
    },
  };
}
