import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, Fault, throwIfCancelled } from '../../base/fault.ts';
import { databaseFault } from '../postgres/answers.ts';
import type { Connected } from '../postgres/connect.ts';
import { transactionWaiting } from '../postgres/transaction.ts';

/** Whoever waits for a lock keeps others waiting behind; so it is given up soon, and tried again. */
const LOCK = '250ms';
const PAUSE_MS = { least: 300, most: 1500 } as const;
/** lock_not_available, deadlock_detected, serialization_failure, and "tuple concurrently updated" of the catalogs. */
const PASSING = ['55P03', '40P01', '40001'];
const INSTALLER = '7305804402566590837';

/** How somebody waits for the clinic. */
export type Patience = {
  /** Milliseconds in all before it gives up. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told each time that the clinic was in the way. */
  readonly waiting: (tries: number) => void;
};

const passes = (error: unknown): boolean =>
  PASSING.includes(codeOf(error) ?? '') ||
  (codeOf(error) === 'XX000' && error instanceof Error && error.message.includes('concurrently updated'));

/**
 * Runs work in one transaction that waits for a lock a quarter of a second at most, so that no request of the clinic is held
 * up behind it; when somebody is in the way it is rolled back and tried again later.
 *
 * @throws Fault `guard-locked` when patience is at its end, `cancelled`, `database-…`
 */
export async function inTurn<T>(client: Connected, patience: Patience, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patience.limitMs;
  for (let tries = 1; ; tries++) {
    throwIfCancelled(patience.signal);
    try {
      return await transactionWaiting(client, LOCK, (error) => error, work);
    } catch (error) {
      if (!passes(error)) throw databaseFault(error);
      if (performance.now() >= until) throw await locked(client, error);
    }
    patience.waiting(tries);
    await pause(PAUSE_MS.least + Math.random() * Math.min(PAUSE_MS.most, tries * PAUSE_MS.least));
  }
}

async function locked(client: Connected, cause: unknown): Promise<Fault> {
  const { rows } = await client
    .query<{ who: string }>(
      `select format('%s (user %s, since %s s)', coalesce(nullif(application_name, ''), 'a program'), usename,
                     extract(epoch from clock_timestamp() - xact_start)::int) as who
         from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and xact_start < clock_timestamp() - interval '1 second'
        order by xact_start limit 3`,
    )
    .catch(() => ({ rows: [] }));
  const who = rows.map((row) => row.who).join(', ');
  return new Fault(
    'guard-locked',
    `The clinic was using the tables all the time, and its work comes first${who === '' ? '' : `. Longest at work: ${who}`}.`,
    'What was finished stays. Run it again at a quieter hour, or end the transaction that stays open; it goes on where it stopped.',
    cause,
  );
}

/**
 * Runs work while no other installation is under way in this database.
 *
 * @throws Fault `guard-busy`
 */
export async function alone<T>(client: Connected, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(${INSTALLER}) as got`);
  if (rows[0]?.got !== true)
    throw new Fault(
      'guard-busy',
      'Somebody else is installing or removing the guard pack in this database at this moment.',
      'Wait until that is finished, then try again.',
    );
  try {
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(${INSTALLER})`).catch(() => undefined);
  }
}
