import type { AuditService } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import { schedule, type Schedule } from './jobs/index.ts';

/** The plan of verifications, wired to profile, cache and log. */
export function composeSchedule(parts: {
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly changed: () => void;
}): Schedule {
  return schedule({
    plans: async () => (await parts.profile()).settings.schedule,
    store: async (plans) => {
      await parts.change((p) => ({ ...p, settings: { ...p.settings, schedule: [...plans] } }));
    },
    memory: parts.cache.schedule,
    verify: (level, work, pace) => parts.audit.verify(level, work, pace),
    configured: async () => (await parts.profile()).kind !== 'none',
    reach: async () => (await parts.log()).source(),
    clock: parts.clock,
    changed: parts.changed,
  });
}
