import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { soleOfficer, somePatient, type SomePatient, toVerified } from './rights-desk.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// Rights beside access, from a verified request to the answer.
test.setTimeout(240_000);

let sample: SampleProfile;
let patient: SomePatient;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  sample = await sampleProfile(300);
  patient = await somePatient(sample);
  await soleOfficer(sample);
});
test.afterAll(async () => {
  await sample.down();
});

test('an accounting: a disclosure entered here, one that an authority suspends, fixed and answered', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  const sheet = page.getByRole('dialog');
  await toVerified(page, { sample, patient, right: /^Accounting/, wish: 'Who got my records?' });
  await page.getByRole('button', { name: 'Settle what is asked for…' }).click();
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv-SE'));
  await sheet.getByLabel('From').fill(`${String(Number(today.slice(0, 4)) - 5)}-01-01`);
  await sheet.getByLabel('Until').fill(today);
  await sheet.getByLabel('Handed over').selectOption('mail');
  await sheet.getByRole('button', { name: 'Settle it' }).click();
  await page.getByRole('button', { name: 'Collect the record…' }).click();
  await sheet.getByRole('button', { name: 'Collect', exact: true }).click();
  await page.getByRole('link', { name: 'Look at the accounting' }).click({ timeout: 60_000 });

  for (const [who, basis] of [
    ['Sample County Public Health', 'public-health'],
    ['Marlow Falls Police', 'law-enforcement'],
  ] as const) {
    await page.getByRole('button', { name: 'Enter a disclosure…' }).click();
    await sheet.getByLabel('To whom').fill(who);
    await sheet.getByLabel('What', { exact: true }).fill('A report of an injury');
    await sheet.getByLabel('Why', { exact: true }).fill('Asked for in writing');
    await sheet.getByLabel('On which basis').selectOption(basis);
    await pictures(app, page, 'rights-disclosure');
    await sheet.getByRole('button', { name: 'Enter it' }).click();
    await expect(sheet).toBeHidden();
  }
  const rows = page.getByRole('region', { name: 'Disclosures', exact: true });
  await expect(rows.getByText('Marlow Falls Police')).toBeVisible();
  await page.getByRole('button', { name: 'Enter a statement…' }).click();
  await sheet.getByLabel('Authority').fill('Marlow Falls Police');
  await sheet.getByLabel('Who stated it').fill('Sergeant Sample');
  await sheet.getByLabel('Holds until').fill(`${String(Number(today.slice(0, 4)) + 1)}-01-31`);
  await sheet.getByLabel('The statement, or the note of it: number').fill('PAPER-17');
  await pictures(app, page, 'rights-statement');
  await sheet.getByRole('button', { name: 'Enter it' }).click();
  await expect(page.getByText(/1 disclosure is withheld until/)).toBeVisible();
  await expect(rows.getByText('Marlow Falls Police')).toBeHidden();
  await pictures(app, page, 'rights-accounting');
  await page.getByRole('button', { name: 'Fix it as the one that is given' }).click();
  await expect(page.getByText('Fixed: the letter lists just these rows.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Back to the request' }).click();

  await page.getByRole('button', { name: 'Decide…' }).click();
  await sheet.getByRole('button', { name: 'Decide and sign' }).click();
  await page.getByRole('button', { name: 'Write a letter…' }).click();
  await pictures(app, page, 'rights-letter');
  await sheet.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('button', { name: 'Prepare the answer' }).click();
  await page.getByRole('button', { name: 'Deliver the answer…' }).click({ timeout: 90_000 });
  await sheet.getByLabel('What shows it').fill('RR 123 456 US');
  await sheet.getByRole('button', { name: 'Record the delivery' }).click();
  await expect(page.getByRole('region', { name: 'Clock' }).getByText('Answered in time')).toBeVisible();
  // Rows that are withheld are still owed: the case stays open for them.
  await expect(page.getByText('The rows are still suspended.').first()).toBeVisible();
  await pictures(app, page, 'rights-accounting-case');
  await app.close();
});

test('an amendment: granted, put with the record, answered and closed', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  const sheet = page.getByRole('dialog');
  await toVerified(page, { sample, patient, right: /^Amendment/, wish: 'My address is wrong.' });
  await page.getByRole('button', { name: 'Settle what is asked for…' }).click();
  await sheet.getByLabel('Handed over').selectOption('in-person');
  await sheet.getByRole('button', { name: 'Settle it' }).click();
  await page.getByRole('button', { name: 'Collect the record…' }).click();
  await sheet.getByRole('button', { name: 'Collect', exact: true }).click();
  await page.getByRole('button', { name: 'Decide…' }).click({ timeout: 90_000 });
  await sheet.getByRole('button', { name: 'Decide and sign' }).click();
  await page.getByRole('button', { name: 'Record the amendment…' }).click();
  await sheet.getByLabel('Words in the records').fill(patient.family_name);
  await sheet.getByRole('button', { name: 'Search' }).click();
  await sheet.getByRole('checkbox', { name: /^Personal data/ }).check();
  await sheet.getByLabel('The amendment').fill('The street is Weir Street 2.');
  await pictures(app, page, 'rights-amendment');
  await sheet.getByRole('button', { name: 'Put it with the record' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('button', { name: 'Prepare the answer' }).click();
  await page.getByRole('button', { name: 'Deliver the answer…' }).click({ timeout: 90_000 });
  await sheet.getByLabel('What shows it').fill('Receipt 2026-18');
  await sheet.getByRole('button', { name: 'Record the delivery' }).click();
  await page.getByRole('button', { name: 'Close the case…' }).click();
  await sheet.getByRole('button', { name: 'Close the case' }).click();
  await expect(page.getByText('Nothing is left to do')).toBeVisible();
  await app.close();
});
