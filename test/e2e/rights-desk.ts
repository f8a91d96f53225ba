import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import pg from 'pg';
import { attestry } from '../fixtures/command.ts';
import type { SampleProfile } from './sample.ts';

/** A patient of the sample clinic, as its table has them. */
export type SomePatient = {
  readonly mrn: string;
  readonly family_name: string;
  readonly given_names: string;
};

/** The first patient of a sample clinic. */
export async function somePatient(sample: SampleProfile): Promise<SomePatient> {
  const administrator = new pg.Client({ connectionString: sample.adminUrl });
  await administrator.connect();
  const { rows } = await administrator.query<SomePatient>(
    'select mrn, family_name, given_names from clinic.patients order by mrn limit 1',
  );
  await administrator.end();
  return rows[0]!;
}

/** The organisation with one officer, from the command line. */
export async function soleOfficer(sample: SampleProfile): Promise<void> {
  const from = join(sample.folder, 'organisation.json');
  const settings = {
    ...{ entity: 'Willow Creek Clinic', contact: { name: 'Privacy Office', phone: '+1 555 0100' } },
    policy: { makerChecker: false },
  };
  writeFileSync(from, JSON.stringify(settings));
  const { code, stderr } = await attestry(sample.folder, ['rights', 'settings', '--from', from]);
  expect(code, stderr).toBe(0);
}

/** A new request whose patient is found and verified; somebody is signed in then. */
export async function toVerified(
  page: Page,
  {
    sample,
    patient,
    right,
    wish,
  }: {
    readonly sample: SampleProfile;
    readonly patient: SomePatient;
    readonly right: RegExp;
    readonly wish: string;
  },
): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('link', { name: 'Rights requests' }).first().click();
  await page.getByRole('button', { name: 'New request' }).click();
  await page.getByRole('radio', { name: right }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Family name').fill(patient.family_name);
  await page.getByLabel('Given names').fill(patient.given_names);
  await page.getByLabel('Record number').fill(patient.mrn);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel(/In the person’s words/).fill(wish);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Record the request' }).click();

  await page.getByRole('button', { name: 'Ask who it is…' }).click();
  await sheet.getByRole('checkbox', { name: 'In person, with a document' }).check();
  await sheet.getByRole('checkbox', { name: 'A document with a photograph' }).check();
  await sheet.getByRole('button', { name: 'Record that it was asked' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Find the patient…' }).first().click();
  await sheet.getByRole('button', { name: 'Search' }).click();
  await sheet.getByRole('radio').first().check();
  await sheet.getByRole('button', { name: 'This is the patient' }).click();
  await page.getByRole('button', { name: 'Record a check of identity…' }).click();
  await sheet.getByLabel('How it was checked').selectOption('in_person');
  await sheet.getByLabel('Proof: number').fill('DESK-2026-18');
  await sheet.getByRole('button', { name: 'Record the check' }).click();
  await page.getByRole('button', { name: 'Verify the identity…' }).click();
  await sheet.getByRole('button', { name: 'Verify the identity' }).click();
  await expect(sheet).toBeHidden();
}
