import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditService, type Work } from '../../src-main/audit/index.ts';
import type { RunStore } from '../../src-main/audit/service.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { memoryWitness } from '../fakes/log.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { look } from '../fixtures/world.ts';

const PIECE = 65_536;
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
  expect(steps).toEqual([{ phase: 'Sealing', done: PIECE, total: ENTRIES, unit: 'entries' }]);
  expect(await database.log.figures()).toMatchObject({ sealed: PIECE, pending: ENTRIES - PIECE });

  steps.length = 0;
  const outcome = await audit.seal(work(new AbortController().signal, () => undefined));
  expect(outcome).toMatchObject({ sealed: ENTRIES - PIECE, witnessed: ENTRIES, stopped: false });
  const rest = ENTRIES - PIECE;
  const of = (phase: string): (readonly [number, number | null])[] =>
    steps.filter((step) => step.phase === phase).map(({ done, total }) => [done, total]);
  expect(of('Sealing')).toEqual([
    [PIECE, rest],
    [rest, rest],
    [rest, rest],
  ]);
  expect(of('Taking over')).toEqual([
    [PIECE, ENTRIES],
    [2 * PIECE, ENTRIES],
    [ENTRIES, ENTRIES],
  ]);
  expect(await look(database.log, witness, 'merkle')).toMatchObject({ result: 'intact', entries: ENTRIES });
});

test('the monitor takes over a log that was sealed before, piece by piece, and goes on after a restart', async () => {
  await database.reset();
  await database.fill(ENTRIES);
  while ((await database.log.sealPending(PIECE)) > 0);
  const folder = mkdtempSync(join(tmpdir(), 'backlog-'));
  const file = join(folder, 'cache.sqlite');
  const signer = await signerOf(await certify('Officer'));
  try {
    const seen: (readonly [witnessed: number, left: number, signed: number | undefined])[] = [];
    for (let start = 0; start < 3; start++) {
      const cache = openedCache(file);
      const audit = auditService({
        log: () => Promise.resolve(database.log),
        witness: (fingerprint) => cache.witness(fingerprint),
        runs: cache.runs,
        signer: () => signer,
        clock: systemClock,
        officer: () => 'officer',
      });
      const steps: (readonly [number, number | null])[] = [];
      const { witnessed, left, checkpoint } = await audit.takeOver(
        {
          signal: new AbortController().signal,
          progress: ({ phase, done, total }) => {
            if (phase === 'Taking over') steps.push([done, total]);
          },
        },
        { seal: false, enough: () => true },
      );
      seen.push([witnessed, left, checkpoint?.size]);
      expect(steps).toEqual([[witnessed, ENTRIES]]);
      if (start === 2)
        expect(
          await look(database.log, cache.witness((await database.log.source()).fingerprint), 'blockchain'),
        ).toMatchObject({ result: 'intact', entries: ENTRIES });
      await cache.close();
    }
    expect(seen).toEqual([
      [PIECE, ENTRIES - PIECE, PIECE],
      [2 * PIECE, ENTRIES - 2 * PIECE, 2 * PIECE],
      [ENTRIES, 0, ENTRIES],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
