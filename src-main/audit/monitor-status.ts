import type { MonitorAlert, MonitorSettings, MonitorStatus } from '../../src-shared/audit/monitor.ts';
import { chanceSeen } from './chance.ts';
import { type MonitorState, newState } from './monitor-state.ts';
import { segments } from './sweep.ts';

const SEGMENTS = 100;

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** The monitor's status for the screen. */
export function monitorStatus(now: {
  readonly state: MonitorStatus['state'];
  readonly problem: string;
  readonly nextAt: number | null;
  readonly takingOver: MonitorStatus['takingOver'];
  readonly alert: MonitorAlert | null;
  readonly settings: MonitorSettings;
  readonly seen: MonitorState | null;
}): MonitorStatus {
  const { sweep, drawn, missed, lastCycleAt, unsignedSince } = now.seen ?? newState;
  // Between two sweeps the one that ended is shown, not an empty one.
  const position = sweep.cursor === sweep.start && sweep.startedAt !== null ? sweep.size : sweep.cursor;
  return {
    state: now.state,
    problem: now.problem,
    lastCycleAt: instant(lastCycleAt),
    nextCycleAt: instant(now.nextAt),
    periodMs: now.settings.periodMs,
    guaranteeMs: now.settings.guaranteeMs,
    sealEveryCycle: now.settings.sealEveryCycle,
    sweep: { from: sweep.start, position, size: sweep.size, startedAt: instant(sweep.startedAt) },
    coverage: segments(sweep, SEGMENTS).map(({ from, to, at }) => ({ from, to, at: instant(at) })),
    sampled: drawn,
    chanceSeen: chanceSeen(sweep.size - sweep.start, position - sweep.start, missed),
    takingOver: now.takingOver,
    unsignedSince: instant(unsignedSince),
    alert: now.alert,
  };
}
