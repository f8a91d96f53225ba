import type { WaitingCheckpoint } from '../../src-shared/audit/waiting-checkpoints.ts';
import type { Clock } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { StoredCheckpoint } from './ports.ts';
import type { Work } from './service.ts';
import { ASK_AFTER_MS, isSigningDue } from './signing-rhythm.ts';

/** A log as the queue sees it. */
export type SignableLog = Pick<WaitingCheckpoint, 'kind' | 'table'> & {
  /** Entries there are to sign, and the newest checkpoint. Needs no database. */
  readonly standing: () => Promise<{ readonly size: number; readonly newest: StoredCheckpoint | null }>;
  /** Signs one over everything, asking for the PIN. @throws Fault */
  readonly sign: (work: Work) => Promise<unknown>;
};

/** Checkpoints that nothing signs by the way, because the key asks for the PIN before each signature. */
export interface WaitingCheckpoints {
  /** Those that are due; none unless such a key is signed in. */
  list(): Promise<readonly WaitingCheckpoint[]>;
  /**
   * Signs all that wait, one after the other. A PIN that is refused or wrong ends it, what was signed stays; what one log runs into
   * hinders no other.
   *
   * @returns how many were signed
   * @throws Fault of the first that failed, `cancelled`
   */
  sign(work: Work): Promise<number>;
}

/** After these nothing more is asked: another try at once could lock the token, or bother who just said no. */
const ENDS_IT = /^(?:pin-|token-|module-|not-signed-in$|key-|cancelled$)/;

/** The queue of one installation. */
export function waitingCheckpoints(parts: {
  /** The record of this installation last: the signatures before it are entries of it. */
  readonly logs: () => Promise<readonly SignableLog[]>;
  /** Whether somebody is signed in who may sign, with a key that asks for the PIN each time. */
  readonly asks: () => boolean;
  readonly clock: Clock;
}): WaitingCheckpoints {
  const due = async (): Promise<readonly { log: SignableLog; row: WaitingCheckpoint }[]> => {
    if (!parts.asks()) return [];
    const found = [];
    for (const log of await parts.logs()) {
      const { size, newest } = await log.standing();
      const entries = size - (newest?.size ?? 0);
      if (entries <= 0 || !isSigningDue(newest, size, parts.clock.now(), ASK_AFTER_MS)) continue;
      const signedAt = newest === null ? null : (parseCheckpoint(newest.note)?.body.time ?? null);
      found.push({ log, row: { kind: log.kind, table: log.table, entries, signedAt } });
    }
    return found;
  };
  return {
    list: async () => (await due()).map(({ row }) => row),
    sign: async (work) => {
      const waiting = await due();
      let failure: Fault | null = null;
      let signed = 0;
      for (const [done, { log }] of waiting.entries()) {
        throwIfCancelled(work.signal);
        work.progress({ phase: phaseOf(log), done, total: waiting.length, unit: 'checkpoints' });
        try {
          await log.sign({ signal: work.signal, progress: () => undefined });
          signed += 1;
        } catch (error) {
          if (!(error instanceof Fault) || ENDS_IT.test(error.code)) throw error;
          failure ??= error;
        }
      }
      if (failure !== null) throw failure;
      return signed;
    },
  };
}

const phaseOf = ({ kind, table }: SignableLog): string =>
  kind === 'log' ? 'The clinic’s audit log' : kind === 'table' ? table : 'The activity log';
