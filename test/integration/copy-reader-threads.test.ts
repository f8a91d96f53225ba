import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verify, type Verification } from '../../src-main/audit/index.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import type { Wire } from '../../src-main/processes/rpc.ts';
import { threadWire } from '../../src-main/processes/thread.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { emptyWitness } from '../fixtures/empty-witness.ts';

const ENTRIES = 140_000;
const WORKER = join(import.meta.dirname, '../../src-main/clinic/postgres/range-worker.ts');
let database: ClinicDatabase;
const started: Wire[] = [];
const startReader = (): Wire => {
  const wire = threadWire(WORKER);
  started.push(wire);
  return wire;
};
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.fill(ENTRIES);
  while ((await database.log.sealPending(65_536)) > 0);
});
afterAll(async () => {
  for (const wire of started) wire.kill();
  await database.stop();
});

const run = (
  signal = new AbortController().signal,
  onProgress: (done: number) => void = () => undefined,
): Promise<Verification> =>
  verify(
    { log: postgresSealedLog(database.officer, startReader), witness: emptyWitness },
    { level: 'merkle', signal, now: () => '2026-06-01T00:00:00Z', onProgress },
  );
const connections = async (): Promise<number> =>
  Number(
    (
      await database.sql(
        "select count(*) as n from pg_stat_activity where application_name = 'attestry reader'",
      )
    ).rows[0]?.n,
  );

test('reader threads are kept for the next verification, their connections are not', async () => {
  expect(await run()).toMatchObject({ result: 'intact', entries: ENTRIES });
  expect(started).toHaveLength(2);
  await expect.poll(connections).toBe(0);
  expect(await run()).toMatchObject({ result: 'intact', entries: ENTRIES });
  expect(started).toHaveLength(2);
});
test('two at the same time do not share threads', async () => {
  expect(await Promise.all([run(), run()])).toMatchObject([{ result: 'intact' }, { result: 'intact' }]);
  expect(started).toHaveLength(4);
});
test('one that is cancelled ends its threads and leaves the next one alone', async () => {
  const abort = new AbortController();
  const cancelled = run(abort.signal, (done) => {
    if (done > 0) abort.abort();
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(connections).toBe(0);
  expect(await run()).toMatchObject({ result: 'intact', entries: ENTRIES });
});
test('a reader that the server ends is an error, not a verdict', async () => {
  let ending: Promise<unknown> = Promise.resolve();
  const failing = run(undefined, (done) => {
    if (done === 65_536)
      ending = database.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attestry reader'",
      );
  });
  await expect(failing).rejects.toMatchObject({ code: 'database-connection-lost' });
  await ending;
  expect(await run()).toMatchObject({ result: 'intact', entries: ENTRIES });
});
