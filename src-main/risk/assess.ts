import type { FactorFinding, PatternHit } from '../../src-shared/risk/contract.ts';
import { ALERT_FROM, type FactorId } from '../../src-shared/risk/factors.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import { findingsOf } from './findings.ts';
import { type Circumstances, hitsOf, shownBy } from './hits.ts';
import { type ActorMemory, dayOf, remember } from './memory.ts';
import type { PeerDays } from './peers.ts';
import type { LogEntry, Relation } from './ports.ts';
import { pseudonymOf } from './pseudonym.ts';
import { metOf, scoreOf } from './score.ts';

/** What was found of one access; the patient by pseudonym alone. */
export type Assessment = {
  readonly entryId: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly job: string | null;
  readonly patient: string | null;
  readonly event: string;
  readonly score: number;
  readonly factors: readonly FactorId[];
  /** Null where the score is low and nothing is to be told. */
  readonly findings: readonly FactorFinding[] | null;
  readonly hits: readonly PatternHit[];
};

/** From this score on the facts are kept; below it one factor of less weight was met, or none. */
const FACTS_FROM = 0.3;

/** Nothing is known of a person and a patient. */
export const UNKNOWN: Relation = {
  person: null,
  job: null,
  onShift: null,
  own: null,
  coWorker: null,
  household: null,
  surname: null,
  neighbour: null,
  watched: null,
  deadForDays: null,
  care: null,
};

/** True for an access that somebody should look at. */
export const isNotable = ({ score, hits }: Pick<Assessment, 'score' | 'hits'>): boolean =>
  score >= ALERT_FROM || hits.some(({ suppressedBy }) => suppressedBy === null);

/**
 * Judges one access. The same entry, memory, relation, peers and tuning give the same answer; `peers` takes the day of the
 * person in.
 */
export function assess(
  entry: LogEntry,
  given: {
    readonly memory: ActorMemory;
    readonly relation: Relation;
    readonly peers: PeerDays;
    readonly tuning: RiskTuning;
    readonly zone: string;
  },
): { readonly assessment: Assessment; readonly memory: ActorMemory } {
  const { relation, peers } = given;
  const job = relation.job ?? entry.role;
  const at: Circumstances = { ...given, job };
  const findings = findingsOf(entry, given);
  const factors = metOf(findings);
  const score = scoreOf(factors);
  const shown = shownBy(entry, at);
  const hits = hitsOf(entry, shown, at);
  const memory = remember(
    given.memory,
    entry,
    shown.map(({ pattern }) => pattern),
  );
  if (
    job !== null &&
    relation.person !== false &&
    memory.patients.length > 0 &&
    dayOf(entry.at) === memory.today
  )
    peers.set({ job, day: memory.today, actor: entry.actor, patients: memory.patients.length });
  return {
    assessment: {
      entryId: entry.entryId,
      at: entry.at,
      actor: entry.actor,
      job,
      patient: entry.patientKey === null ? null : pseudonymOf(entry.patientKey),
      event: entry.event,
      score,
      factors,
      findings: score >= FACTS_FROM || hits.length > 0 ? findings : null,
      hits,
    },
    memory,
  };
}
