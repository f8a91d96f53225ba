import {
  type CheckRun,
  type CheckRunRow,
  checkRunRowSchema,
  checkRunSchema,
} from '../../../src-shared/controls/checks.ts';
import type { Tick } from '../../controls/ports.ts';
import type { CacheDatabase } from '../database.ts';

type Row = { readonly document: string };

/** Runs of the unified check, and what people ticked on the lists. */
export function checkStore(database: CacheDatabase) {
  const insertRun = database.prepare('insert into check_run values (?, ?, ?)');
  const newest = database.prepare<[number], Row>(
    `select json_remove(document, '$.results') as document from check_run order by finished_at desc, rowid desc limit ?`,
  );
  const byId = database.prepare<[string], Row>('select document from check_run where id = ?');
  const between = database.prepare<[string, string], Row>(
    'select document from check_run where finished_at >= ? and finished_at < ? order by finished_at, rowid',
  );
  const insertTick = database.prepare('insert into checklist_tick (turn, at, document) values (?, ?, ?)');
  const ofTurns = database.prepare<[string], Row>(
    'select document from checklist_tick where turn in (select value from json_each(?)) order by number',
  );
  const first = database.prepare<[], { at: string | null }>(
    'select min(at) as at from (select min(finished_at) as at from check_run union all select min(at) from checklist_tick)',
  );
  return {
    addRun: (run: CheckRun): void => {
      insertRun.run(run.runId, run.finishedAt, JSON.stringify(run));
    },
    runs: (limit: number): CheckRunRow[] =>
      newest.all(limit).map(({ document }) => checkRunRowSchema.parse(JSON.parse(document))),
    run: (runId: string): CheckRun | null => {
      const row = byId.get(runId);
      return row === undefined ? null : checkRunSchema.parse(JSON.parse(row.document));
    },
    runsBetween: (from: string, before: string): CheckRun[] =>
      between.all(from, before).map(({ document }) => checkRunSchema.parse(JSON.parse(document))),
    addTick: (tick: Tick): void => {
      insertTick.run(tick.turn, tick.at, JSON.stringify(tick));
    },
    ticks: (turns: readonly string[]): Tick[] =>
      ofTurns.all(JSON.stringify(turns)).map(({ document }) => JSON.parse(document) as Tick),
    since: (): string | null => first.get()?.at ?? null,
  };
}
