import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// A patient's request from the desk to a verified identity, with the legal clock in sight all the way.
test.setTimeout(240_000);

let sample: SampleProfile;
let patient: { readonly mrn: string; readonly family_name: string; readonly given_names: string };
test.beforeAll(async () => {
  sample = await sampleProfile(300);
  const administrator = new pg.Client({ connectionString: sample.adminUrl });
  await administrator.connect();
  const { rows } = await administrator.query<typeof patient>(
    'select mrn, family_name, given_names from clinic.patients order by mrn limit 1',
  );
  await administrator.end();
  patient = rows[0]!;
});
test.afterAll(async () => {
  await sample.down();
});

test('the officer records a request, finds the patient, verifies who asks, and sees the clock', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page.getByText('No requests here')).toBeVisible();
  await pictures(app, page, 'rights-empty');

  await page.getByRole('button', { name: 'New request' }).click();
  await expect(page.getByRole('radio', { name: /^Access/ })).toBeChecked();
  await pictures(app, page, 'rights-new');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Family name').fill(patient.family_name);
  await page.getByLabel('Given names').fill(patient.given_names);
  await page.getByLabel('Record number').fill(patient.mrn);
  await pictures(app, page, 'rights-new-people');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page
    .getByLabel(/In the person’s words/)
    .fill('A copy of my laboratory results of the last two years.');
  await pictures(app, page, 'rights-new-request');

  // Leaving loses nothing.
  await page.getByRole('link', { name: 'All requests' }).click();
  await page.getByRole('button', { name: 'New request' }).click();
  await expect(page.getByLabel(/In the person’s words/)).toHaveValue(/laboratory/);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  const signIn = page.getByRole('dialog');
  await signIn.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await signIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signIn).toBeHidden({ timeout: 30_000 });
  await pictures(app, page, 'rights-new-check');
  await page.getByRole('button', { name: 'Record the request' }).click();

  const clock = page.getByRole('region', { name: 'Clock' });
  await expect(clock.getByText('30 days left')).toBeVisible({ timeout: 30_000 });
  await expect(clock.getByText(/Legal deadline/)).toBeVisible();
  await expect(page.getByText('laboratory results of the last two years')).toBeVisible();
  await pictures(app, page, 'rights-case');

  await page.getByRole('button', { name: 'Ask who it is…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('checkbox', { name: 'In person, with a document' }).check();
  await sheet.getByRole('checkbox', { name: 'A document with a photograph' }).check();
  await sheet.getByRole('button', { name: 'Record that it was asked' }).click();
  await expect(sheet).toBeHidden();

  await page.getByRole('button', { name: 'Find the patient…' }).first().click();
  await sheet.getByRole('button', { name: 'Search' }).click();
  await sheet.getByRole('radio').first().check();
  await pictures(app, page, 'rights-match');
  await sheet.getByRole('button', { name: 'This is the patient' }).click();
  await expect(sheet).toBeHidden();

  await page.getByRole('button', { name: 'Record a check of identity…' }).click();
  await sheet.getByLabel('How it was checked').selectOption('in_person');
  await sheet.getByLabel('Proof: number').fill('DESK-2026-17');
  await pictures(app, page, 'rights-evidence');
  await sheet.getByRole('button', { name: 'Record the check' }).click();
  await expect(page.getByText('Score 3, needed 2')).toBeVisible();

  await page.getByRole('button', { name: 'Verify the identity…' }).click();
  await sheet.getByLabel('Note').fill('Passport and face agree.');
  await sheet.getByRole('button', { name: 'Verify the identity' }).click();
  await expect(page.getByText('Identity verified').first()).toBeVisible();
  await expect(page.getByText('Passport and face agree.')).toBeVisible();
  await expect(clock.getByText('30 days left')).toBeVisible();
  await pictures(app, page, 'rights-verified');

  await page.getByRole('link', { name: 'All requests' }).click();
  await expect(page.getByRole('row', { name: /R-\d{4}-0001/ })).toBeVisible();
  await pictures(app, page, 'rights-queue');
  await page.getByText('Board', { exact: true }).click();
  await expect(page.getByRole('link', { name: /R-\d{4}-0001/ })).toBeVisible();
  await pictures(app, page, 'rights-board');
  await page.getByRole('link', { name: 'Calendar and figures' }).click();
  await expect(page.getByText('Nothing is overdue')).toBeVisible();
  await expect(page.getByRole('link', { name: /R-\d{4}-0001/ })).toBeVisible();
  await pictures(app, page, 'rights-calendar');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('region', { name: 'Rights requests' }).getByText('30 days left')).toBeVisible();
  await app.close();
});
