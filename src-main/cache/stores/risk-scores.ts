import { severityOf, THRESHOLDS } from '../../../src-shared/risk/factors.ts';
import { type Assessment, isNotable } from '../../risk/index.ts';
import type { ActorMemory, DueAlert, PeerDay } from '../../risk/ports.ts';
import type { CacheDatabase } from '../database.ts';
import { bitsOf, patientNumber } from './risk-rows.ts';

/** What {@link riskScores} keeps in one go. */
export type RiskBatch = {
  readonly log: string;
  readonly before: string | null;
  readonly cursor: string | null;
  readonly assessments: readonly Assessment[];
  readonly memories: ReadonlyMap<string, ActorMemory>;
  readonly peers: readonly PeerDay[];
  readonly alertsFrom: number;
};

/** Accesses of one person within this belong to one case that nobody decided. Milliseconds. */
const TOGETHER_MS = 7 * 86_400_000;
/** Days of peers are kept for so long; twice what is compared. */
const PEERS_KEPT = 60;

type OpenCase = { number: number; first_at: number; last_at: number; due: number };

/** Scores as they come, in one transaction with the cursor up to which was read. */
export function riskScores(database: CacheDatabase) {
  const logOf = database.prepare<[string], { number: number; cursor: string | null }>(
    'select number, cursor from risk_log where fingerprint = ?',
  );
  const addLog = database.prepare('insert or ignore into risk_log (fingerprint) values (?)');
  const actorOf = database.prepare<[number, string], { number: number; memory: string }>(
    'select number, memory from risk_actor where log = ? and actor = ?',
  );
  const keepActor = database.prepare(
    `insert into risk_actor (log, actor, job, memory) values (?, ?, ?, ?)
     on conflict (log, actor) do update set job = coalesce(excluded.job, job), memory = excluded.memory`,
  );
  const addScore = database.prepare('insert or ignore into risk_score values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addHit = database.prepare('insert or ignore into risk_hit values (?, ?, ?, ?, ?, ?)');
  const openCase = database.prepare<[number, number, number], OpenCase>(
    `select number, first_at, last_at, due from risk_case
      where actor = ? and state = 'new' and last_at >= ? and first_at <= ? order by number desc limit 1`,
  );
  const addCase = database.prepare(
    `insert into risk_case (log, actor, first_at, last_at, first_entry, tenths) values (?, ?, ?, ?, ?, 0)`,
  );
  const growCase = database.prepare(
    `update risk_case set first_at = min(first_at, @at), last_at = max(last_at, @at), tenths = max(tenths, @tenths),
            due = max(due, @due), due_entry = case when @due > due then @entry else due_entry end
      where number = @number`,
  );
  const keepPeer = database.prepare('insert or replace into risk_peer values (?, ?, ?, ?, ?)');
  const log = (fingerprint: string): { number: number; cursor: string | null } => {
    addLog.run(fingerprint);
    const row = logOf.get(fingerprint);
    if (row === undefined) throw new Error('the log was not kept');
    return row;
  };
  const caseFor = (own: number, actor: number, { at, entryId }: Assessment): number => {
    const open = openCase.get(actor, at - TOGETHER_MS, at + TOGETHER_MS);
    return open?.number ?? Number(addCase.run(own, actor, at, at, entryId).lastInsertRowid);
  };
  const keepOne = (own: number, one: Assessment, alertsFrom: number): boolean => {
    const actor = actorOf.get(own, one.actor)?.number ?? 0;
    const number = isNotable(one) ? caseFor(own, actor, one) : null;
    const tenths = Math.round(one.score * 10);
    const findings = one.findings === null ? null : JSON.stringify(one.findings);
    const { changes } = addScore.run(
      ...[own, one.entryId, one.at, actor, patientNumber(one.patient), one.event, tenths],
      ...[bitsOf(one.factors), findings, number],
    );
    if (changes === 0) return false;
    for (const { pattern, version, fact, suppressedBy } of one.hits)
      addHit.run(own, one.entryId, pattern, version, fact, suppressedBy);
    if (number !== null) {
      const due = one.at >= alertsFrom ? levelOf(one.score) : 0;
      growCase.run({ number, at: one.at, tenths, due, entry: one.entryId });
    }
    return true;
  };
  const keep = database.transaction((batch: RiskBatch): boolean => {
    const own = log(batch.log);
    if (own.cursor !== batch.before) return false;
    const jobs = new Map(batch.assessments.map(({ actor, job }) => [actor, job]));
    for (const [actor, memory] of batch.memories)
      keepActor.run(own.number, actor, jobs.get(actor) ?? null, JSON.stringify(memory));
    const kept = batch.assessments.filter((one) => keepOne(own.number, one, batch.alertsFrom)).length;
    for (const { job, day, actor, patients } of batch.peers)
      keepPeer.run(own.number, day, job, actor, patients);
    const newest = Math.max(0, ...batch.peers.map(({ day }) => day));
    if (newest > 0)
      database
        .prepare('delete from risk_peer where log = ? and day < ?')
        .run(own.number, newest - PEERS_KEPT);
    database
      .prepare('update risk_log set cursor = ?, scored = scored + ? where number = ?')
      .run(batch.cursor, kept, own.number);
    return true;
  });
  return {
    cursor: (fingerprint: string): string | null => logOf.get(fingerprint)?.cursor ?? null,
    recall: (
      fingerprint: string,
      actors: readonly string[],
      entries: readonly number[],
      days: { readonly from: number; readonly to: number },
    ) => {
      const own = logOf.get(fingerprint)?.number ?? -1;
      const memories = new Map<string, ActorMemory>();
      for (const actor of actors) {
        const found = actorOf.get(own, actor);
        // Our own form, written by `keep` above.
        if (found !== undefined) memories.set(actor, JSON.parse(found.memory) as ActorMemory);
      }
      const known = database
        .prepare<[number, string], { entry_id: number }>(
          'select entry_id from risk_score where log = ? and entry_id in (select value from json_each(?))',
        )
        .all(own, JSON.stringify(entries));
      const peers = database
        .prepare<[number, number, number], PeerDay>(
          'select job, day, actor, patients from risk_peer where log = ? and day between ? and ?',
        )
        .all(own, days.from, days.to);
      return { memories, known: new Set(known.map(({ entry_id }) => entry_id)), peers };
    },
    keep: (batch: RiskBatch): boolean => keep.immediate(batch),
    due: (fingerprint: string): DueAlert[] =>
      database
        .prepare<[string], Omit<DueAlert, 'score' | 'severity' | 'log'> & { due: number; tenths: number }>(
          `select c.number as caseId, a.actor, c.first_entry as firstEntry, c.due_entry as entryId, c.due, c.tenths
             from risk_case c join risk_log l on l.number = c.log join risk_actor a on a.number = c.actor
            where l.fingerprint = ? and c.due > c.told order by c.number limit 100`,
        )
        .all(fingerprint)
        .flatMap(({ due, tenths, ...row }) => {
          const severity = severityOf(due / 10);
          return severity === null ? [] : [{ ...row, log: fingerprint, score: tenths / 10, severity }];
        }),
    told: ({ caseId, severity }: DueAlert): void => {
      const level = levelOf(THRESHOLDS.find((one) => one.severity === severity)?.from ?? 0);
      database.prepare('update risk_case set told = max(told, ?) where number = ?').run(level, caseId);
    },
  };
}

/** The threshold that a score reached, in tenths, so that a case is told of once for each; 0: none. */
const levelOf = (score: number): number =>
  Math.ceil((THRESHOLDS.find(({ from }) => score >= from)?.from ?? 0) * 10);
