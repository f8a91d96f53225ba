import type { MonitorAlert } from '../src-shared/audit/monitor.ts';
import {
  type AuditService,
  loadState,
  type Monitor,
  monitor,
  runCycle,
  saveState,
  type TablesService,
  type Timer,
  withKnown,
  withoutLog,
} from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import { type Clock, instantOf } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { listenFor } from './clinic/postgres/listen.ts';

/** What the surroundings do with what the monitor tells. */
export type MonitorListeners = {
  readonly changed: () => void;
  readonly alerted: (alert: MonitorAlert) => void;
  readonly failed: (error: unknown) => void;
};

const timer: Timer = (ms, then) => {
  const timeout = setTimeout(then, ms).unref();
  return () => {
    clearTimeout(timeout);
  };
};

/** Faults of the guard's log that say nothing of other tables. */
const LOG_ALONE: readonly string[] = [
  'database-not-guarded',
  'database-role-too-weak',
  'log-form',
  'log-locked',
  'log-other',
];

/** The monitor, wired to log, witness, cache and profile. */
export function composeMonitor(parts: {
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly log: () => Promise<SealedLog>;
  readonly cache: Cache;
  readonly audit: AuditService;
  readonly tables: Pick<TablesService, 'watchAll'>;
  /** Compares the guard with the pack, when it is time. It never throws. */
  readonly drift: { turn(): Promise<void> };
  /** See compose-clinic.ts. */
  readonly neverGuarded: () => Promise<boolean>;
  readonly clock: Clock;
  readonly listeners: MonitorListeners;
  /** True while the clinic is being set up: its log is nobody's business yet. */
  readonly settingUp: () => boolean;
  /** Told when a cycle sealed, witnessed or signed. */
  readonly grew: () => void;
  readonly accepted?: (fingerprint: string) => Promise<readonly Uint8Array[]>;
}): Monitor {
  const { cache, audit, clock } = parts;
  return monitor({
    clock,
    timer,
    settings: async () => (await parts.profile()).settings.monitor,
    store: async (settings) => {
      await parts.change((p) => ({ ...p, settings: { ...p.settings, monitor: settings } }));
    },
    cycle: async (settings, full, work) => {
      if (parts.settingUp())
        throw new Fault('profile-missing', 'The clinic is being set up.', 'Wait until it is ready.');
      let failure: unknown = null;
      const cycle = await runCycle(
        {
          log: parts.log,
          witness: (fingerprint) => cache.witness(fingerprint),
          store: cache.monitor,
          runs: cache.runs,
          clock,
          ...(parts.accepted === undefined ? {} : { accepted: parts.accepted }),
          takeOver: (ownWork, options) => audit.takeOver(ownWork, options),
        },
        settings,
        full,
        work,
      ).catch(async (error: unknown) => {
        const code = error instanceof Fault ? error.code : '';
        if (code === 'database-not-guarded' && (await parts.neverGuarded())) return withoutLog(clock.now());
        // What ails the guard's log must not hide what happens to the other tables.
        if (!LOG_ALONE.includes(code)) throw error;
        failure = error;
        return withoutLog(clock.now());
      });
      if (cycle.grew) parts.grew();
      // Each table once in half the guarantee; what one of them runs into stands in its list and stops nothing here.
      for (const { runId, result, found } of await parts.tables.watchAll(work, settings.guaranteeMs / 2))
        parts.listeners.alerted({
          by: 'monitor',
          detectedAt: instantOf(clock),
          run: { runId, result, found },
        });
      await parts.drift.turn();
      if (failure !== null) throw failure as Error;
      return cycle;
    },
    verify: (work) => audit.verify('blockchain', work),
    lookedInto: async (fingerprint, marks, runId) => {
      const state = await loadState(cache.monitor, fingerprint);
      await saveState(cache.monitor, fingerprint, {
        ...state,
        known: withKnown(state.known, marks),
        lookedRun: runId,
      });
    },
    remembered: async () => {
      const fingerprint = await audit.runs.lastLog();
      return fingerprint === null ? null : loadState(cache.monitor, fingerprint);
    },
    listen: (sealed) => listenFor('attestry_seal', parts.connection, sealed),
    ...parts.listeners,
  });
}
