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
  await pictures(app, page, 'control-tests');
});
