import type { VerificationRun } from '../src-shared/audit/types.ts';
import type { AuditService, TablesService } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import { Fault } from './base/fault.ts';
import { schedule, type Schedule } from './jobs/index.ts';

/** The plan of verifications, wired to profile, cache and log. */
export function composeSchedule(parts: {
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly audit: AuditService;
  readonly tables: Pick<TablesService, 'list' | 'verify'>;
  /** See compose-clinic.ts. */
  readonly neverGuarded: () => Promise<boolean>;
  readonly clock: Clock;
  readonly changed: () => void;
}): Schedule {
  return schedule({
    plans: async () => (await parts.profile()).settings.schedule,
    store: async (plans) => {
      await parts.change((p) => ({ ...p, settings: { ...p.settings, schedule: [...plans] } }));
    },
    memory: parts.cache.schedule,
    verify: async (level, work, pace) => {
      try {
        return await parts.audit.verify(level, work, pace);
      } catch (error) {
        const missing = error instanceof Fault && error.code === 'database-not-guarded';
        const tables = missing && (await parts.neverGuarded()) ? await parts.tables.list() : [];
        // Without a sealed log the watched tables are what a plan verifies; the worst of them is its result.
        const runs: VerificationRun[] = [];
        for (const { sourceId } of tables) runs.push(await parts.tables.verify(sourceId, level, work));
        const worst =
          runs.find(({ result }) => result === 'tampered') ??
          runs.find(({ result }) => result !== 'intact') ??
          runs[0];
        if (worst === undefined) throw error;
        return worst;
      }
    },
    configured: async () => (await parts.profile()).kind !== 'none',
    reach: async () => (await parts.log()).source(),
    clock: parts.clock,
    changed: parts.changed,
  });
}
