import { type Job, jobSchema } from '../../../src-shared/jobs/types.ts';
import type { CacheDatabase } from '../database.ts';

/** Jobs that are shown again after a start. */
const SHOWN = 100;
/** Rows kept. */
const KEPT = 2000;

/** How every job began and ended; only added to, and the oldest go. */
export function jobHistoryStore(database: CacheDatabase) {
  const add = database.prepare('insert into job_state (job_id, state, document) values (?, ?, ?)');
  const prune = database.prepare('delete from job_state where id <= (select max(id) from job_state) - ?');
  const newest = database.prepare<[number], { state: string; document: string }>(
    `select state, document from job_state where id in (select max(id) from job_state group by job_id)
      order by id desc limit ?`,
  );
  const append = (job: Job): void => {
    add.run(job.jobId, job.state, JSON.stringify(job));
    prune.run(KEPT);
  };
  const recent = (): Job[] =>
    newest.all(SHOWN).flatMap(({ document }) => {
      // A row of another version is history that cannot be shown, not a reason to show none.
      const job = jobSchema.safeParse(JSON.parse(document));
      return job.success ? [job.data] : [];
    });
  return {
    append,
    recent: (): Job[] =>
      database
        .transaction(() => {
          for (const job of recent()) if (job.state === 'running') append({ ...job, state: 'interrupted' });
          return recent();
        })
        .immediate(),
  };
}
