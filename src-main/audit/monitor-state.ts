import { z } from 'zod';
import type { Acknowledgement } from '../../src-shared/audit/monitor.ts';
import { newSweep } from './sweep.ts';

/** Where the monitor's state is kept, one document for each log. */
export interface MonitorStore {
  load(fingerprint: string): Promise<string | null>;
  save(fingerprint: string, document: string): Promise<void>;
}

/** Who took note of which finding; only added to. */
export interface AcknowledgementStore {
  add(runId: string, index: number, acknowledgement: Acknowledgement): Promise<void>;
  list(runId: string, index: number): Promise<readonly Acknowledgement[]>;
  /** Of all findings of a run, in the order in which they were given; at most 10,000. */
  ofRun(runId: string): Promise<readonly (Acknowledgement & { readonly index: number })[]>;
}

const time = z.number().nullable();
const position = z.number().int().nonnegative();
const stateSchema = z.object({
  sweep: z.object({
    start: position.default(0),
    cursor: position,
    idsBelow: z.number().int().nullable(),
    startedAt: time,
    size: position,
    lookedAt: time,
    stretches: z.array(z.object({ to: position, at: time })).readonly(),
  }),
  /** Entries drawn since the sweep began, and the chance that the draws missed a given entry. */
  drawn: position,
  missed: z.number().min(0).max(1),
  lastCycleAt: time,
  unsignedSince: time,
  /** Marks that a full verification has looked into already: by key, with their position. */
  known: z.record(z.string(), z.number().int().nullable()),
  /** The newest full verification that looked into marks. */
  lookedRun: z.string().nullable(),
});

/** What the monitor remembers of one log. Times in milliseconds since 1970. */
export type MonitorState = z.infer<typeof stateSchema>;

export const newState: MonitorState = {
  sweep: newSweep,
  drawn: 0,
  missed: 1,
  lastCycleAt: null,
  unsignedSince: null,
  known: {},
  lookedRun: null,
};

/** So many marks are remembered one by one. */
const REMEMBERED = 2000;
/** Stands for all marks, where there are too many. */
const ALL = '*';

/** True if a full verification has looked into this already. */
export const isKnown = (known: MonitorState['known'], key: string): boolean => key in known || ALL in known;

/** The known marks and these. */
export function withKnown(
  known: MonitorState['known'],
  marks: readonly { readonly key: string; readonly position: number | null }[],
): MonitorState['known'] {
  const all = { ...known, ...Object.fromEntries(marks.map(({ key, position }) => [key, position])) };
  return Object.keys(all).length > REMEMBERED ? { [ALL]: null } : all;
}

/** The known marks at the beginning of a sweep: where there were too many, they are told apart anew. */
export const atSweepBegin = (known: MonitorState['known']): MonitorState['known'] =>
  ALL in known ? {} : known;

/**
 * The state that was kept. One that cannot be read or contradicts itself is none: then everything is read again, which is
 * never wrong.
 */
export async function loadState(store: MonitorStore, fingerprint: string): Promise<MonitorState> {
  const document = await store.load(fingerprint);
  if (document === null) return newState;
  const state = stateSchema.safeParse(parsed(document));
  if (!state.success) return newState;
  const { sweep } = state.data;
  const ends = sweep.stretches.map(({ to }) => to);
  const ascends = ends.every((to, index) => to > (ends[index - 1] ?? 0));
  const covers = (ends.at(-1) ?? 0) === sweep.size && sweep.cursor <= Math.max(sweep.start, sweep.size - 1);
  return ascends && covers ? state.data : newState;
}

export const saveState = (store: MonitorStore, fingerprint: string, state: MonitorState): Promise<void> =>
  store.save(fingerprint, JSON.stringify(state));

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}
