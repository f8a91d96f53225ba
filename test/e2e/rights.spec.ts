import { keyboardOf } from './keyboard.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { somePatient, type SomePatient } from './rights-desk.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// A patient's request from the desk to proof of delivery, with the legal clock in sight all the way.
test.setTimeout(300_000);

let sample: SampleProfile;
let patient: SomePatient;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
  patient = await somePatient(sample);
});
test.afterAll(async () => {
  await sample.down();
});

test('a sole officer takes a request from receipt to the closed case, without a mouse', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  const keys = keyboardOf(page);

  // Who the organisation is: without it no letter goes out.
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  const organisation = page.getByRole('region', { name: 'Our organisation' });
  await expect(organisation.getByText(/Letters still need the name of the organisation/)).toBeVisible();
  await keys.type(organisation.getByLabel('Name of the organisation'), 'Willow Creek Clinic');
  await keys.type(organisation.getByLabel('Address'), '1 Sample Street, Springfield');
  await keys.type(organisation.getByLabel('Contact: name or title'), 'Privacy Office');
  await keys.type(organisation.getByLabel('Contact: telephone'), '+1 555 0100');
  await keys.choose(organisation.getByLabel('State'), 'California');
  await expect(organisation.getByText(/15 days from receipt, for copies/)).toBeVisible();
  await keys.choose(organisation.getByLabel('State'), 'None of these');
  await keys.reach(organisation.getByLabel('A second person decides'));
  await page.keyboard.press('Space');
  await expect(organisation.getByLabel('A second person decides')).not.toBeChecked();
  await pictures(app, page, 'rights-organisation');
  await keys.press(organisation.getByRole('button', { name: 'Save' }));
  await expect(organisation.getByText('Saved.')).toBeVisible();
  await keys.press(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rights requests' }),
  );
  await expect(page.getByText('No requests here')).toBeVisible();
  await pictures(app, page, 'rights-empty');

  await keys.press(page.getByRole('button', { name: 'New request' }));
  await expect(page.getByRole('radio', { name: /^Access/ })).toBeChecked();
  await pictures(app, page, 'rights-new');
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.type(page.getByLabel('Family name'), patient.family_name);
  await keys.type(page.getByLabel('Given names'), patient.given_names);
  await keys.type(page.getByLabel('Record number'), patient.mrn);
  await pictures(app, page, 'rights-new-people');
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.type(
    page.getByLabel(/In the person’s words/),
    'A copy of my laboratory results of the last two years.',
  );
  await pictures(app, page, 'rights-new-request');

  // Leaving loses nothing.
  await keys.press(page.getByRole('link', { name: 'All requests' }));
  await keys.press(page.getByRole('button', { name: 'New request' }));
  await expect(page.getByLabel(/In the person’s words/)).toHaveValue(/laboratory/);
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.press(page.getByRole('main').getByRole('button', { name: 'Sign in' }));
  const signIn = page.getByRole('dialog');
  await keys.type(signIn.getByLabel('PIN', { exact: true }), sample.pin);
  await keys.press(signIn.getByRole('button', { name: 'Sign in' }));
  await expect(signIn).toBeHidden({ timeout: 30_000 });
  await pictures(app, page, 'rights-new-check');
  await keys.press(page.getByRole('button', { name: 'Record the request' }));

  const clock = page.getByRole('region', { name: 'Clock' });
  await expect(clock.getByText('30 days left')).toBeVisible({ timeout: 30_000 });
  await expect(clock.getByText(/Legal deadline/)).toBeVisible();
  await expect(page.getByText('laboratory results of the last two years')).toBeVisible();
  await pictures(app, page, 'rights-case');

  await keys.press(page.getByRole('button', { name: 'Ask who it is…' }));
  const sheet = page.getByRole('dialog');
  await keys.tick(sheet.getByRole('checkbox', { name: 'In person, with a document' }));
  await keys.tick(sheet.getByRole('checkbox', { name: 'A document with a photograph' }));
  await keys.press(sheet.getByRole('button', { name: 'Record that it was asked' }));
  await expect(sheet).toBeHidden();

  await keys.press(page.getByRole('button', { name: 'Find the patient…' }).first());
  await keys.press(sheet.getByRole('button', { name: 'Search' }));
  await keys.tick(sheet.getByRole('radio').first());
  await pictures(app, page, 'rights-match');
  await keys.press(sheet.getByRole('button', { name: 'This is the patient' }));
  await expect(sheet).toBeHidden();

  await keys.press(page.getByRole('button', { name: 'Record a check of identity…' }));
  await keys.choose(sheet.getByLabel('How it was checked'), 'In person');
  await keys.type(sheet.getByLabel('Proof: number'), 'DESK-2026-17');
  await pictures(app, page, 'rights-evidence');
  await keys.press(sheet.getByRole('button', { name: 'Record the check' }));
  await expect(page.getByText('Score 3, needed 2')).toBeVisible();

  await keys.press(page.getByRole('button', { name: 'Verify the identity…' }));
  await keys.type(sheet.getByLabel('Note'), 'Passport and face agree.');
  await keys.press(sheet.getByRole('button', { name: 'Verify the identity' }));
  await expect(page.getByText('Identity verified').first()).toBeVisible();
  await expect(page.getByText('Passport and face agree.')).toBeVisible();
  await expect(clock.getByText('30 days left')).toBeVisible();
  await pictures(app, page, 'rights-verified');

  await keys.press(page.getByRole('button', { name: 'Settle what is asked for…' }));
  await keys.choose(sheet.getByLabel('Handed over'), 'In person');
  await keys.press(sheet.getByRole('button', { name: 'Settle it' }));
  await expect(sheet).toBeHidden();
  await keys.press(page.getByRole('button', { name: 'Collect the record…' }));
  await pictures(app, page, 'rights-collect');
  await keys.press(sheet.getByRole('button', { name: 'Collect', exact: true }));
  await expect(page.getByRole('link', { name: 'Look through the items' })).toBeVisible({ timeout: 60_000 });

  await keys.press(page.getByRole('button', { name: 'Decide…' }));
  await expect(page.getByRole('heading', { name: /^Review of/ })).toBeVisible();
  await keys.press(page.getByRole('button', { name: 'Held for a look' }));
  const decideAll = page.getByRole('button', { name: 'Decide all that match…' });
  const decide = async (): Promise<void> => {
    await expect(page.getByText(/items? match$/)).toBeVisible();
    if (await decideAll.isDisabled()) return;
    await keys.press(decideAll);
    await keys.press(sheet.getByRole('button', { name: 'Decide', exact: true }));
    await expect(sheet).toBeHidden({ timeout: 30_000 });
  };
  await decide();
  await keys.press(page.getByRole('button', { name: 'Held for a look' }));
  await keys.press(page.getByRole('button', { name: /^To decide/ }));
  await pictures(app, page, 'rights-review');
  await decide();
  await keys.press(page.getByRole('button', { name: 'Finish the review…' }));
  await keys.press(sheet.getByRole('button', { name: 'Sign with the token' }));
  await expect(page.getByText('Finished and signed')).toBeVisible({ timeout: 30_000 });
  await keys.press(page.getByRole('link', { name: 'Back to the request' }));

  await keys.press(page.getByRole('button', { name: 'Prepare the answer…' }));
  await keys.tick(sheet.getByRole('checkbox', { name: /^FHIR R4, as JSON/ }));
  await keys.type(sheet.getByLabel('Own paragraphs of the letter'), 'Your results are sorted by day.');
  await keys.press(sheet.getByRole('button', { name: 'Look at the letter' }));
  await expect(sheet.getByText('Willow Creek Clinic').first()).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText('Your results are sorted by day.').last()).toBeVisible();
  await pictures(app, page, 'rights-prepare');
  await keys.press(sheet.getByRole('button', { name: 'Prepare the answer' }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.getByText(/encrypted with AES-256/)).toBeVisible({ timeout: 120_000 });
  await keys.press(answer.getByRole('button', { name: 'Show the password' }));
  await expect(answer.getByLabel('Password of the answer')).toHaveText(/^([A-Z2-9]{4}-){5}[A-Z2-9]{4}$/);
  await keys.press(answer.getByRole('button', { name: 'Hide' }));

  await keys.press(page.getByRole('button', { name: 'Deliver the answer…' }));
  await expect(sheet.getByLabel('Handed over', { exact: true })).toHaveValue('in-person');
  await keys.type(sheet.getByLabel('What shows it'), 'Receipt 2026-17');
  await pictures(app, page, 'rights-deliver');
  await keys.press(sheet.getByRole('button', { name: 'Record the delivery' }));
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await expect(clock.getByText('Answered in time')).toBeVisible();
  await expect(answer.getByRole('list', { name: 'Deliveries' }).getByText('Receipt 2026-17')).toBeVisible();
  await pictures(app, page, 'rights-delivered');
  await keys.press(page.getByRole('button', { name: 'Close the case…' }));
  await keys.press(sheet.getByRole('button', { name: 'Close the case' }));
  await expect(page.getByText('Nothing is left to do')).toBeVisible();
  await pictures(app, page, 'rights-closed');

  // Another one stays open, so that queue, calendar and overview have something to tell.
  await keys.press(page.getByRole('link', { name: 'All requests' }).first());
  await keys.press(page.getByRole('button', { name: 'New request' }));
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.type(page.getByLabel('Family name'), patient.family_name);
  await keys.type(page.getByLabel('Given names'), patient.given_names);
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.type(page.getByLabel(/In the person’s words/), 'The notes of my last visit.');
  await keys.press(page.getByRole('button', { name: 'Continue' }));
  await keys.press(page.getByRole('button', { name: 'Record the request' }));
  await expect(clock.getByText('30 days left')).toBeVisible({ timeout: 30_000 });

  await keys.press(page.getByRole('link', { name: 'All requests' }).first());
  await expect(page.getByRole('row', { name: /R-\d{4}-0002/ })).toBeVisible();
  await pictures(app, page, 'rights-queue');
  await keys.reach(page.getByRole('radio', { name: 'Table' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: /R-\d{4}-0002/ })).toBeVisible();
  await pictures(app, page, 'rights-board');
  await keys.press(page.getByRole('link', { name: 'Calendar and figures' }));
  await expect(page.getByText('Nothing is overdue')).toBeVisible();
  await expect(page.getByRole('link', { name: /R-\d{4}-0002/ })).toBeVisible();
  await expect(page.getByText('1 of 1 answers went out in time (100%).')).toBeVisible();
  await pictures(app, page, 'rights-calendar');
  await keys.press(page.getByRole('link', { name: 'Overview' }));
  await expect(page.getByRole('region', { name: 'Rights requests' }).getByText('30 days left')).toBeVisible();
  await app.close();
});
