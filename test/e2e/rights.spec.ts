import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// A patient's request from the desk to proof of delivery, with the legal clock in sight all the way.
test.setTimeout(300_000);

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

test('a sole officer takes a request from receipt to the closed case', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);

  // Who the organisation is: without it no letter goes out.
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  const organisation = page.getByRole('region', { name: 'Our organisation' });
  await expect(organisation.getByText(/Letters still need the name of the organisation/)).toBeVisible();
  await organisation.getByLabel('Name of the organisation').fill('Willow Creek Clinic');
  await organisation.getByLabel('Address').fill('1 Sample Street, Springfield');
  await organisation.getByLabel('Contact: name or title').fill('Privacy Office');
  await organisation.getByLabel('Contact: telephone').fill('+1 555 0100');
  await organisation.getByLabel('State').selectOption('California');
  await expect(organisation.getByText(/15 days from receipt, for copies/)).toBeVisible();
  await organisation.getByLabel('State').selectOption('');
  await organisation.getByLabel('A second person decides').uncheck();
  await pictures(app, page, 'rights-organisation');
  await organisation.getByRole('button', { name: 'Save' }).click();
  await expect(organisation.getByText('Saved.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rights requests' }).click();
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

  await page.getByRole('button', { name: 'Settle what is asked for…' }).click();
  await sheet.getByLabel('Handed over').selectOption('in-person');
  await sheet.getByRole('button', { name: 'Settle it' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Collect the record…' }).click();
  await pictures(app, page, 'rights-collect');
  await sheet.getByRole('button', { name: 'Collect', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Look through the items' })).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Decide…' }).click();
  await expect(page.getByRole('heading', { name: /^Review of/ })).toBeVisible();
  await page.getByRole('button', { name: 'Held for a look' }).click();
  const decideAll = page.getByRole('button', { name: 'Decide all that match…' });
  const decide = async (): Promise<void> => {
    await expect(page.getByText(/items? match$/)).toBeVisible();
    if (await decideAll.isDisabled()) return;
    await decideAll.click();
    await sheet.getByRole('button', { name: 'Decide', exact: true }).click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
  };
  await decide();
  await page.getByRole('button', { name: 'Held for a look' }).click();
  await page.getByRole('button', { name: /^To decide/ }).click();
  await pictures(app, page, 'rights-review');
  await decide();
  await page.getByRole('button', { name: 'Finish the review…' }).click();
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByText('Finished and signed')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Back to the request' }).click();

  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('checkbox', { name: /^FHIR R4, as JSON/ }).check();
  await sheet.getByLabel('Own paragraphs of the letter').fill('Your results are sorted by day.');
  await sheet.getByRole('button', { name: 'Look at the letter' }).click();
  await expect(sheet.getByText('Willow Creek Clinic').first()).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText('Your results are sorted by day.').last()).toBeVisible();
  await pictures(app, page, 'rights-prepare');
  await sheet.getByRole('button', { name: 'Prepare the answer' }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.getByText(/encrypted with AES-256/)).toBeVisible({ timeout: 120_000 });
  await answer.getByRole('button', { name: 'Show the password' }).click();
  await expect(answer.getByLabel('Password of the answer')).toHaveText(/^([A-Z2-9]{4}-){5}[A-Z2-9]{4}$/);
  await answer.getByRole('button', { name: 'Hide' }).click();

  await page.getByRole('button', { name: 'Deliver the answer…' }).click();
  await expect(sheet.getByLabel('Handed over', { exact: true })).toHaveValue('in-person');
  await sheet.getByLabel('What shows it').fill('Receipt 2026-17');
  await pictures(app, page, 'rights-deliver');
  await sheet.getByRole('button', { name: 'Record the delivery' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await expect(clock.getByText('Answered in time')).toBeVisible();
  await expect(answer.getByRole('list', { name: 'Deliveries' }).getByText('Receipt 2026-17')).toBeVisible();
  await pictures(app, page, 'rights-delivered');
  await page.getByRole('button', { name: 'Close the case…' }).click();
  await sheet.getByRole('button', { name: 'Close the case' }).click();
  await expect(page.getByText('Nothing is left to do')).toBeVisible();
  await pictures(app, page, 'rights-closed');

  // Another one stays open, so that queue, calendar and overview have something to tell.
  await page.getByRole('link', { name: 'All requests' }).first().click();
  await page.getByRole('button', { name: 'New request' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Family name').fill(patient.family_name);
  await page.getByLabel('Given names').fill(patient.given_names);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel(/In the person’s words/).fill('The notes of my last visit.');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Record the request' }).click();
  await expect(clock.getByText('30 days left')).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'All requests' }).first().click();
  await expect(page.getByRole('row', { name: /R-\d{4}-0002/ })).toBeVisible();
  await pictures(app, page, 'rights-queue');
  await page.getByText('Board', { exact: true }).click();
  await expect(page.getByRole('link', { name: /R-\d{4}-0002/ })).toBeVisible();
  await pictures(app, page, 'rights-board');
  await page.getByRole('link', { name: 'Calendar and figures' }).click();
  await expect(page.getByText('Nothing is overdue')).toBeVisible();
  await expect(page.getByRole('link', { name: /R-\d{4}-0002/ })).toBeVisible();
  await expect(page.getByText('1 of 1 answers went out in time (100%).')).toBeVisible();
  await pictures(app, page, 'rights-calendar');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('region', { name: 'Rights requests' }).getByText('30 days left')).toBeVisible();
  await app.close();
});
