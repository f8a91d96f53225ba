import type { GuardStatus } from '../src-shared/clinic/guard.ts';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import { postgresDetached } from './clinic/guard/detached.ts';
import { driftEvents, type DriftWatch, driftWatch, type SecurityEvents } from './clinic/index.ts';
import type { ClinicConnection, DriftStore } from './clinic/ports.ts';

/** The watch over the guard, wired to the clinic's database, the cache and the desk of security events. */
export const composeDrift = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly status: () => Promise<GuardStatus>;
  readonly store: DriftStore;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly events: Pick<SecurityEvents, 'recordOnce'>;
  readonly changed: () => void;
}): DriftWatch =>
  driftWatch({
    ...parts,
    database: postgresDetached,
    alerted: async (news) => {
      for (const { type, subject } of driftEvents(news))
        try {
          await parts.events.recordOnce(type, subject);
        } catch {
          // The log of this computer has it where the database does not take it.
          await parts.activity
            .record({
              ...{
                operation: `security-event.${type}`,
                objectType: 'guard',
                objectId: subject,
                outcome: 'failed',
              },
              purpose: 'the database did not take the security event',
            })
            .catch(() => undefined);
        }
    },
  });
