import type { PatternHit } from '../../src-shared/risk/contract.ts';
import { type PatternId, patternOf } from '../../src-shared/risk/patterns.ts';
import { parameterOf, type RiskTuning } from '../../src-shared/risk/tuning.ts';
import { type ActorMemory, dayOf } from './memory.ts';
import type { PeerDays } from './peers.ts';
import type { LogEntry, Relation } from './ports.ts';
import { pseudonymOf } from './pseudonym.ts';

/** What patterns are judged by. `memory` is that before the access. */
export type Circumstances = {
  readonly memory: ActorMemory;
  readonly relation: Relation;
  readonly tuning: RiskTuning;
  readonly job: string | null;
  readonly peers: PeerDays;
};

type Shown = { readonly pattern: PatternId; readonly fact: string };
type Rule = (entry: LogEntry, patient: string, at: Circumstances) => string | null;

const MINUTE_MS = 60_000;
const EMERGENCY = 'access.break-glass';

/** In an emergency nobody asks first: that access is looked at by itself. */
const inEmergency = (entry: LogEntry, patient: string, { memory, tuning }: Circumstances): boolean => {
  const since = entry.at - parameterOf(tuning, 'no-care-relationship', 'emergencyMinutes') * MINUTE_MS;
  return (
    entry.event === EMERGENCY ||
    memory.opened.some((one) => one.patient === patient && one.at >= since && one.at <= entry.at)
  );
};

const RULES: Readonly<Record<PatternId, Rule>> = {
  'own-record': (_, __, { relation }) =>
    relation.own === true ? 'The record is that of the person who opened it.' : null,
  'co-worker': (_, __, { relation }) =>
    relation.coWorker === true && relation.own !== true && relation.care !== true
      ? 'The patient works here, and no care relationship is known.'
      : null,
  family: (_, __, { relation }) =>
    relation.own === true || relation.care === true
      ? null
      : relation.household === true
        ? 'The patient lives in the same home, or one is the other’s guardian.'
        : relation.surname === true
          ? 'The patient has the same, rare surname.'
          : null,
  neighbour: (_, __, { relation }) =>
    relation.neighbour === true && relation.household !== true && relation.care !== true
      ? 'The patient lives in the same street.'
      : null,
  vip: (_, patient, { relation, tuning }) =>
    (relation.watched === true || tuning.watched.includes(patient)) && relation.care !== true
      ? 'The patient is under special watch, and no care relationship is known.'
      : null,
  deceased: (_, __, { relation, tuning }) =>
    relation.deadForDays !== null && relation.deadForDays >= parameterOf(tuning, 'deceased', 'afterDays')
      ? `The patient died ${String(relation.deadForDays)} days before.`
      : null,
  'peer-spike': (entry, patient, { memory, tuning, job, peers }) => {
    const day = dayOf(entry.at);
    const today = day > memory.today ? [] : memory.patients;
    const count = today.length + 1;
    if (job === null || day < memory.today || today.includes(patient)) return null;
    if (count < parameterOf(tuning, 'peer-spike', 'least')) return null;
    const others = peers.others(job, day, entry.actor);
    const limit = others.median + parameterOf(tuning, 'peer-spike', 'spread') * others.spread;
    return others.days >= parameterOf(tuning, 'peer-spike', 'peerDays') && count > limit
      ? `${String(count)} different patients in a day; others of the job have ${String(others.median)} (median of ${String(others.days)} days, limit ${String(Math.floor(limit))}).`
      : null;
  },
  'no-care-relationship': (_, __, { relation, tuning, job }) =>
    relation.care === false &&
    relation.own !== true &&
    relation.person === true &&
    job !== null &&
    !tuning.queueJobs.includes(job)
      ? 'No care relationship with the patient is known on that day.'
      : null,
};

/** An emergency excuses that nobody asked first; it does not excuse these. */
const DESPITE_EMERGENCY: readonly PatternId[] = ['own-record', 'peer-spike', 'deceased'];
/** Where records are opened by work queue, one such patient in a day is chance. */
const REPEATED: readonly PatternId[] = ['co-worker', 'family', 'neighbour', 'vip'];

/** Patterns that an access shows by itself, whatever is repeated or silenced. */
export function shownBy(entry: LogEntry, at: Circumstances): readonly Shown[] {
  if (entry.patientKey === null || at.relation.person === false) return [];
  const patient = pseudonymOf(entry.patientKey);
  const emergency = inEmergency(entry, patient, at);
  return (Object.keys(RULES) as PatternId[]).flatMap((pattern) => {
    if (!at.tuning.patterns[pattern].enabled) return [];
    if (emergency && !DESPITE_EMERGENCY.includes(pattern)) return [];
    const fact = RULES[pattern](entry, patient, at);
    return fact === null ? [] : [{ pattern, fact }];
  });
}

/** Those that count: repeated often enough where the job works by queue, with the rule that silences them. */
export function hitsOf(entry: LogEntry, shown: readonly Shown[], at: Circumstances): readonly PatternHit[] {
  const { memory, tuning, job } = at;
  const patient = entry.patientKey === null ? '' : pseudonymOf(entry.patientKey);
  const byQueue = job !== null && tuning.queueJobs.includes(job);
  return shown.flatMap(({ pattern, fact }) => {
    if (byQueue && REPEATED.includes(pattern)) {
      const before = dayOf(entry.at) > memory.today ? [] : (memory.shown[pattern] ?? []);
      const number = new Set([...before, patient]).size;
      if (number < parameterOf(tuning, pattern, 'queueRepeats')) return [];
    }
    const day = new Date(entry.at).toISOString().slice(0, 10);
    const silent = tuning.suppressions.find(
      (rule) =>
        rule.pattern === pattern &&
        (rule.actor === null || rule.actor === entry.actor) &&
        (rule.job === null || rule.job === job) &&
        (rule.patient === null || rule.patient === patient) &&
        (rule.until === null || day <= rule.until),
    );
    return [{ pattern, version: patternOf(pattern).version, fact, suppressedBy: silent?.id ?? null }];
  });
}
