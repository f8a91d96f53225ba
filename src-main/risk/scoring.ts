import { parameterOf, type RiskTuning } from '../../src-shared/risk/tuning.ts';
import type { RiskMap } from '../../src-shared/risk/map.ts';
import { Fault } from '../base/fault.ts';
import { assess, type Assessment, UNKNOWN } from './assess.ts';
import { type ActorMemory, dayOf, newMemory } from './memory.ts';
import { PEER_WINDOW, PeerDays } from './peers.ts';
import type { AlertDesk, ClinicRelations, EntryReader, LogEntry, Relation, RiskStore } from './ports.ts';

/** Entries that are judged together: few enough that the window never waits for them. */
export const BATCH = 1000;
/** Accesses that are older when they are scored make a case, but call nobody. Milliseconds. */
const ALERT_WITHIN_MS = 7 * 86_400_000;

/** What scoring works with. */
export type ScoringParts = {
  readonly reader: EntryReader;
  readonly relations: ClinicRelations;
  readonly store: RiskStore;
  readonly tuning: () => Promise<RiskTuning>;
  /** Null where no map fits the clinic. */
  readonly map: () => Promise<RiskMap | null>;
  /** IANA name. */
  readonly zone: () => Promise<string>;
  readonly now: () => number;
};

/** What a look came to. */
export type Look = {
  readonly log: string;
  readonly scored: number;
  /** There is more to score now. */
  readonly more: boolean;
  /** Why the clinic's tables could not be asked, or null. */
  readonly blind: Fault | null;
};

/** Faults after which the same entries are scored later; with another, they are scored by the log alone. */
const LATER: readonly string[] = [
  'database-unreachable',
  'database-connection-lost',
  'database-login-refused',
  'database-full',
  'database-error',
  'cancelled',
];

async function relationsOf(
  parts: ScoringParts,
  entries: readonly LogEntry[],
  tuning: RiskTuning,
): Promise<{ readonly relations: readonly Relation[]; readonly blind: Fault | null }> {
  const map = entries.length === 0 ? null : await parts.map();
  if (map === null) return { relations: [], blind: null };
  try {
    const wishes = entries.map(({ actor, patientKey, at }) => ({ actor, patient: patientKey, at }));
    const measures = {
      rarePerMille: parameterOf(tuning, 'family', 'rarePerMille'),
      slackMinutes: tuning.hours.slackMinutes,
    };
    return { relations: await parts.relations.ask(map, wishes, measures), blind: null };
  } catch (error) {
    if (!(error instanceof Fault) || LATER.includes(error.code)) throw error;
    return { relations: [], blind: error };
  }
}

/**
 * Tells the desk of what is due. Cut off anywhere, it goes on where it was: the desk takes each alert once.
 *
 * @throws Fault `database-…`, `cache-unreadable`
 */
export async function tellDue(
  { store, desk }: { readonly store: RiskStore; readonly desk: AlertDesk },
  log: string,
): Promise<void> {
  for (const alert of await store.due(log)) {
    await desk.raise(alert);
    await store.told(alert);
  }
}

/**
 * Scores the next entries of the log and keeps what came of it in one transaction. Cut off anywhere, it goes on where it was.
 *
 * @throws Fault `database-…`, `cache-unreadable`
 */
export async function scoreNext(parts: ScoringParts): Promise<Look> {
  const { reader, store } = parts;
  const tuning = await parts.tuning();
  const log = await reader.fingerprint();
  const before = await store.cursor(log);
  const { entries: read, cursor, more } = await reader.read(before, BATCH);
  // Late transactions bring late entries: people's doings are judged in the order in which they happened.
  const inTime = read.toSorted((a, b) => a.at - b.at || a.entryId - b.entryId);
  const days = inTime.map(({ at }) => dayOf(at));
  const { memories, known, peers } = await store.recall(
    log,
    [...new Set(inTime.map(({ actor }) => actor))],
    inTime.map(({ entryId }) => entryId),
    { from: Math.min(...days, 0x7fffffff) - PEER_WINDOW, to: Math.max(...days, 0) },
  );
  const entries = inTime.filter(({ entryId }) => !known.has(entryId));
  const { relations, blind } = await relationsOf(parts, entries, tuning);
  const zone = await parts.zone();
  const peerDays = new PeerDays(peers);
  const after = new Map<string, ActorMemory>();
  const assessments: Assessment[] = [];
  for (const [at, entry] of entries.entries()) {
    const given = after.get(entry.actor) ?? memories.get(entry.actor) ?? newMemory;
    const relation = relations[at] ?? UNKNOWN;
    const { assessment, memory } = assess(entry, { memory: given, relation, peers: peerDays, tuning, zone });
    assessments.push(assessment);
    after.set(entry.actor, memory);
  }
  if (read.length > 0 || cursor !== before) {
    const kept = await store.keep(log, {
      ...{ before, cursor, assessments, memories: after, peers: peerDays.changed() },
      alertsFrom: parts.now() - ALERT_WITHIN_MS,
    });
    // Window and command line may score one log at once: the other was quicker.
    if (!kept) return { log, scored: 0, more: true, blind };
  }
  return { log, scored: assessments.length, more, blind };
}
