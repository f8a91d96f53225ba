import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, CLINIC_TODAY } from '../../src-main/sample/calendar.ts';
import { makeClinic } from '../../src-main/sample/clinic.ts';
import { pseudonymOf } from '../../src-main/risk/pseudonym.ts';
import { PATTERN_IDS, patternOf } from '../../src-shared/risk/patterns.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { labelledHistory, type MisuseLabel } from '../fixtures/labelled-history.ts';
import { appendEntries, loadRiskClinic, riskDesk } from '../fixtures/risk-desk.ts';
import { generatedTable } from './generated-table.ts';

const ENTRIES = 15_000;
const PATIENTS = 800;
const TIMES = 12;

/** Where chance alone shows the same: a shared surname, a watched person in a work queue, a forgotten password. */
const FLOORS: Readonly<Record<string, number>> = {
  'Co-worker': 0.7,
  'Family or same surname': 0.5,
  'Person of public interest': 0.6,
  'Score from 0.7 on: an account taken over': 0.45,
};

let database: ClinicDatabase;
const folder = mkdtempSync(join(tmpdir(), 'risk-'));
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Person-days: what is looked at together, and what is counted. */
type Days = Map<MisuseLabel, Set<string>>;
const note = (days: Days, label: MisuseLabel, actor: string, instant: string): void => {
  days.set(label, (days.get(label) ?? new Set()).add(`${actor} ${instant.slice(0, 10)}`));
};
const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;

test(
  'docs/risk.md holds how often patterns and score are right on the labelled history (ATTESTRY_UPDATE_DOCS=1 writes it anew)',
  { timeout: 120_000 },
  async () => {
    const clinic = makeClinic(3, PATIENTS);
    const { entries, watched } = labelledHistory(clinic, 3, ENTRIES, TIMES);
    await loadRiskClinic(database, clinic);
    await appendEntries(
      database,
      entries.map(({ line }) => `${line}\n`),
    );
    const desk = riskDesk(database, join(folder, 'cache.db'), { now: () => at(CLINIC_TODAY, 12) / 1000 });
    for (const patient of watched)
      await desk.tune({ kind: 'watch', patient: pseudonymOf(patient), watched: true }, 'measured');
    const scored = await desk.catchUp({ signal: new AbortController().signal, progress: () => undefined });
    expect(scored).toBe(entries.length);

    const wanted: Days = new Map();
    for (const { labels, actor, at: when } of entries)
      for (const label of labels) note(wanted, label, actor, when);
    const found: Days = new Map();
    const { rows } = await desk.entries({ from: null, to: null, min: 0 }, entries.length);
    for (const { actor, at: when, score, patterns } of rows) {
      for (const pattern of patterns) note(found, pattern, actor, when);
      if (score >= 0.7) note(found, 'takeover', actor, when);
    }
    await desk.end();
    const all = (days: Days): ReadonlySet<string> => new Set([...days.values()].flatMap((some) => [...some]));
    const misused = all(wanted);
    const measure = (name: string, right: ReadonlySet<string>, got: ReadonlySet<string>) => {
      const both = [...got].filter((day) => right.has(day)).length;
      const clean = [...got].filter((day) => !misused.has(day)).length;
      return {
        name,
        planted: right.size,
        found: got.size,
        both,
        clean,
        precision: share(both, got.size),
        recall: share(both, right.size),
      };
    };
    const of = (days: Days, label: MisuseLabel): ReadonlySet<string> => days.get(label) ?? new Set();
    const measures = [
      ...PATTERN_IDS.map((id) => measure(patternOf(id).name, of(wanted, id), of(found, id))),
      measure('Score from 0.7 on: an account taken over', of(wanted, 'takeover'), of(found, 'takeover')),
      measure('Any of them', misused, all(found)),
    ];
    const { written, made } = generatedTable(
      'measured',
      [
        '',
        'Planted',
        'Flagged',
        'of these planted',
        'of these on a day without misuse',
        'Precision',
        'Recall',
      ],
      measures.map((one) => [
        ...[one.name, String(one.planted), String(one.found), String(one.both), String(one.clean)],
        ...[percent(one.precision), percent(one.recall)],
      ]),
      'risk.md',
    );
    expect(written).toBe(made);
    for (const { name, precision, recall } of measures) {
      expect.soft(recall, `recall of ${name}`).toBeGreaterThanOrEqual(0.85);
      expect.soft(precision, `precision of ${name}`).toBeGreaterThanOrEqual(FLOORS[name] ?? 0.85);
    }
  },
);
