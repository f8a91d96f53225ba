import { type Acknowledgement, acknowledgementSchema } from '../../../src-shared/audit/monitor.ts';
import type { CacheDatabase } from '../database.ts';

/** So many acknowledgements of a finding are shown; all are kept. */
const SHOWN = 100;
/** So many acknowledgements of a run are reported. */
const REPORTED = 10_000;

/** What the monitor remembers, and who took note of which finding. */
export function monitorStore(database: CacheDatabase) {
  const load = database.prepare<[string], { document: string }>(
    'select document from monitor where fingerprint = ?',
  );
  const save = database.prepare('insert or replace into monitor values (?, ?)');
  const add = database.prepare(
    'insert into acknowledgement (run_id, number, reason, by, at) values (?, ?, ?, ?, ?)',
  );
  const list = database.prepare<[string, number, number], Acknowledgement>(
    'select reason, by, at from acknowledgement where run_id = ? and number = ? order by id limit ?',
  );
  const ofRun = database.prepare<[string, number], Acknowledgement & { number: number }>(
    'select number, reason, by, at from acknowledgement where run_id = ? order by id limit ?',
  );
  return {
    load: (fingerprint: string): string | null => load.get(fingerprint)?.document ?? null,
    save: (fingerprint: string, document: string): void => {
      save.run(fingerprint, document);
    },
    acknowledge: (runId: string, index: number, { reason, by, at }: Acknowledgement): void => {
      add.run(runId, index, reason, by, at);
    },
    acknowledgements: (runId: string, index: number): Acknowledgement[] =>
      list.all(runId, index, SHOWN).map((row) => acknowledgementSchema.parse(row)),
    acknowledgementsOfRun: (runId: string): (Acknowledgement & { index: number })[] =>
      ofRun
        .all(runId, REPORTED)
        .map(({ number, ...row }) => ({ ...acknowledgementSchema.parse(row), index: number })),
  };
}
