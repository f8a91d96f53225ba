import Database from 'better-sqlite3';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asReviewed, gapService } from '../../src-main/controls/index.ts';
import { buildReport } from '../../src-main/reports/readiness/build.ts';
import { documentOf } from '../../src-main/reports/readiness/document.ts';
import type { ReportSources } from '../../src-main/reports/readiness/ports.ts';
import { renderHtml } from '../../src-main/reports/readiness/render-html.ts';
import { renderReadinessJson } from '../../src-main/reports/readiness/render-json.ts';
import { renderAssessmentResults } from '../../src-main/reports/readiness/render-oscal.ts';
import { renderReadinessPdf } from '../../src-main/reports/readiness/render-pdf.ts';
import { readinessReportSchema, type ReviewReport } from '../../src-shared/reports/readiness.ts';
import { ownFrameworkYaml } from '../fixtures/own-framework.ts';
import {
  csvNumbers,
  htmlAgrees,
  modelNumbers,
  oscalNumbers,
  pdfAgrees,
  textOf,
} from '../fixtures/report-numbers.ts';
import { FACTS, NOVEMBER, reviewDesk, type ReviewDesk } from '../fixtures/review-desk.ts';

const OWN = 'hospital-policies';
const own = (id: string) => ({ requirement: { framework: OWN, id } });
let folder: string;
let desk: ReviewDesk;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-own-'));
  desk = await reviewDesk(folder);
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const imported = (yaml = ownFrameworkYaml()) => desk.own.import(desk.file('own.yaml', yaml), null);

/** A report on a cycle, from the same parts as the application's. */
async function reportOn(cycleId: string): Promise<ReviewReport> {
  const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const gaps = gapService({
    ...{ store: desk.cache.gaps, reviews: desk.reviews, clock: { now: () => Date.now() } },
    ...{ officer: () => 'Olivia Officer', zone: () => 'UTC' },
    signOffs: { signOff: unused, checkSignOff: unused, about: unused } as never,
    activity: { event: unused } as never,
  });
  const sources: ReportSources = {
    ...{ entity: () => Promise.resolve('Sample Hospital'), officer: () => 'Olivia Officer' },
    frameworks: async (versions) => asReviewed(await desk.controls.catalogue(), versions).frameworks,
    reviews: {
      cycles: async () => (await desk.reviews.cycles()).map(({ cycle }) => cycle),
      snapshot: (id) => desk.reviews.snapshot(id),
      gaps: (id) => gaps.list(id),
      roadmap: (id) => gaps.roadmap(id),
      trend: (id) => gaps.trend(id),
      tests: () => Promise.resolve([]),
    },
    ...{ runs: unused, checkpoint: unused, keys: unused, keyUses: unused, keyRequests: unused },
    ...{ cases: unused, places: unused, patientNames: unused },
  };
  const report = await buildReport(
    { kind: 'custom', cycleId, framework: null, from: NOVEMBER.from, to: NOVEMBER.to },
    sources,
    {
      ...{ reportId: 'RR-own', createdAt: '2026-11-22T09:30:00.000Z', applicationVersion: '0.1.0' },
      signer: null,
    },
  );
  if (report.kind !== 'custom') throw new Error('another kind');
  return report;
}

