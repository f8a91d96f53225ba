import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditService, type Work } from '../../src-main/audit/index.ts';
import type { RunStore } from '../../src-main/audit/service.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { memoryWitness } from '../fakes/log.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { look } from '../fixtures/world.ts';

const WINDOW = 65_536;
const ENTRIES = 150_000;

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

test('a backlog is caught up in steps with progress; cancelled in the middle, it goes on where it was', async () => {
  await database.fill(ENTRIES);
  const witness = memoryWitness();
  const audit = auditService({
    log: () => Promise.resolve(database.log),
    witness: () => witness,
    runs: {} as RunStore,
    signer: () => null,
    clock: systemClock,
    officer: () => 'officer',
  });
  const abort = new AbortController();
  const steps: Parameters<Work['progress']>[0][] = [];
  const work = (signal: AbortSignal, onStep: () => void): Work => ({
    signal,
    progress: (step) => {
      steps.push(step);
      onStep();
    },
  });
  await expect(
    audit.seal(
      work(abort.signal, () => {
        abort.abort();
      }),
    ),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toEqual([{ phase: 'Sealing', done: WINDOW, total: ENTRIES, unit: 'entries' }]);
  expect(await database.log.figures()).toMatchObject({ sealed: WINDOW, pending: ENTRIES - WINDOW });

  steps.length = 0;
  const outcome = await audit.seal(work(new AbortController().signal, () => undefined));
  expect(outcome).toMatchObject({ sealed: ENTRIES - WINDOW, witnessed: ENTRIES, stopped: false });
  const rest = ENTRIES - WINDOW;
  const of = (phase: string): (readonly [number, number | null])[] =>
    steps.filter((step) => step.phase === phase).map(({ done, total }) => [done, total]);
  expect(of('Sealing')).toEqual([
    [WINDOW, rest],
    [rest, rest],
    [rest, rest],
  ]);
  expect(of('Witnessing')).toEqual([
    [WINDOW, ENTRIES],
    [2 * WINDOW, ENTRIES],
    [ENTRIES, ENTRIES],
  ]);
  expect(await look(database.log, witness, 'merkle')).toMatchObject({ result: 'intact', entries: ENTRIES });
});
