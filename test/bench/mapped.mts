// Reading a mapped table: rows a second, and how long the main process's event loop is held up.
// node test/bench/mapped.mts [ROWS]
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startClinicDatabase } from '../fixtures/clinic-database.ts';
import { mappedDesk } from '../fixtures/mapped-desk.ts';

const rows = Number(process.argv[2] ?? '300000');
const database = await startClinicDatabase();
const desk = mappedDesk(database.officer);

/** Milliseconds, and the event loop's delay beyond the timer's own 1 ms. */
async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  delay.disable();
  const of = (nanoseconds: number): string => (nanoseconds / 1e6 - 1).toFixed(0);
  console.log(
    `${name}: ${ms.toFixed(0)} ms, ${Math.round((rows / ms) * 1000).toLocaleString('en-US')} rows/s; event loop p99 ${of(delay.percentile(99))} ms, longest ${of(delay.max)} ms`,
  );
}

try {
  await database.sql(`create schema ehr; grant usage on schema ehr to officer;
    create table ehr.access_log (id bigint primary key, at timestamptz not null, actor text, action text, patient uuid, details jsonb);
    insert into ehr.access_log select n, now() - interval '1 day', 'user-' || n % 17, 'view', gen_random_uuid(), jsonb_build_object('n', n, 'note', repeat('x', 100))
      from generate_series(1, ${String(rows)}) n;
    grant select on ehr.access_log to officer; analyze ehr.access_log`);
  const table = await desk.map('ehr', 'access_log');
  await timed('take over', () => desk.watch(table));
  for (const level of ['basic', 'basic', 'blockchain'] as const)
    await timed(`verify ${level}`, async () => {
      const { result } = await desk.verify(table, level);
      if (result !== 'intact') throw new Error(result);
    });
} finally {
  await desk.close();
  await database.stop();
}
