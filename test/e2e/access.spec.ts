import type { Page } from '@playwright/test';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
});
test.afterAll(async () => {
  await sample.down();
});

const asAdministrator = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Use the sample clinic’s administrator' }).click();
};
const tab = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: 'Pages of Clinic database' })
    .getByRole('link', { name, exact: true })
    .click();

test('rules are put on, a hold is placed, what is old is counted and deleted under a signature, a connection is kept', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Clinic database' }).click();

  await tab(page, 'Row rules');
  await expect(page.getByText('0 of 19 tables ruled')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'access-before');
  await page.getByRole('checkbox', { name: 'Choose every table' }).check();
  await page.getByRole('button', { name: 'Put the rules on…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Put the rules on' });
  await expect(sheet.getByText('clinic.psychotherapy_notes')).toBeVisible();
  await pictures(app, page, 'access-sheet');
  await sheet.getByRole('button', { name: 'Put them on' }).click();
  await asAdministrator(page);
  await expect(page.getByText('19 of 19 tables ruled')).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByRole('list', { name: 'What undermines the rules' }).getByText('postgres', { exact: true }),
  ).toBeVisible();
  await pictures(app, page, 'access-after');

  await tab(page, 'Retention');
  await page.getByRole('button', { name: 'Set the rule of clinic.appointments' }).click();
  await page.getByRole('dialog').getByLabel('Months').fill('1');
  await page.getByRole('dialog').getByRole('button', { name: 'Set the rule' }).click();
  await expect(page.getByText(/^1 of \d+ rules active$/)).toBeVisible();
  await page.getByRole('button', { name: 'Place a hold…' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Complaint to the state board, May 2026');
  await page.getByRole('dialog').getByRole('button', { name: 'Place the hold' }).click();
  await page.getByRole('button', { name: 'Count what the rules let go' }).click();
  await expect(page.getByText('Nothing can go now.')).toBeVisible();
  await pictures(app, page, 'retention-held');
  await page.getByRole('button', { name: 'Lift hold 1' }).click();
  await page.getByRole('dialog').getByLabel('Why it is lifted').fill('The board has closed the case');
  await page.getByRole('dialog').getByRole('button', { name: 'Lift the hold' }).click();
  await page.getByRole('button', { name: 'Count what the rules let go' }).click();
  await page.getByRole('button', { name: 'Delete and sign…' }).click();
  const signing = page.getByRole('dialog', { name: 'Delete, verify and sign' });
  await signing.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await signing.getByRole('button', { name: 'Sign in' }).click();
  await pictures(app, page, 'retention-sign');
  await signing.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByRole('button', { name: 'Save the certificate…' })).toBeVisible({ timeout: 60_000 });
  await page.getByText('What went, what was kept').click();
  await expect(page.getByText('Gone from table and indexes')).toBeVisible();
  await pictures(app, page, 'retention-done');

  await tab(page, 'Limits');
  await expect(page.getByText('50 in 1 h')).toBeVisible();
  await pictures(app, page, 'limits-empty');
  await page.getByRole('button', { name: 'Add a connection…' }).click();
  const form = page.getByRole('dialog');
  await form
    .getByLabel('Name')
    .fill('Regional exchange of the northern counties and their rehabilitation hospitals');
  await form.getByLabel('Address').fill('https://user:secret@fhir.example/r4');
  await form.getByLabel('Client').fill('hospital');
  await form.getByLabel('Credentials', { exact: true }).fill('made-up-secret');
  await expect(form.getByRole('button', { name: 'Encrypt and keep' })).toBeDisabled();
  await form.getByLabel('Address').fill('https://fhir.example/r4');
  await pictures(app, page, 'limits-form');
  await form.getByRole('button', { name: 'Encrypt and keep' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'limits-connection');
  await app.close();
});
