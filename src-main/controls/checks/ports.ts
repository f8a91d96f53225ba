import type { CheckRun, CheckRunRow } from '../../../src-shared/controls/checks.ts';
import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { Tick } from './checklist.ts';

/** Where runs of the unified check, and what people ticked, are kept: only ever added to. */
export interface CheckStore {
  addRun(run: CheckRun, event: ActivityEvent): Promise<void>;
  /** Newest first. */
  runs(limit: number): Promise<readonly CheckRunRow[]>;
  /** Null when there is none of this id. */
  run(runId: string): Promise<CheckRun | null>;
  /** Runs that ended from one instant to before another, oldest first. RFC 3339. */
  runsBetween(from: string, before: string): Promise<readonly CheckRun[]>;
  addTick(tick: Tick, event: ActivityEvent): Promise<void>;
  /** Of these turns, oldest first. */
  ticks(turns: readonly string[]): Promise<readonly Tick[]>;
  /** When the first run ended or the first tick was made; null while there is neither. */
  since(): Promise<string | null>;
}
