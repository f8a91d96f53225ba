import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { attestryJson } from '../fixtures/command.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.describe.configure({ mode: 'serial' });
let sample: SampleProfile;
let folder: string;

test.beforeAll(async () => {
  sample = await sampleProfile(1500);
  folder = newUserData();
});
test.afterAll(async () => {
  await sample.down();
  rmSync(sample.folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

test('the officer signs a file, checks it, and adds a signature to a report', async () => {
  const out = join(folder, 'first.pdf');
  const made = await attestryJson<{ reportId: string }>(sample.folder, ['report', '--sign', '--out', out]);
  expect(made.code).toBe(0);
  const file = join(folder, 'minutes of the privacy board.txt');
  writeFileSync(file, 'The board met.\n');

  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('button', { name: 'Sign a file…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Sign a file' });
  await expect(sheet.getByText('minutes of the privacy board.txt', { exact: true })).toBeVisible();
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect.poll(() => existsSync(`${file}.p7s`)).toBe(true);
  await expect(page.getByText('Keep both together')).toBeVisible();

  await page.getByRole('button', { name: 'Check a signature…' }).click();
  const panel = page.getByRole('complementary', { name: 'Verification of a PDF' });
  await expect(panel.getByRole('region', { name: 'Verdict' }).getByText('Intact')).toBeVisible();
  await pictures(app, page, 'file-verified');
  writeFileSync(file, 'The board did not meet.\n');
  await page.getByRole('button', { name: 'Check a signature…' }).click();
  await expect(panel.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible();
  await panel.getByRole('button', { name: 'Close the verification' }).click();

  await page.getByRole('button', { name: /^Add a signature to/ }).click();
  const more = page.getByRole('dialog', { name: 'Add a signature' });
  await more.getByLabel('You sign as').fill('Data protection officer');
  await pictures(app, page, 'add-signature');
  await more.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(
    page.getByText('Compliance Officer (sample), Compliance Officer (sample)').first(),
  ).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Time-stamps' })).toBeVisible();
  await pictures(app, page, 'settings-time-stamps');
  await app.close();
});
