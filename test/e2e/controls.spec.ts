import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { certify } from '../fixtures/authority.ts';
import { axeInBothSchemes } from './axe.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { secondOfficer } from './second-officer.ts';

// A small review from opening to lock: scope, evidence, conclusion, a second person, a signature over it all.
test.setTimeout(300_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
  await expect(page.getByLabel('PIN', { exact: true })).toBeHidden({ timeout: 30_000 });
}

test('a cycle is opened, scoped, concluded with evidence, approved by a second person and locked', async () => {
  const second = await secondOfficer(sample);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByLabel('Framework', { exact: true }).selectOption('soc2-2017');
  await page.getByLabel('Words or number').fill('CC6.1');
  await page.getByRole('row', { name: /CC6\.1/ }).click();
  await expect(page.getByRole('region', { name: 'CC6.1' })).toBeVisible();
  await pictures(app, page, 'controls-frameworks');

  await page.getByRole('link', { name: 'Reviews' }).click();
  await expect(page.getByText('No review was opened yet')).toBeVisible();
  await pictures(app, page, 'controls-reviews-empty');
  await page.getByRole('button', { name: 'Open a review cycle…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name').fill('Small SOC 2 review');
  await sheet.getByRole('checkbox', { name: /SOC 2|Trust Services/ }).check();
  await pictures(app, page, 'controls-open-cycle');
  await sheet.getByRole('button', { name: 'Open the cycle' }).click();
  await expect(page.getByRole('heading', { name: 'Small SOC 2 review' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'To conclude' }).getByText('CC1.1')).toBeVisible();
  await pictures(app, page, 'controls-board');

  // Everything is left out but what is looked at here.
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('button', { name: 'Choose all 61' }).click();
  await page.getByRole('checkbox', { name: 'Choose CC1.1', exact: true }).uncheck();
  await page.getByRole('button', { name: 'Scope…' }).click();
  await signIn(page);
  await sheet.getByLabel('Reason').fill('Reviewed in spring; this cycle is for the board’s part alone.');
  await sheet.getByRole('button', { name: 'Set the scope' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText('To approve 60')).toBeVisible();
  await pictures(app, page, 'controls-table');

  await page.getByRole('row', { name: /CC1\.1/ }).click();
  await expect(page.getByRole('heading', { name: /^CC1\.1/, level: 1 })).toBeVisible();
  const document = join(sample.folder, 'code-of-conduct.txt');
  writeFileSync(document, 'Everybody signs it on their first day.');
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, document);
  await page.getByRole('button', { name: 'Attach…' }).click();
  await page.getByRole('menuitem', { name: 'A new file…' }).click();
  await sheet.getByRole('button', { name: 'Choose the file…' }).click();
  await expect(sheet.getByText('code-of-conduct.txt')).toBeVisible();
  await sheet.getByLabel('Title').fill('Code of conduct');
  await sheet.getByLabel('Where it comes from').fill('Human resources');
  await pictures(app, page, 'controls-add-evidence');
  await sheet.getByRole('button', { name: 'Add it' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Evidence' }).getByText('Code of conduct')).toBeVisible();

  await page.getByRole('combobox', { name: 'Conclusion' }).selectOption('effective');
  await page.getByLabel('What was looked at, and what was found').fill('All 12 new staff signed it.');
  await page.getByRole('button', { name: 'Save the conclusion' }).click();
  await expect(page.getByText('No second person has approved it')).toBeVisible();
  await pictures(app, page, 'controls-control');

  // Whoever concluded cannot approve.
  await page.getByRole('button', { name: 'Approve and sign…' }).click();
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(sheet.getByText(/a second person must approve/)).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'controls-approve');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Small SOC 2 review' }).click();
  const cycleId = /reviews\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  await page.getByText('What is missing', { exact: true }).click();
  await expect(
    page.getByText(/Nobody has approved that it is out of scope|No second person/).first(),
  ).toBeVisible();
  await pictures(app, page, 'controls-missing');
  await page.getByRole('button', { name: 'Lock the cycle…' }).click();
  await expect(sheet.getByText('The cycle cannot be locked yet')).toBeVisible();
  await page.keyboard.press('Escape');

  await second.run(['reviews', 'approve', cycleId]);
  // What another process wrote is seen when one comes back.
  await page.getByRole('link', { name: 'All review cycles' }).click();
  await page.reload();
  await page.getByRole('link', { name: 'Small SOC 2 review' }).click();
  await expect(page.getByRole('heading', { name: 'Approved 61' })).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'controls-approved');
  await page.getByRole('button', { name: 'Lock the cycle…' }).click();
  await pictures(app, page, 'controls-lock');
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByText(/Locked by/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Check it' }).click();
  await expect(page.getByText(/nothing was changed/)).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'controls-locked');
  await page.getByRole('link', { name: 'All review cycles' }).click();
  await page.getByRole('link', { name: 'Evidence' }).click();
  await page.getByRole('row', { name: /Code of conduct/ }).click();
  await expect(page.getByRole('region', { name: 'Code of conduct' })).toBeVisible();
  await pictures(app, page, 'controls-evidence');

  // The second person cannot look at what their approval rests on, until it is opened up to their token.
  await expect(second.run(['evidence', 'check'])).rejects.toThrow('not-checked');
  const certificate = join(sample.folder, 'rita.pem');
  await second.run(['evidence', 'certificate', '--out', certificate]);
  const elliptic = join(sample.folder, 'elliptic.pem');
  writeFileSync(elliptic, (await certify('Somebody with an elliptic key')).pem);
  const choosing = (file: string) =>
    app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
  await page.getByRole('button', { name: 'Colleagues…' }).click();
  await expect(sheet.getByText('Nobody was named yet')).toBeVisible();
  await pictures(app, page, 'controls-colleagues-none');
  await sheet.getByRole('button', { name: 'Name a colleague…' }).click();
  await choosing(elliptic);
  await sheet.getByRole('button', { name: 'Choose the certificate…' }).click();
  await expect(sheet.getByText(/has an elliptic key \(EC\)/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Sign and open evidence up to them' })).toBeDisabled();
  await pictures(app, page, 'controls-name-elliptic');
  await choosing(certificate);
  await sheet.getByRole('button', { name: 'Choose the certificate…' }).click();
  await sheet.getByRole('checkbox', { name: /I compared the fingerprint/ }).check();
  await pictures(app, page, 'controls-name-colleague');
  await sheet.getByRole('button', { name: 'Sign and open evidence up to them' }).click();
  await expect(sheet.getByText('can open what you encrypt here')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'controls-colleagues');
  expect(await axeInBothSchemes(app, page)).toEqual([]);
  await page.keyboard.press('Escape');
  await pictures(app, page, 'controls-evidence-waiting');
  await page.getByRole('button', { name: 'Open up to them' }).click();
  const panel = page.getByRole('region', { name: 'Code of conduct' });
  await expect(panel.getByText('Rita Reviewer')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Open up to them' })).toBeHidden();
  await pictures(app, page, 'controls-evidence-shared');
  await second.run(['evidence', 'check']);
  await second.run(['reviews', 'verify', cycleId]);
  await app.close();
});
