import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { attestry } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// One officer, one sitting: from the first start to a signed report, and the day something was tampered with.
test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(3000);
});
test.afterAll(async () => {
  await sample.down();
});

test('first run: two ways in, and the sample clinic comes up', async () => {
  const folder = newUserData();
  const app = await launch({ userData: folder });
  const page = await firstScreen(app);
  await expect(page.getByRole('heading', { name: 'Welcome to Attestry' })).toBeVisible();
  await pictures(app, page, 'first-run');
  await page.getByRole('link', { name: 'Connect to your clinic' }).click();
  await expect(page.getByLabel('Host')).toBeVisible();
  await pictures(app, page, 'connect');
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByLabel('Port').fill('1');
  await page.getByLabel(/^Database/).fill('clinic');
  await page.getByLabel('User').fill('officer');
  await page.getByLabel('Password').first().fill('secret');
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText('The database server does not answer.')).toBeVisible();
  await pictures(app, page, 'connect-no-database');
  await page.evaluate(() => {
    location.hash = '#/welcome/sample';
  });
  await page.getByRole('button', { name: /sample clinic/i }).click();
  await page.getByRole('button', { name: 'Look around' }).click({ timeout: 90_000 });
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(page.getByText('10,000').first()).toBeVisible();
  await pictures(app, page, 'sample-overview');
  await app.close();
  await attestry(folder, ['sample', 'down', '--delete']);
});

test('sign in, verify, sign a report, save it, verify the file', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await expect(page.getByText('Not checked yet').first()).toBeVisible();

  await page.getByRole('button', { name: 'Sign in' }).first().click();
  const signIn = page.getByRole('dialog');
  await signIn.getByLabel('PIN', { exact: true }).fill('000000');
  await signIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signIn.getByText('The token refused the PIN.')).toBeVisible();
  await pictures(app, page, 'sign-in-wrong-pin');
  await signIn.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await signIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signIn).toBeHidden();
  await expect(page.getByText('Signed in').first()).toBeVisible();

  await page.getByRole('link', { name: 'Integrity' }).click();
  await pictures(app, page, 'integrity');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  // Whoever waits there is led to the run.
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Intact')).toBeVisible({
    timeout: 30_000,
  });
  await pictures(app, page, 'run-intact');

  await page.getByRole('button', { name: 'Create report' }).click();
  const signed = page.getByRole('menuitem', { name: /signed/i }).first();
  await signed.click();
  await pictures(app, page, 'confirm-sign');
  await page.getByRole('button', { name: 'Sign with the token' }).click();
  await page.getByRole('link', { name: 'Reports' }).first().click();
  await expect(page.getByText('Compliance Officer (sample)').first()).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'reports');

  const file = join(sample.folder, 'saved.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
  await page
    .getByRole('button', { name: /^Save Audit integrity report/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /PDF/ }).click();
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  await page
    .getByRole('button', { name: /Verify a PDF/ })
    .first()
    .click();
  const panel = page.getByRole('complementary', { name: 'Verification of a PDF' });
  await expect(panel.getByRole('region', { name: 'Verdict' }).getByText('Intact')).toBeVisible();
  await pictures(app, page, 'report-verified');
  await page.getByRole('link', { name: 'Settings' }).click();
  await pictures(app, page, 'settings');
  await app.close();
});

test('the day something was changed: every finding is shown, and one in detail', async () => {
  const admin = new pg.Client(sample.adminUrl);
  // The server may be stopped under it when a step before fails.
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query(`set session_replication_role = replica;
    update guard.audit_log set actor = 'somebody.else' where id = 1200;
    update guard.audit_log set occurred_at = occurred_at - interval '3 hours' where id = 40;
    delete from guard.audit_log where id between 2000 and 2400`);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Integrity' }).click();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible({
    timeout: 30_000,
  });
  const findings = page.getByRole('region', { name: 'Findings' });
  await expect(findings.getByText('403').first()).toBeVisible();
  await pictures(app, page, 'run-tampered');
  await findings.getByRole('gridcell', { name: 'Content changed' }).click();
  await expect(page.getByRole('complementary', { name: 'Finding' })).toBeVisible();
  await pictures(app, page, 'finding');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText('Tampered').first()).toBeVisible();
  await pictures(app, page, 'overview-tampered');
  await app.close();
  await admin.end();
});

test('no database: the window says so and what to do, and past runs stay readable', async () => {
  await attestry(sample.folder, ['sample', 'down']);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await expect(page.getByText(/not running|cannot be reached|Unreachable/i).first()).toBeVisible();
  await pictures(app, page, 'no-database');
  await page.getByRole('link', { name: 'Integrity' }).click();
  await expect(page.getByText('Tampered').first()).toBeVisible();
  await pictures(app, page, 'no-database-integrity');
  await app.close();
});
