import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { auditService } from '../../src-main/audit/index.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { startClinicDatabase } from '../fixtures/clinic-database.ts';
import { openedCache } from '../fixtures/opened-cache.ts';

/** How long a log that was sealed before takes to be taken over, and how long others wait meanwhile. */
const entries = Number(process.argv[2] ?? 1_000_000);
const database = await startClinicDatabase();
const folder = mkdtempSync(join(tmpdir(), 'take-over-'));
const cache = openedCache(join(folder, 'cache.sqlite'));
const audit = auditService({
  log: () => Promise.resolve(database.log),
  witness: (fingerprint) => cache.witness(fingerprint),
  runs: cache.runs,
  signer: () => null,
  clock: systemClock,
  officer: () => 'officer',
});
try {
  await database.fill(entries);
  for (let sealed = -1; sealed !== 0;) sealed = await database.log.sealPending(65_536);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const begun = performance.now();
  let cycles = 0;
  delay.enable();
  for (let left = entries; left > 0; cycles++) {
    const until = systemClock.now() + 15_000;
    ({ left } = await audit.takeOver(
      { signal: new AbortController().signal, progress: () => undefined },
      { seal: false, enough: () => systemClock.now() >= until },
    ));
  }
  delay.disable();
  const seconds = (performance.now() - begun) / 1000;
  const ms = (value: number): string => (value / 1e6).toFixed(0);
  console.log(
    `${entries} entries in ${seconds.toFixed(1)} s, ${cycles} cycles; others wait p99 ${ms(delay.percentile(99))} ms, at most ${ms(delay.max)} ms; memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
  );
} finally {
  await cache.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
