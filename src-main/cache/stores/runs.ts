import type { Finding, TamperType, VerificationRun } from '../../../src-shared/audit/types.ts';
import { findingSchema, runSchema } from '../../../src-shared/audit/types.ts';
import { Fault } from '../../base/fault.ts';
import type { CacheDatabase } from '../database.ts';
import { searchColumns } from './finding-search.ts';

/** Runs kept; older ones go with their findings, unless a report rests on them. */
const KEPT = 200;

/** Verification runs and their findings. */
export function runStore(database: CacheDatabase) {
  const byId = database.prepare<[string], { document: string }>('select document from run where id = ?');
  const count = database.prepare<[string], { n: number }>(
    'select count(*) as n from finding where run_id = ?',
  );
  const countOf = database.prepare<[string, string], { n: number }>(
    'select count(*) as n from finding where run_id = ? and type = ?',
  );
  const page = database.prepare<[string, number, number], { number: number; document: string }>(
    'select number, document from finding where run_id = ? order by number limit ? offset ?',
  );
  const pageOf = database.prepare<[string, string, number, number], { number: number; document: string }>(
    'select number, document from finding where run_id = ? and type = ? order by number limit ? offset ?',
  );
  const one = database.prepare<[string, number], { document: string }>(
    'select document from finding where run_id = ? and number = ?',
  );
  const run = (runId: string): VerificationRun => {
    const row = byId.get(runId);
    if (row === undefined) throw unknownRun();
    return runSchema.parse(JSON.parse(row.document));
  };
  const read = (row: { number: number; document: string }): { index: number; finding: Finding } => ({
    index: row.number,
    finding: findingSchema.parse(JSON.parse(row.document)),
  });
  return {
    run,
    add: (fingerprint: string, value: VerificationRun, findings: readonly Finding[]): void => {
      database
        .transaction(() => {
          database
            .prepare(
              'insert into run (id, fingerprint, started_at, result, level, document) values (?, ?, ?, ?, ?, ?)',
            )
            .run(value.runId, fingerprint, value.startedAt, value.result, value.level, JSON.stringify(value));
          const insert = database.prepare(
            `insert into finding (run_id, number, type, document, position, actor, occurred, words)
              values (?, ?, ?, ?, @position, @actor, @occurred, @words)`,
          );
          findings.forEach((finding, number) =>
            insert.run(value.runId, number, finding.type, JSON.stringify(finding), searchColumns(finding)),
          );
          database
            .prepare(
              `delete from run where id in (select id from run order by rowid desc limit -1 offset ${KEPT})
                 and id not in (select document ->> 'runId' from report)`,
            )
            .run();
        })
        .immediate();
    },
    /** Newest first, in the order in which they were kept: a clock may have been ahead. */
    list: (): VerificationRun[] =>
      database
        .prepare<[number], { document: string }>('select document from run order by rowid desc limit ?')
        .all(KEPT)
        .map((row) => runSchema.parse(JSON.parse(row.document))),
    /** The log of the newest run, else the largest log witnessed; mapped tables are not meant. */
    lastLog: (): string | null =>
      database
        .prepare<[], { fingerprint: string }>(
          `select fingerprint from (
             select fingerprint, 1 as kind, printf('%020d', rowid) as rank from run
             union all select fingerprint, 0, printf('%020d', size) from log)
           where fingerprint not in (select fingerprint from mapped_log)
           order by kind desc, rank desc limit 1`,
        )
        .get()?.fingerprint ?? null,
    findings: (
      runId: string,
      offset: number,
      limit: number,
      type: TamperType | null,
    ): { total: number; rows: { index: number; finding: Finding }[] } => {
      run(runId);
      return type === null
        ? { total: count.get(runId)?.n ?? 0, rows: page.all(runId, limit, offset).map(read) }
        : { total: countOf.get(runId, type)?.n ?? 0, rows: pageOf.all(runId, type, limit, offset).map(read) };
    },
    finding: (runId: string, index: number): Finding => {
      const row = one.get(runId, index);
      if (row === undefined) throw unknownRun();
      return findingSchema.parse(JSON.parse(row.document));
    },
  };
}

const unknownRun = (): Fault =>
  new Fault('run-unknown', 'This verification is not kept any more.', 'Run the verification again.');
