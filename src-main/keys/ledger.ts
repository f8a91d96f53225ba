import type { KeyState } from '../../src-shared/keys/types.ts';
import type { ActivityLog } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Authority, KeyAct } from './authority.ts';
import type { KeyStore } from './ports.ts';
import { type KeyOperation, permits } from './states.ts';

const STATES: readonly KeyState[] = [
  'pre-active',
  'active',
  'suspended',
  'deactivated',
  'compromised',
  'destroyed',
];

/** One use of a key that is counted. */
export type CountedUse = {
  readonly keyId: string;
  readonly version: number;
  /** As it stands in the ledger: `sign`, `encrypt`, … */
  readonly operation: string;
  /** What the state must permit. */
  readonly kind: KeyOperation;
  /** What the role must permit. */
  readonly act: KeyAct;
  readonly purpose: string;
};

/** Every use of a key goes through here. */
export interface Ledger {
  /**
   * Counts the use and records it as begun in one transaction, then does it, then records what came of it. A crash in
   * between has counted one use too many, never one too few.
   * @throws Fault `not-signed-in`, `key-forbidden`, `key-state`, and what the work throws
   */
  use<T>(use: CountedUse, work: () => Promise<T>): Promise<T>;
  /** As {@link Ledger.use} for a signature that is itself a record, such as a checkpoint: counted, not recorded again. */
  countOnly<T>(use: CountedUse, work: () => Promise<T>): Promise<T>;
}

export function ledger(parts: {
  readonly store: KeyStore;
  readonly activity: Pick<ActivityLog, 'event' | 'record'>;
  readonly clock: Clock;
  readonly authority: Pick<Authority, 'must'>;
}): Ledger {
  const count = async (use: CountedUse, recorded: boolean): Promise<void> => {
    const { keyId, version, operation, kind } = use;
    await parts.authority.must(use.act, { objectId: keyId, version });
    const permitted = STATES.filter((state) => permits(state, kind));
    await parts.store.count(
      { keyId, version, operation, operations: 1, permitted, at: instantOf(parts.clock) },
      recorded ? parts.activity.event(draftOf(use, 'begun')) : null,
    );
  };
  return {
    use: async (use, work) => {
      await count(use, true);
      let value: Awaited<ReturnType<typeof work>>;
      try {
        value = await work();
      } catch (error) {
        const code = error instanceof Fault ? error.code : 'internal';
        await parts.activity.record({ ...draftOf(use, 'failed'), code });
        throw error;
      }
      await parts.activity.record(draftOf(use, 'done'));
      return value;
    },
    countOnly: async (use, work) => {
      await count(use, false);
      return work();
    },
  };
}

const draftOf = (
  { keyId, version, operation, purpose }: CountedUse,
  outcome: 'begun' | 'done' | 'failed',
): Parameters<ActivityLog['event']>[0] => ({
  operation: `key.${operation}`,
  objectType: 'key',
  objectId: keyId,
  version,
  purpose,
  outcome,
});
