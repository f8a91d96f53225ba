import type { ClinicConnection } from '../ports.ts';
import { connect, type Connected } from './connect.ts';

/** Waits between attempts to connect: the first, and the longest after doubling. Milliseconds. */
const WAIT_MS = { first: 1000, longest: 60_000 } as const;
/** A connection that was cut without a word is noticed by asking this often. Milliseconds. */
const ASK_MS = 60_000;

/** Where notifications come from, for as long as it is not closed. */
export type Listening = {
  /** Connects anew: to another clinic, or after a pause. */
  renew(): void;
  close(): void;
};

/** What the guard tells: guard.seal_pending() with every block; guard.tell_security_event() with every event and decision. */
export type GuardNotice = 'attestry_seal' | 'attestry_security';

/**
 * Listens for one kind of notice on one connection of its own. It connects again by itself, ever more seldom; who listens
 * looks by themselves now and then, for what was missed meanwhile.
 *
 * @param connection - where to connect; asked anew each time
 * @param onNotice - also called after a connection was made again, since something may have been missed
 */
export function listenFor(
  notice: GuardNotice,
  connection: () => Promise<ClinicConnection>,
  onNotice: () => void,
): Listening {
  let client: Connected | null = null;
  let timer: NodeJS.Timeout | undefined;
  let wait: number = WAIT_MS.first;
  /** Attempts that are older than the newest one no longer count. */
  let attempt = 0;
  let first = true;

  const drop = (): void => {
    clearTimeout(timer);
    client?.removeAllListeners('notification');
    client?.end().catch(() => undefined);
    client = null;
  };
  const again = (): void => {
    drop();
    timer = setTimeout(() => void open(), wait).unref();
    wait = Math.min(wait * 2, WAIT_MS.longest);
  };
  const ask = (own: Connected): void => {
    timer = setTimeout(() => {
      own.query('select').then(
        () => {
          if (client === own) ask(own);
        },
        () => {
          if (client === own) again();
        },
      );
    }, ASK_MS).unref();
  };
  const open = async (): Promise<void> => {
    const mine = ++attempt;
    try {
      const own = await connect(await connection(), 'attestry monitor');
      if (mine !== attempt) {
        own.end().catch(() => undefined);
        return;
      }
      client = own;
      const lost = (): void => {
        if (client === own) again();
      };
      own.on('error', lost);
      own.on('end', lost);
      own.on('notification', onNotice);
      await own.query(`listen ${notice}`);
      wait = WAIT_MS.first;
      ask(own);
      if (!first) onNotice();
      first = false;
    } catch {
      if (mine === attempt) again();
    }
  };
  void open();
  return {
    renew: () => {
      drop();
      wait = WAIT_MS.first;
      void open();
    },
    close: () => {
      attempt++;
      drop();
    },
  };
}
