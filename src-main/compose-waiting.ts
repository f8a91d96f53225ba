import {
  type ActivityLog,
  type AuditService,
  type SignableLog,
  type TablesService,
  waitingCheckpoints,
  type WaitingCheckpoints,
} from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import type { Signer } from './token/index.ts';

/** Checkpoints that wait for the officer's PIN, of all logs that this installation signs. */
export function composeWaiting(parts: {
  readonly audit: Pick<AuditService, 'sign' | 'runs'>;
  readonly tables: Pick<TablesService, 'watch'>;
  readonly activity: Pick<ActivityLog, 'sign' | 'standing'>;
  readonly cache: Pick<Cache, 'witness' | 'tableWitness'>;
  readonly profile: () => Promise<Profile>;
  readonly clock: Clock;
  readonly keyParts: { readonly sealer: (recorded: boolean) => Signer | null };
}): WaitingCheckpoints {
  const { audit, tables, activity, cache } = parts;
  const clinicLog = (fingerprint: string): SignableLog => ({
    kind: 'log',
    table: '',
    standing: () => standingOf(cache.witness(fingerprint)),
    sign: async (work) => {
      mustBeSigned(await audit.sign(work));
    },
  });
  return waitingCheckpoints({
    clock: parts.clock,
    asks: () => parts.keyParts.sealer(true)?.identity.pinEachTime === true,
    logs: async () => {
      const fingerprint = await audit.runs.lastLog();
      return [
        ...(fingerprint === null ? [] : [clinicLog(fingerprint)]),
        ...(await parts.profile()).tables.map((table): SignableLog => ({
          kind: 'table',
          table: `${table.mapping.schema}.${table.mapping.table}`,
          standing: () => standingOf(cache.tableWitness(table.fingerprint)),
          sign: async (work) => {
            mustBeSigned({ stopped: false, ...(await tables.watch(table.sourceId, work)) });
          },
        })),
        { kind: 'activity', table: '', standing: activity.standing, sign: () => activity.sign(true) },
      ];
    },
  });
}

const standingOf = async (
  witness: Pick<ReturnType<Cache['witness']>, 'size' | 'newestCheckpoint'>,
): ReturnType<SignableLog['standing']> => ({
  size: await witness.size(),
  newest: await witness.newestCheckpoint(),
});

/** @throws Fault why there is no signature */
function mustBeSigned({
  stopped,
  unsigned,
}: {
  readonly stopped: boolean;
  readonly unsigned: Fault | null;
}): void {
  if (unsigned !== null) throw unsigned;
  if (stopped)
    throw new Fault(
      'checkpoint-inconsistent',
      'No checkpoint was signed: what was sealed does not agree with the entries, or with what this machine saw before.',
      'Verify the log at the level "block chain" now.',
    );
}
