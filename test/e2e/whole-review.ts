import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { CycleBoard } from '../../src-main/controls/index.ts';
import type { GapProposal } from '../../src-shared/controls/gaps.ts';
import type { BoardRow, ReviewEdit } from '../../src-shared/controls/reviews.ts';
import type { TestStanding } from '../../src-shared/controls/tests.ts';
import type { ReadinessReport } from '../../src-shared/reports/readiness.ts';
import { expect } from './fixture.ts';
import { pictures } from './sample.ts';

type Bridge = { invoke(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown }> };

/** What the window asks of the main process; many controls at once would take too many clicks. */
export const invoke = async <T>(page: Page, channel: string, input: unknown): Promise<T> => {
  const answer = await page.evaluate(
    ([name, given]) => (globalThis as unknown as { attestry: Bridge }).attestry.invoke(name, given),
    [channel, input] as const,
  );
  expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true });
  return answer.value as T;
};

/** Goes to a page by its address. */
export const go = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    window.location.hash = to;
  }, hash);

/** Signs in through the palette. */
export async function signIn(page: Page, pin: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('PIN', { exact: true }).fill(pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
}

/** Runs every control test in the window and waits for the last one. */
export async function runAllTests(page: Page): Promise<void> {
  await go(page, '#/controls/tests');
  await page.getByRole('button', { name: 'Run all tests' }).click();
  await expect
    .poll(
      async () => {
        const { tests } = await invoke<{ tests: TestStanding[] }>(page, 'control-tests.list', {});
        return tests.filter(({ latest }) => latest === null).length;
      },
      { timeout: 240_000, intervals: [2000] },
    )
    .toBe(0);
}

/** On how many controls something rests, by what it rests on. */
export type Rests = { readonly test: number; readonly review: number; readonly reason: number };

const controlsOf = async (page: Page, cycleId: string): Promise<readonly BoardRow[]> =>
  (await invoke<CycleBoard>(page, 'reviews.board', { cycleId })).controls;

/**
 * Concludes a cycle as an officer does: what the tests found is taken over in the window, the first of the controls without
 * a test are reviewed with a document, the others are not tested for a stated reason, and each exception becomes a gap.
 */
export async function concludeCycle(
  app: ElectronApplication,
  page: Page,
  { cycleId, folder, name }: { readonly cycleId: string; readonly folder: string; readonly name: string },
): Promise<Rests> {
  const edit = async (rows: readonly BoardRow[], change: ReviewEdit): Promise<void> => {
    const controls = rows.map(({ requirement, revision }) => ({ requirement, revision }));
    if (controls.length > 0) await invoke(page, 'reviews.edit', { cycleId, controls, change });
  };
  const addressable = (await controlsOf(page, cycleId)).filter(
    ({ obligation }) => obligation === 'addressable',
  );
  const rationale = 'It is implemented as the rule describes it.';
  await edit(addressable, { edit: 'addressable', decision: 'implement', rationale });

  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('button', { name: /^Take over test findings \(\d+\)/ }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByText('Effective, as every test passed')).toBeVisible();
  await pictures(app, page, `take-over-${name}`);
  await sheet.getByRole('button', { name: /^Conclude on \d+ controls?$/ }).click();
  await expect(sheet).toBeHidden({ timeout: 60_000 });

  const taken = await controlsOf(page, cycleId);
  const waiting = taken.filter(({ conclusion }) => conclusion === null);
  const tested = taken.filter(({ conclusion }) => conclusion !== null);
  for (const { found, conclusion, attached } of tested) {
    expect(conclusion).toBe(found === 'pass' ? 'effective' : 'exception');
    expect(attached.results).toBeGreaterThan(0);
  }
  for (const { found } of waiting) expect(['none', 'unclear']).toContain(found);

  const policy = join(folder, `policy-${name}.txt`);
  writeFileSync(policy, `Policies of the hospital, read for ${name}.`);
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, policy);
  const chosen = await invoke<{ file: { handle: string } }>(page, 'evidence.choose-file', {});
  const { row } = await invoke<CycleBoard>(page, 'reviews.board', { cycleId });
  const { from, to } = row.cycle;
  const { id } = await invoke<{ id: string }>(page, 'evidence.add', {
    facts: { title: `Policies ${name}`, source: 'Compliance office', from, to, expiresOn: null },
    ...{ from: { handle: chosen.file.handle }, sealed: true },
  });
  const untested = waiting.filter(({ found }) => found === 'none');
  const reviewed = untested.slice(0, Math.ceil(untested.length / 2));
  await edit(reviewed, { edit: 'attach-evidence', evidence: [id] });
  const again = await controlsOf(page, cycleId);
  const isReviewed = new Set(reviewed.map(({ requirement }) => requirement.id));
  const narrative = 'The policy was read; it covers what is asked for, and three people confirmed it.';
  await edit(
    again.filter(({ requirement }) => isReviewed.has(requirement.id)),
    { edit: 'conclude', conclusion: 'effective', narrative },
  );
  await edit(
    again.filter(({ requirement, conclusion }) => conclusion === null && !isReviewed.has(requirement.id)),
    {
      ...{ edit: 'conclude', conclusion: 'not-tested' },
      narrative: 'Nobody had the time to look at it in this quarter; it is planned for the next.',
    },
  );

  const { proposals } = await invoke<{ proposals: GapProposal[] }>(page, 'gaps.list', { cycleId });
  const exceptions = proposals.filter(({ conclusion }) => conclusion === 'exception');
  expect(exceptions).toHaveLength(tested.filter(({ conclusion }) => conclusion === 'exception').length);
  for (const { requirement, title, severity, cause } of exceptions)
    await invoke(page, 'gaps.add', {
      ...{ cycleId, requirement, title, severity, cause, owner: 'Olivia Officer', effortDays: 2 },
      ...{ dueOn: null, dependsOn: [], origin: 'conclusion' },
    });
  return {
    test: tested.length,
    review: reviewed.length,
    reason: waiting.length - reviewed.length,
  };
}

/** What each criterion of a report rests on; fails for one that rests on nothing. */
export function restsOf(file: string): Rests & { readonly listed: readonly string[] } {
  const report = JSON.parse(readFileSync(file, 'utf8')) as ReadinessReport;
  if (!('assessments' in report)) throw new Error('this report is not one about criteria');
  const rests = { test: 0, review: 0, reason: 0 };
  const reasons = new Map(
    report.notTested.map(({ requirement, reason }) => [requirement?.id ?? '', reason] as const),
  );
  for (const { requirement, tests, evidence, samples, conclusion, signOff } of report.assessments) {
    expect(signOff, requirement.id).toBe('valid');
    if (tests.length > 0) {
      rests.test++;
      const gap = report.gaps.some((each) => each.requirement.id === requirement.id);
      expect(gap, requirement.id).toBe(conclusion === 'exception');
    } else if (evidence.length + samples.length > 0) rests.review++;
    else {
      rests.reason++;
      expect(conclusion, requirement.id).toBe('not-tested');
      expect(reasons.get(requirement.id), requirement.id).toMatch(/\w{3}/);
    }
  }
  return { ...rests, listed: report.assessments.map(({ requirement }) => requirement.id) };
}
