import type { GuardStatus } from '../src-shared/clinic/guard.ts';
import type { VerificationRun } from '../src-shared/audit/types.ts';
import type { ActivityLog, AuditService, TablesService } from './audit/index.ts';
import { postgresMonitoring } from './clinic/guard/monitoring.ts';
import { postgresSecurityEvents } from './clinic/guard/security-events.ts';
import {
  type DriftWatch,
  type Monitoring,
  monitoring,
  type SecurityCall,
  type SecurityEvents,
  securityEvents,
  type SecurityWatch,
  securityWatch,
} from './clinic/index.ts';
import { listenFor } from './clinic/postgres/listen.ts';
import { composeDrift } from './compose-drift.ts';
import { composeRisk, type RiskListeners, type RiskParts } from './compose-risk.ts';
import type { RiskService } from './risk/index.ts';

/** What the surroundings do with what comes. */
export type SecurityListeners = {
  readonly changed: () => void;
  readonly called: (why: SecurityCall) => void;
  /** The guard was compared with the pack. */
  readonly driftChanged: () => void;
};

/** The desk of security events, what makes events, and the watch of both, wired to the clinic's database. */
export function composeSecurity(
  parts: Omit<RiskParts, 'listeners'> & {
    readonly activity: ActivityLog;
    readonly guardStatus: () => Promise<GuardStatus>;
    readonly listeners: SecurityListeners;
    readonly riskListeners: RiskListeners | undefined;
  },
): {
  readonly events: SecurityEvents;
  readonly watch: SecurityWatch;
  readonly monitoring: Monitoring;
  readonly drift: DriftWatch;
  readonly risk: RiskService;
} {
  const events = securityEvents({ ...parts, database: postgresSecurityEvents });
  const own = {
    events,
    monitoring: monitoring({ ...parts, database: postgresMonitoring }),
    drift: composeDrift({
      ...{ ...parts, events, store: parts.cache.drift },
      ...{ status: parts.guardStatus, changed: parts.listeners.driftChanged },
    }),
    watch: securityWatch({
      clock: parts.clock,
      timer: (ms, then) => {
        const timeout = setTimeout(then, ms).unref();
        return () => {
          clearTimeout(timeout);
        };
      },
      waiting: () => events.waiting(),
      listen: (heard) => listenFor('attestry_security', parts.connection, heard),
      changed: parts.listeners.changed,
      call: parts.listeners.called,
    }),
  };
  return composeRisk(own, { ...parts, listeners: parts.riskListeners });
}

/** What a tampered log or table is called in a security event: the same words for the same findings. */
const subjectOf = ({ source, foundByType }: VerificationRun): string =>
  `${source.sourceId ?? 'audit log'}: ${Object.entries(foundByType)
    .map(([type, found]) => `${type} ${String(found)}`)
    .toSorted()
    .join(', ')}`;

/**
 * Reports a verdict “tampered” as the security event `integrity-broken`; one that waits for somebody with the same findings is
 * not reported again. Where the database does not take it, the activity log has it. It never throws: the verdict comes first.
 */
export const tamperingReport =
  (events: () => SecurityEvents, activity: ActivityLog) =>
  async (run: VerificationRun): Promise<void> => {
    if (run.result !== 'tampered') return;
    try {
      const { rows } = await events().list({ which: 'waiting', severity: 'CRITICAL', limit: 500 });
      const subject = subjectOf(run);
      const known = rows.some(({ event }) => event.type === 'integrity-broken' && event.subject === subject);
      if (!known) await events().record('integrity-broken', subject);
    } catch {
      const draft = { operation: 'security-event.integrity-broken', objectType: 'run', objectId: run.runId };
      await activity
        .record({ ...draft, outcome: 'failed', purpose: 'the database did not take the security event' })
        .catch(() => undefined);
    }
  };

/** Verifications of the log whose verdict “tampered” is reported. */
export const reportedAudit = (
  audit: AuditService,
  report: (run: VerificationRun) => Promise<void>,
): AuditService => ({
  ...audit,
  verify: async (...given) => {
    const run = await audit.verify(...given);
    await report(run);
    return run;
  },
});

/** The same for other audit tables. */
export const reportedTables = <T extends Pick<TablesService, 'verify' | 'watchAll'>>(
  tables: T,
  report: (run: VerificationRun) => Promise<void>,
): T => ({
  ...tables,
  verify: async (...given: Parameters<TablesService['verify']>) => {
    const run = await tables.verify(...given);
    await report(run);
    return run;
  },
  watchAll: async (...given: Parameters<TablesService['watchAll']>) => {
    const runs = await tables.watchAll(...given);
    for (const run of runs) await report(run);
    return runs;
  },
});
