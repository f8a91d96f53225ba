import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { attestry } from '../fixtures/command.ts';
import { ownFrameworkYaml } from '../fixtures/own-framework.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { axeInBothSchemes } from './axe.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// A framework of the hospital's own: from its file to a review and to a report on it.
test.setTimeout(400_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

const choosing = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);

test('a framework of one’s own is imported, reviewed and reported on', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  const go = (hash: string): Promise<void> =>
    page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
  const sheet = page.getByRole('dialog');
  const own = join(sample.folder, 'policies.yaml');

  // What is wrong is told with its line, and nothing is kept.
  writeFileSync(
    own,
    ownFrameworkYaml().replace('id: CC6.2', 'id: CC10.2').replace('parent: B,', 'parent: Z,'),
  );
  await choosing(app, own);
  await go('#/controls');
  await page.getByRole('button', { name: 'Import a framework…' }).click();
  await expect(sheet.getByText('B.1 stands under Z, which is not in the file.')).toBeVisible();
  await pictures(app, page, 'own-framework-problems');
  expect(await axeInBothSchemes(app, page)).toEqual([]);
  writeFileSync(own, ownFrameworkYaml({ title: '<img src=x onerror=alert(1)> ' + 'long '.repeat(50) }));
  await sheet.getByRole('button', { name: 'Choose again…' }).click();
  await expect(sheet.getByText('It is new here.')).toBeVisible();
  await expect(sheet.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await pictures(app, page, 'own-framework-preview');
  expect(await axeInBothSchemes(app, page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Framework', { exact: true })).not.toContainText('Policies');

  writeFileSync(own, ownFrameworkYaml());
  await page.getByRole('button', { name: 'Import a framework…' }).click();
  await sheet.getByRole('button', { name: 'Import it' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByLabel('Framework', { exact: true })).toHaveValue('hospital-policies');
  await page.getByRole('row', { name: /A\.1/ }).click();
  const panel = page.getByRole('region', { name: 'A.1' });
  await expect(panel.getByRole('button', { name: 'soc2-2017 CC6.2' })).toBeVisible();
  await expect(panel.getByRole('heading', { name: 'Automatic tests' })).toBeVisible();
  await pictures(app, page, 'own-framework-tree');
  expect(await axeInBothSchemes(app, page)).toEqual([]);
  await panel.getByRole('button', { name: 'Close' }).click();

  // A later version beside the first; the one that no review follows can be taken out of use.
  writeFileSync(own, ownFrameworkYaml({ version: '2', title: 'No log-in is shared by two' }));
  await page.getByRole('button', { name: 'Import a framework…' }).click();
  await expect(
    sheet.getByText(/It follows version 1: 0 requirements are new, 1 changed, 0 gone/),
  ).toBeVisible();
  await sheet.getByRole('button', { name: 'Import it' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: '2 versions…' }).click();
  await pictures(app, page, 'own-framework-versions');
  expect(await axeInBothSchemes(app, page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Remove version 2' }).click();
  await pictures(app, page, 'own-framework-remove');
  await sheet.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByRole('button', { name: '1 version…' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await go('#/controls/reviews');
  await page.getByRole('button', { name: 'Open a review cycle…' }).click();
  await sheet.getByLabel('Name').fill('Policies of autumn');
  await sheet.getByRole('checkbox', { name: /Policies of the Sample Hospital/ }).check();
  await sheet.getByRole('checkbox', { name: /SOC 2|Trust Services/ }).check();
  await expect(sheet.getByText('64 controls')).toBeVisible();
  await sheet.getByRole('button', { name: 'Open the cycle' }).click();
  await expect(page.getByRole('heading', { name: 'Policies of autumn' })).toBeVisible({ timeout: 30_000 });
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('row', { name: /B\.1/ }).click();
  await expect(page.getByRole('heading', { name: /^B\.1/, level: 1 })).toBeVisible();
  await page.getByRole('combobox', { name: 'Conclusion' }).selectOption('not-effective');
  await page.getByLabel('What is missing or does not work').fill('The archive was open twice.');
  await page.getByRole('button', { name: 'Save the conclusion' }).click();
  await expect(page.getByText('No second person has approved it')).toBeVisible();
  await pictures(app, page, 'own-framework-control');

  await go('#/');
  await expect(page.getByText('Policies of the Sample Hospital')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'own-framework-overview');
  await go('#/reports/readiness');
  await page.getByLabel('Kind of report').selectOption('custom');
  const preview = page.getByRole('region', { name: 'Preview of the report' });
  await expect(
    preview.getByRole('heading', { name: 'Policies of the Sample Hospital: Policies of autumn' }),
  ).toBeVisible({ timeout: 60_000 });
  await pictures(app, page, 'own-framework-report');
  for (const files of ['CSV', 'OSCAL']) await page.getByRole('checkbox', { name: new RegExp(files) }).check();
  await page.getByRole('button', { name: 'Make without a signature' }).click();
  const made = page.getByRole('listitem').filter({ hasText: 'Policies of autumn' });
  await expect(made).toBeVisible({ timeout: 120_000 });
  const folder = join(sample.folder, 'out-own');
  await choosing(app, folder);
  await made.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('Saved').last()).toBeVisible({ timeout: 30_000 });
  const shown = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
  for (const id of ['A.1', 'A.2', 'B.1', 'The archive was open twice.']) expect(shown).toContain(id);
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('hospital-policies');
  await app.close();

  // The version that the review was opened under stays, for the command line as well.
  const refused = await attestry(sample.folder, ['frameworks', 'remove', 'hospital-policies']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('was opened under it')]);
  const listed = await attestry(sample.folder, ['frameworks', 'list']);
  expect(listed.stdout).toMatch(/hospital-policies.*\n {2}version 1, imported .* 1 cycle/);
});
