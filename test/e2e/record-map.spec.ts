import { axeObjections } from './axe.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  sample = await sampleProfile(40);
});
test.afterAll(async () => {
  await sample.down();
});

test('the map of a patient’s record is looked at, tried, changed where it says so, and put back', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Rights requests' }).first().click();
  await page.getByRole('link', { name: 'Record map' }).click();
  const inUse = page.getByRole('region', { name: 'The map in use' });
  await expect(inUse.getByText(/Sample clinic, revision 1: \d+ places hold/)).toBeVisible();
  await page.getByRole('button', { name: 'Try every place' }).click();
  await expect(page.getByText(/All \d+ places could be read/)).toBeVisible({ timeout: 60_000 });
  await pictures(app, page, 'record-map');
  expect(await axeObjections(page)).toEqual([]);

  await page.getByRole('button', { name: 'Change the map…' }).click();
  const text = page.getByLabel('The map (YAML)');
  const shipped = await text.inputValue();
  await text.fill(shipped.replace('table: patients', 'tabel: patients'));
  const wrong = page.getByRole('region', { name: 'What is wrong with the map' });
  await expect(wrong).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use this map' })).toBeDisabled();
  await wrong
    .getByRole('button', { name: /Go to line/ })
    .first()
    .click();
  await expect(text).toBeFocused();
  await pictures(app, page, 'record-map-wrong');
  expect(await axeObjections(page)).toEqual([]);

  // A table that the clinic does not have: a good map, and the trial says which place fails.
  await text.fill(
    shipped.replace('table: patients', 'table: patients_of_old').replace('revision: 1', 'revision: 2'),
  );
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();
  await page.getByRole('button', { name: 'Use this map' }).click();
  await expect(inUse.getByText(/revision 2: .* It is your clinic’s own\./)).toBeVisible();
  await page.getByRole('button', { name: 'Try every place' }).click();
  await expect(page.getByText(/1 place of \d+ could not be read/)).toBeVisible({ timeout: 60_000 });
  await pictures(app, page, 'record-map-failed');

  await page.getByRole('button', { name: 'Change the map…' }).click();
  await page.getByRole('button', { name: 'Go back to the map that came with Attestry' }).click();
  await expect(inUse.getByText(/Sample clinic, revision 1/)).toBeVisible();
  await app.close();
});
