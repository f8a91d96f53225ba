import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(180_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

test('columns are scanned with values, decided on together, and their readers are shown', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Clinic database' }).click();
  await page.getByRole('link', { name: 'Data map' }).click();
  await expect(page.getByText('Never scanned')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'data-map-before');

  await page.getByRole('button', { name: 'Scan…' }).click();
  await page.getByRole('menuitem', { name: /sample of values/ }).click();
  await page.getByRole('button', { name: 'Use the sample clinic’s administrator' }).click();
  await expect(page.getByText('with a sample of values')).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('Words in the name').fill('ssn');
  await page.getByRole('row', { name: /patients\.ssn/ }).click();
  await expect(page.getByText(/values look like it/).first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Who can read' }).getByText('clinic_app')).toBeVisible();
  await pictures(app, page, 'data-map-field');

  await page.getByLabel('Words in the name').fill('');
  await page.getByRole('button', { name: /^Identifies a patient/ }).click();
  await page.getByRole('checkbox', { name: /Choose all/ }).check();
  await page.getByRole('button', { name: 'Accept as proposed' }).click();
  await pictures(app, page, 'data-map-accept');
  await page.getByRole('dialog').getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
  await page.getByLabel('State').selectOption('undecided');
  await expect(page.getByRole('row', { name: /patients\.ssn/ })).toBeHidden();
  await page.getByRole('button', { name: /^Identifies a patient/ }).click();
  await page.getByLabel('State').selectOption('all');
  await pictures(app, page, 'data-map-after');
  await app.close();
});
