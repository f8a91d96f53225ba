import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { axeObjections } from './axe.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// Automated tests from the empty list to a result in full.
test.setTimeout(240_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

test('tests are run, found by their words, and one is looked at in full', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('link', { name: 'Tests', exact: true }).click();
  await expect(page.getByText('Not run yet').first()).toBeVisible();
  await page.getByRole('button', { name: 'Run all tests' }).click();
  await page.getByLabel('Words, outcome or requirement').fill('second factor');
  await expect(page.getByText('Passed').first()).toBeVisible({ timeout: 90_000 });
  await page.getByRole('row', { name: /second factor/ }).click();
  const panel = page.getByRole('region', { name: 'Everybody has a second factor' });
  await expect(panel.getByText('attestry_controls', { exact: false })).toBeVisible();
  // Day by day: one stop of the keyboard, each day in words.
  const days = panel.getByRole('listbox', { name: /the last 31 days/ });
  await expect(days.getByRole('option')).toHaveCount(31);
  await days.focus();
  await expect(days.getByRole('option', { selected: true })).toHaveAccessibleName(/passed$/);
  await page.keyboard.press('ArrowLeft');
  await expect(days.getByRole('option', { selected: true })).toHaveAccessibleName(/not run$/);
  expect(await axeObjections(page)).toEqual([]);
  await pictures(app, page, 'control-tests');

  // Its result becomes evidence, in clear as nobody is signed in, and is shown and saved from the kept copy.
  await panel.getByRole('button', { name: 'Keep as evidence…' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByLabel('Title')).toHaveValue('Everybody has a second factor');
  expect(await axeObjections(page)).toEqual([]);
  await pictures(app, page, 'control-tests-keep');
  await sheet.getByRole('button', { name: 'Add it' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Evidence', exact: true }).click();
  await page.getByRole('row', { name: /Everybody has a second factor/ }).click();
  const piece = page.getByRole('region', { name: 'Everybody has a second factor' });
  await expect(piece.getByText('What was asked')).toBeVisible();
  await expect(page.getByText('1 copy lies on this computer in clear')).toBeVisible();
  for (const [button, name, within] of [
    ['Save as CSV…', 'result.csv', '"Outcome","pass"'],
    ['Save as JSON…', 'result.json', '"testId":"mfa-enrolled"'],
  ] as const) {
    const path = join(sample.folder, name);
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, path);
    await piece.getByRole('button', { name: button }).click();
    await expect(piece.getByText(name)).toBeVisible({ timeout: 30_000 });
    expect(readFileSync(path, 'utf8')).toContain(within);
  }
  expect(await axeObjections(page)).toEqual([]);
  await pictures(app, page, 'evidence-result');

  // Signed in, the copy is encrypted, and still shown.
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Encrypt them' }).click();
  await expect(piece.getByText('You, with the token you are signed in to')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Read all again' }).click();
  await expect(page.getByText('1 read again, all as they were added')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'evidence-encrypted');
});
