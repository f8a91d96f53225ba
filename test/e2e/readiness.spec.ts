import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CycleBoard } from '../../src-main/controls/index.ts';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { secondOfficer } from './second-officer.ts';
import { concludeCycle, go, invoke, restsOf, runAllTests, signIn } from './whole-review.ts';

// Whole reviews, of SOC 2 with all 61 criteria and of the HIPAA Security Rule, from opening to a signed report.
test.setTimeout(600_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

/** Opens a cycle in the window. */
async function openCycle(page: Page, name: string, framework: RegExp): Promise<string> {
  await go(page, '#/controls/reviews');
  await page.getByRole('button', { name: 'Open a review cycle…' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name').fill(name);
  await sheet.getByRole('checkbox', { name: framework }).check();
  await sheet.getByRole('button', { name: 'Open the cycle' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible({ timeout: 30_000 });
  return /reviews\/([^/?]+)/.exec(page.url())?.[1] ?? '';
}

async function lock(page: Page, name: string): Promise<void> {
  await go(page, '#/controls/reviews');
  await page.reload();
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Lock the cycle…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByText(/Locked by/)).toBeVisible({ timeout: 60_000 });
}

test('whole reviews of SOC 2 and of the Security Rule become signed reports that others can check', async () => {
  const second = await secondOfficer(sample);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await signIn(page, sample.pin);

  await go(page, '#/reports/readiness');
  await expect(page.getByText('No readiness review was made yet')).toBeVisible();
  await page.getByLabel('Kind of report').selectOption('soc2');
  await expect(page.getByText(/There is no review that a report on SOC 2 criteria/)).toBeVisible();
  await pictures(app, page, 'readiness-empty');
  await runAllTests(page);

  for (const { kind, name, framework, least } of [
    { kind: 'soc2', name: 'Whole SOC 2 review', framework: /SOC 2|Trust Services/, least: 61 },
    { kind: 'hipaa-security', name: 'Whole Security Rule review', framework: /Security Rule/, least: 50 },
  ]) {
    const cycleId = await openCycle(page, name, framework);
    const rests = await concludeCycle(app, page, { cycleId, folder: sample.folder, name: kind });
    expect(rests.test + rests.review + rests.reason).toBeGreaterThanOrEqual(least);
    for (const part of Object.values(rests)) expect(part).toBeGreaterThan(0);
    await second.run(['reviews', 'approve', cycleId]);
    await lock(page, name);

    await go(page, '#/reports/readiness');
    await page.getByLabel('Kind of report').selectOption(kind);
    const preview = page.getByRole('region', { name: 'Preview of the report' });
    await expect(preview.getByRole('heading', { name: new RegExp(name) })).toBeVisible({ timeout: 60_000 });
    await expect(preview.getByText(/the signed lock was checked again and holds/)).toBeVisible();
    for (const files of ['CSV', 'OSCAL'])
      await page.getByRole('checkbox', { name: new RegExp(files) }).check();
    await pictures(app, page, `readiness-${kind}`);
    await page.getByRole('button', { name: 'Make and sign…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign with the token' }).click();
    const made = page.getByRole('listitem').filter({ hasText: name });
    await expect(made).toBeVisible({ timeout: 120_000 });
    await made.getByRole('button', { name: /^Check/ }).click();
    await expect(made.getByText('Every file is as it was made')).toBeVisible({ timeout: 60_000 });
    await pictures(app, page, `readiness-${kind}-made`);

    const folder = join(sample.folder, `out-${kind}`);
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, folder);
    await made.getByRole('button', { name: /^Save/ }).click();
    await expect(page.getByText('Saved').last()).toBeVisible({ timeout: 30_000 });
    const pdf = join(folder, 'report.pdf');
    expect(execFileSync('pdfsig', ['-nocert', pdf], { encoding: 'utf8' })).toMatch(/Signature is Valid/);
    expect(execFileSync('qpdf', ['--check', pdf], { encoding: 'utf8' })).toMatch(/No syntax/);
    const checked = await attestryJson<{ result: string }>(sample.folder, ['report', 'verify', pdf]);
    expect(checked.json.result).toBe('intact');
    const shown = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    const { controls } = await invoke<CycleBoard>(page, 'reviews.board', { cycleId });
    // Every criterion is listed, with a test, a review, or the reason for which there is neither.
    for (const { requirement } of controls) expect(shown).toContain(requirement.id);
    const { listed, ...reported } = restsOf(join(folder, 'report.json'));
    expect(reported).toEqual(rests);
    expect(listed.toSorted()).toEqual(controls.map(({ requirement }) => requirement.id).toSorted());
  }
  await app.close();
});
