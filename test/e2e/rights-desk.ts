import { readFileSync, writeFileSync } from 'node:fs';
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
    ...{ supervisoryAuthority: 'Sample Data Protection Authority' },
    policy: { makerChecker: false, gdpr: true },
  };
  writeFileSync(from, JSON.stringify(settings));
  const { code, stderr } = await attestry(sample.folder, ['rights', 'settings', '--from', from]);
  expect(code, stderr).toBe(0);
}

/** A request as it comes in. */
export type Asked = {
  readonly sample: SampleProfile;
  readonly patient: SomePatient;
  readonly right: RegExp;
  readonly wish: string;
  /** Fills in what this right asks for beyond the wish. */
  readonly more?: () => Promise<void>;
  /** Checks of who asks; one is enough at usual risk. */
  readonly checks?: readonly string[];
};

/** A new request; somebody is signed in then. @returns its number */
export async function record(page: Page, { sample, patient, right, wish, more }: Asked): Promise<string> {
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
  await more?.();
  await page.getByRole('button', { name: 'Continue' }).click();
  const ready = page.getByRole('button', { name: 'Record the request' });
  const signIn = page.getByRole('main').getByRole('button', { name: 'Sign in' });
  // Who is signed in is known a moment after the page is there.
  await expect.poll(async () => (await signIn.isVisible()) || (await ready.isEnabled())).toBe(true);
  if (await signIn.isVisible()) {
    await signIn.click();
    await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
    await sheet.getByRole('button', { name: 'Sign in' }).click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
  }
  await ready.click();
  const heading = page.getByRole('heading', { level: 1, name: /^R-\d{4}-\d{4}:/ });
  await expect(heading).toBeVisible({ timeout: 30_000 });
  return /R-\d{4}-\d{4}/.exec(await heading.innerText())![0];
}

/** A new request whose patient is found and verified; somebody is signed in then. @returns its number */
export async function toVerified(page: Page, asked: Asked): Promise<string> {
  const caseId = await record(page, asked);
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Ask who it is…' }).click();
  await sheet.getByRole('checkbox', { name: 'In person, with a document' }).check();
  await sheet.getByRole('checkbox', { name: 'A document with a photograph' }).check();
  await sheet.getByRole('button', { name: 'Record that it was asked' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Find the patient…' }).first().click();
  await sheet.getByRole('button', { name: 'Search' }).click();
  await sheet.getByRole('radio').first().check();
  await sheet.getByRole('button', { name: 'This is the patient' }).click();
  for (const method of asked.checks ?? ['in_person']) await moreProof(page, method);
  await page.getByRole('button', { name: 'Verify the identity…' }).click();
  await sheet.getByRole('button', { name: 'Verify the identity' }).click();
  await expect(sheet).toBeHidden();
  return caseId;
}

/** Records one more check of who asks: the step that the case asks for next. */
export async function moreProof(page: Page, method: string): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Record a check of identity…' }).first().click();
  await sheet.getByLabel('How it was checked').selectOption(method);
  await sheet.getByLabel('Proof: number').fill('DESK-2026-18');
  await sheet.getByRole('button', { name: 'Record the check' }).click();
  await expect(sheet).toBeHidden();
}

/** From a verified request to one that is collected, or begins its review; `manner` as the list of ways has it. */
export async function toReview(page: Page, manner: string, isCollected = true): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Settle what is asked for…' }).click();
  const form = sheet.getByLabel('Handed over');
  await form.selectOption(manner);
  await sheet.getByRole('button', { name: 'Settle it' }).click();
  if (isCollected) {
    await page.getByRole('button', { name: 'Collect the record…' }).click();
    await sheet.getByRole('button', { name: 'Collect', exact: true }).click();
  } else {
    await page.getByRole('button', { name: 'Begin the review…' }).click();
    await sheet.getByRole('button', { name: 'Begin the review' }).click();
  }
  await expect(page.getByRole('button', { name: 'Decide…' })).toBeVisible({ timeout: 90_000 });
}

/** Decides, and signs it; with a ground unless it is approved. */
export async function decide(page: Page, outcome: string, ground?: RegExp): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Decide…' }).click();
  await sheet.getByLabel('Decision').selectOption(outcome);
  if (ground !== undefined) await sheet.getByRole('checkbox', { name: ground }).check();
  await sheet.getByRole('button', { name: 'Decide and sign' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
}

/** Prepares the answer and hands it out on the way that was settled; `proof` shows it. */
export async function answer(page: Page, proof: string): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('button', { name: 'Prepare the answer' }).click();
  await page.getByRole('button', { name: 'Deliver the answer…' }).click({ timeout: 90_000 });
  await sheet.getByLabel('What shows it').fill(proof);
  await sheet.getByRole('button', { name: 'Record the delivery' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
}

/** Closes the case; its letter has gone out, with the proof that it did. */
export async function close(page: Page, letter: string, proof: string | null): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Close the case…' }).click();
  await sheet.getByRole('button', { name: 'Close the case' }).click();
  await expect(page.getByText('Nothing is left to do')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Letters' }).getByText(letter)).toBeVisible();
  if (proof !== null)
    await expect(page.getByRole('list', { name: 'Deliveries' }).getByText(proof)).toBeVisible();
}

/** Every proof of a case as an authority gets it: its state, letters, deliveries, and signatures that hold. */
export async function provenBy(
  sample: SampleProfile,
  caseId: string,
): Promise<{ state: string; letters: string[]; delivered: number; signed: string[] }> {
  const out = join(sample.folder, `${caseId}.json`);
  const { code, stderr } = await attestry(sample.folder, ['rights', 'evidence', caseId, '--out', out]);
  expect(code, stderr).toBe(0);
  const evidence = JSON.parse(readFileSync(out, 'utf8')) as {
    readonly state: string;
    readonly decisions: readonly { readonly document: string; readonly checked: string }[];
    readonly artefacts: {
      readonly letters: readonly { readonly kind: string }[];
      readonly deliveries: readonly { readonly state: string }[];
    };
  };
  expect(evidence.decisions.every(({ checked }) => checked === 'intact')).toBe(true);
  return {
    state: evidence.state,
    letters: evidence.artefacts.letters.map(({ kind }) => kind),
    delivered: evidence.artefacts.deliveries.filter(({ state }) => state === 'sent').length,
    signed: evidence.decisions.map(({ document }) => (JSON.parse(document) as { kind: string }).kind),
  };
}
