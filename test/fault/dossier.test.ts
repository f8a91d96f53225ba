import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noItemFilter } from '../../src-shared/rights/review.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { buildChart, dossierDesk } from '../fixtures/dossier-desk.ts';

const NOTES = 1200;
let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
  await buildChart(database, NOTES);
});
afterAll(() => database.stop());

it.each([
  [1, true],
  [2, false],
  [4, true],
  [5, false],
])(
  'killed at batch %i, the collection goes on: nothing is lost and nothing is twice',
  async (batch, before) => {
    const folder = mkdtempSync(join(tmpdir(), 'dossier-kill-'));
    const first = dossierDesk(folder, database.officer);
    const caseId = await first.scoped();
    await first.close();
    const child = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, 'dossier-child.ts'),
        JSON.stringify({ folder, connection: database.officer, caseId, batch, before }),
      ],
      { encoding: 'utf8' },
    );
    expect(child.signal, child.stderr).toBe('SIGKILL');
    const desk = dossierDesk(folder, database.officer);
    expect((await desk.rights.case(caseId)).state).toBe('collecting');
    expect(await desk.collect(caseId)).toBe(true);
    const { sources } = (await desk.dossiers.collection(caseId))!;
    const counts = Object.fromEntries(sources.map(({ source, items }) => [source, items]));
    expect(counts).toMatchObject({ patient: 1, encounters: 2, notes: NOTES + 1, documents: 1, billing: 1 });
    const total = Object.values(counts).reduce((sum, items) => sum + items, 0);
    desk.as('CN=Second Officer');
    await desk.reviews.decide(
      caseId,
      { by: 'filter', filter: noItemFilter, expected: total },
      { decision: 'release' },
    );
    expect(await desk.reviews.finish(caseId)).toMatchObject({ outcome: 'partial' });
    const keys = new Set<string>();
    for await (const items of desk.releases.items(caseId))
      for (const { source, key } of items) keys.add(`${source} ${key.join(' ')}`);
    expect(keys.size).toBe(total);
    await desk.close();
    rmSync(folder, { recursive: true });
  },
);