describe('a framework of one’s own', () => {
  it('goes from a file to a locked review and to a report whose renderings agree', async () => {
    const looked = await desk.own.lookAt(desk.file('own.yaml', ownFrameworkYaml()));
    expect(looked.preview).toMatchObject({
      ...{ id: OWN, version: '1', requirements: 3, mappings: 2, tests: 1, standing: { kind: 'new' } },
    });
    expect((await desk.controls.catalogue()).editions).toEqual([]);
    await imported();
    const { cycleId } = await desk.reviews.open({ ...NOVEMBER, frameworks: ['soc2-2017', OWN] });
    const view = await desk.reviews.control(cycleId, own('A.1').requirement);
    expect(view).toMatchObject({ heading: 'A Access to records', citation: 'Board decision 2026-03' });
    expect(view.carried).toMatchObject([{ from: { framework: 'soc2-2017', id: 'CC6.2' } }]);

    const { id: evidence } = await desk.evidence.addFile(desk.file('policy.txt', 'Closed.'), FACTS);
    const { controls } = await desk.reviews.snapshot(cycleId);
    const mine = controls.filter(({ requirement }) => requirement.framework === OWN);
    const others = controls.filter(({ requirement }) => requirement.framework !== OWN);
    await desk.reviews.edit(cycleId, others, { edit: 'scope', state: 'out', reason: 'Reviewed in spring.' });
    await desk.reviews.edit(cycleId, mine, { edit: 'attach-evidence', evidence: [evidence] });
    expect((await desk.reviews.snapshot(cycleId)).lint.map(({ rule }) => rule)).toContain(
      'addressable-undecided',
    );
    await desk.reviews.edit(cycleId, [own('A.2')], {
      ...{ edit: 'addressable', decision: 'implement', rationale: 'It is implemented.' },
    });
    for (const [id, conclusion] of [
      ['A.1', 'effective'],
      ['A.2', 'exception'],
      ['B.1', 'not-effective'],
    ] as const)
      await desk.reviews.edit(cycleId, [own(id)], {
        ...{ edit: 'conclude', conclusion, narrative: 'Looked at it all.' },
      });
    desk.as('second');
    await desk.reviews.approve(
      cycleId,
      controls.map(({ requirement }) => ({ requirement })),
    );
    await desk.reviews.lock(cycleId);
    expect((await desk.reviews.verify(cycleId)).result).toBe('intact');

    // A later edition changes nothing in what was reviewed.
    const later = await imported(ownFrameworkYaml({ version: '2', title: 'No log-in is shared by two' }));
    expect(later.standing).toEqual({ kind: 'later', version: '1', added: 0, removed: 0, changed: 1 });
    const report = await reportOn(cycleId);
    expect(readinessReportSchema.parse(report)).toEqual(report);
    expect(report.title).toBe('Policies of the Sample Hospital: November');
    expect(report.frameworks).toMatchObject([{ id: OWN, version: '1' }]);
    expect(report.assessments.map(({ title, conclusion }) => [title, conclusion])).toEqual([
      ['Accounts of people who leave are closed the same day', 'effective'],
      ['Nobody shares a log-in', 'exception'],
      ['Paper records are locked away', 'not-effective'],
    ]);
    const expected = modelNumbers(report);
    expect(expected.get('figure not-effective')).toBe('1');
    expect(modelNumbers(JSON.parse(textOf(renderReadinessJson(report))) as ReviewReport)).toEqual(expected);
    expect(csvNumbers(report)).toEqual(expected);
    expect(oscalNumbers(report)).toEqual(expected);
    expect(textOf(renderAssessmentResults(report))).toContain('Board decision 2026-03');
    const document = documentOf(report);
    htmlAgrees(report, textOf(renderHtml(document)));
    const pdf = join(folder, 'report.pdf');
    writeFileSync(pdf, await renderReadinessPdf(document));
    pdfAgrees(report, (await promisify(execFile)('pdftotext', ['-layout', pdf, '-'])).stdout);

    expect(await desk.own.editions(OWN)).toMatchObject([
      { version: '2', cycles: 0, importedBy: 'Rita Reviewer' },
      { version: '1', cycles: 1, importedBy: 'Olivia Officer' },
    ]);
    await expect(desk.own.remove(OWN, null)).rejects.toMatchObject({ code: 'framework-in-use' });
    expect(await desk.own.remove(OWN, '2')).toEqual(['2']);
    expect((await desk.own.editions(OWN)).map(({ version }) => version)).toEqual(['1']);
  });

  it('is kept once, told in the activity log, and never lost', async () => {
    await imported();
    expect((await imported()).standing).toEqual({ kind: 'same' });
    expect(await desk.own.editions(OWN)).toHaveLength(1);
    await expect(imported(ownFrameworkYaml({ title: 'Other words' }))).rejects.toMatchObject({
      code: 'framework-refused',
    });
    await desk.own.remove(OWN, null);
    expect((await desk.controls.catalogue()).frameworks.map(({ id }) => id)).not.toContain(OWN);
    await expect(desk.own.remove(OWN, null)).rejects.toMatchObject({ code: 'framework-unknown' });
    const entries = await desk.cache.activity.entries(0, 100);
    const told = entries.map(({ entry }) => Buffer.from(entry).toString('utf8'));
    expect(told.filter((text) => text.includes('framework.import'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('framework.remove'))).toHaveLength(1);
    const database = new Database(desk.cacheFile);
    for (const sql of ['delete from framework_edition', `update framework_edition set version = '7'`])
      expect(() => database.exec(sql)).toThrow(/never/);
    database.close();
    expect((await desk.cache.ownFrameworks.all()).map(({ framework }) => framework?.id)).toEqual([OWN]);
  });

  it('is not imported when the file is another by then, or somebody was faster', async () => {
    const path = desk.file('own.yaml', ownFrameworkYaml());
    const { preview } = await desk.own.lookAt(path);
    writeFileSync(path, ownFrameworkYaml({ title: 'Other words' }));
    await expect(desk.own.import(path, preview?.sha256 ?? '')).rejects.toMatchObject({
      code: 'framework-changed',
    });
    expect((await desk.controls.catalogue()).editions).toEqual([]);
    const races = await Promise.allSettled([
      imported(),
      desk.own.import(desk.file('second.yaml', ownFrameworkYaml({ title: 'Other words' })), null),
    ]);
    expect(races.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await desk.own.editions(OWN)).toHaveLength(1);
  });

  it('that was changed in the file of the cache is used for nothing, and can be brought back', async () => {
    await imported();
    const { cycleId } = await desk.reviews.open({ ...NOVEMBER, frameworks: [OWN] });
    const database = new Database(desk.cacheFile);
    database.exec(
      `drop trigger framework_edition_same; update framework_edition set document = replace(document, 'Nobody shares', 'Somebody shares')`,
    );
    database.close();
    expect(await desk.own.damaged()).toEqual([{ id: OWN, version: '1' }]);
    // What was read before is forgotten with the next change, as at the next start.
    await desk.own.import(desk.file('other.yaml', ownFrameworkYaml({ id: 'other' })), null);
    expect((await desk.controls.catalogue()).frameworks.map(({ id }) => id)).not.toContain(OWN);
    await expect(reportOn(cycleId)).rejects.toThrow(/not known here any more/);
    await imported();
    expect(await desk.own.damaged()).toEqual([]);
    expect((await reportOn(cycleId)).frameworks).toMatchObject([{ id: OWN }]);
  });

  it('comes from a file that is one, and no larger than it can be', async () => {
    const large = desk.file('large.yaml', ownFrameworkYaml());
    truncateSync(large, 50 * 1024 * 1024);
    expect((await desk.own.lookAt(large)).problems?.[0]?.text).toMatch(/larger than 2 MB/);
    const link = join(folder, 'endless');
    symlinkSync('/dev/zero', link);
    for (const path of [link, folder, join(folder, 'nothing')])
      await expect(desk.own.lookAt(path)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
