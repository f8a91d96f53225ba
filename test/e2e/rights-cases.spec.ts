import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import {
  answer,
  close,
  decide,
  moreProof,
  provenBy,
  record,
  soleOfficer,
  somePatient,
  type SomePatient,
  toReview,
  toVerified,
} from './rights-desk.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// Each right from intake to the closed case with its proof, for one patient. What was agreed in one case holds in the next.
test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

let sample: SampleProfile;
let patient: SomePatient;
let app: ElectronApplication;
let page: Page;
/** Case in which the confidential address was agreed. */
let agreed: string;
const ELSEWHERE = 'Post Office Box 17, Marlow Falls';
const asked = (right: RegExp, wish: string) => ({ sample, patient, right, wish });
const people = () => page.getByRole('region', { name: 'What was asked, and by whom' });

test.beforeAll(async () => {
  test.setTimeout(150_000);
  sample = await sampleProfile(300);
  patient = await somePatient(sample);
  await soleOfficer(sample);
  app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  page = await firstScreen(app);
});
test.afterAll(async () => {
  await app.close();
  await sample.down();
});

/** What the next file dialog answers. */
async function willChoose(name: string, text: string): Promise<void> {
  const path = join(sample.folder, name);
  writeFileSync(path, text);
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

/** Another step than the next one. */
async function otherStep(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Other steps' }).click();
  await page.getByRole('menuitem', { name }).click();
}

test('a restriction: agreed, answered at the address that was put right, put in force, ended', async () => {
  const sheet = page.getByRole('dialog');
  const caseId = await toVerified(
    page,
    asked(/^Restriction/, 'Nothing about my visit goes to my health plan.'),
  );
  await expect(people().getByText('From the clinic’s record of the patient')).toBeVisible();
  await people().getByRole('button', { name: 'Correct contact details…' }).click();
  await sheet.getByLabel('Address').fill('19 Typed Road, Marlow');
  await sheet.getByLabel('Why').selectOption('came-back');
  await pictures(app, page, 'rights-correct-contact');
  await sheet.getByRole('button', { name: 'Record the correction' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await expect(people().getByText('As the request writes it')).toBeVisible();
  await expect(people().getByText('19 Typed Road, Marlow').first()).toBeVisible();
  // It is a new address: one more proof of who asks, of another kind.
  await moreProof(page, 'document_upload');
  await toReview(page, 'mail', false);
  await decide(page, 'approved');
  await answer(page, 'RR 100 US');
  await page.getByRole('button', { name: 'Put the restriction in force…' }).click();
  await sheet.getByRole('button', { name: 'Put it in force' }).click();
  await expect(people().getByText(/A restriction is in force for this patient/)).toBeVisible();
  await pictures(app, page, 'rights-restriction');
  await expect(page.getByText(/The restriction is in force, and stays so/)).toBeVisible();
  await otherStep('End the restriction…');
  await sheet.getByLabel('What shows it: number').fill('LETTER-17');
  await sheet.getByRole('button', { name: 'End the restriction' }).click();
  await expect(people().getByText(/A restriction is in force/)).toBeHidden();
  await close(page, 'Outcome of the request', 'RR 100 US');
  expect(await provenBy(sample, caseId)).toEqual({
    ...{ state: 'closed', letters: ['request-outcome'], delivered: 1, signed: ['rights.decide'] },
  });
});

test('confidential communications: from now on everything goes there', async () => {
  agreed = await toVerified(page, {
    ...asked(/^Confidential communications/, 'Write to my post office box.'),
    more: async () => {
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('Where the person wants to be reached instead.')).toBeVisible();
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByLabel('Postal address instead').fill(ELSEWHERE);
      await pictures(app, page, 'rights-new-alternative');
    },
  });
  await expect(people().getByText(/Nothing goes by e-mail/)).toBeVisible();
  // What was ended stays ended, once its case is closed too.
  await expect(people().getByText(/A restriction is in force/)).toBeHidden();
  await toReview(page, 'mail', false);
  await decide(page, 'approved');
  await answer(page, 'RR 200 US');
  await close(page, 'Outcome of the request', 'RR 200 US');
  await pictures(app, page, 'rights-confidential');
  expect(await provenBy(sample, agreed)).toMatchObject({ state: 'closed', signed: ['rights.decide'] });
});

test('an accounting of disclosures, at the address that was agreed', async () => {
  const sheet = page.getByRole('dialog');
  const caseId = await toVerified(page, asked(/^Accounting/, 'Who got my records?'));
  await page.getByRole('button', { name: 'Settle what is asked for…' }).click();
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv-SE'));
  await sheet.getByLabel('From').fill(`${String(Number(today.slice(0, 4)) - 5)}-01-01`);
  await sheet.getByLabel('Until').fill(today);
  await sheet.getByLabel('Handed over').selectOption('unencrypted-e-mail');
  await sheet.getByRole('button', { name: 'Settle it' }).click();
  await page.getByRole('button', { name: 'Collect the record…' }).click();
  await sheet.getByRole('button', { name: 'Collect', exact: true }).click();
  await page.getByRole('link', { name: 'Look at the accounting' }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Fix it as the one that is given' }).click();
  await expect(page.getByText('Fixed: the letter lists just these rows.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Back to the request' }).click();
  await decide(page, 'approved');
  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('button', { name: 'Look at the letter' }).click();
  await expect(sheet.getByText(ELSEWHERE).first()).toBeVisible({ timeout: 30_000 });
  await sheet.getByRole('button', { name: 'Prepare the answer' }).click();
  await page.getByRole('button', { name: 'Deliver the answer…' }).click({ timeout: 90_000 });
  await expect(sheet.getByText(/named no e-mail address there/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Deliver it' })).toBeDisabled();
  await sheet.getByLabel('Handed over', { exact: true }).selectOption('mail');
  await expect(sheet.getByText(ELSEWHERE)).toBeVisible();
  await pictures(app, page, 'rights-deliver-confidential');
  await sheet.getByLabel('What shows it').fill('RR 300 US');
  await sheet.getByRole('button', { name: 'Record the delivery' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await close(page, 'Accounting of disclosures', 'RR 300 US');
  expect(await provenBy(sample, caseId)).toMatchObject({
    state: 'closed',
    letters: ['accounting'],
    delivered: 1,
  });
});

test('an amendment: refused, disagreed with, rebutted, linked with the record', async () => {
  const sheet = page.getByRole('dialog');
  const caseId = await toVerified(page, asked(/^Amendment/, 'My family name is wrong.'));
  await expect(people().getByText(ELSEWHERE)).toBeVisible();
  await toReview(page, 'in-person');
  await decide(page, 'denied', /^A4/);
  await answer(page, 'Receipt 400');
  await otherStep('File a statement of disagreement…');
  await willChoose('statement.pdf', 'I disagree: it is written with two letters.');
  await sheet.getByRole('button', { name: 'Attach a file…' }).click();
  await expect(sheet.getByText('Attached and sealed')).toBeVisible();
  await sheet.getByRole('button', { name: 'File the statement' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Record a rebuttal…' }).click();
  await willChoose('rebuttal.pdf', 'The certificate of birth has one.');
  await sheet.getByRole('button', { name: 'Attach a file…' }).click();
  await expect(sheet.getByText('Attached and sealed')).toBeVisible();
  await sheet.getByRole('checkbox', { name: 'The person has a copy of it' }).check();
  await sheet.getByRole('button', { name: 'Record the rebuttal' }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Link the statements with the record…' }).click();
  await sheet.getByLabel('Words in the records').fill(patient.family_name);
  await sheet.getByRole('button', { name: 'Search' }).click();
  await sheet.getByRole('checkbox', { name: /^Personal data/ }).check();
  for (const [label, text] of [
    ['The request', 'The family name is written with two letters.'],
    ['The denial', 'The record is accurate.'],
    ['The statement of disagreement', 'I disagree: it is written with two letters.'],
    ['The rebuttal', 'The certificate of birth has one.'],
  ] as const)
    await sheet.getByLabel(label, { exact: true }).fill(text);
  await pictures(app, page, 'rights-statements');
  await sheet.getByRole('button', { name: 'Link them' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await close(page, 'Amendment denied', 'Receipt 400');
  expect(await provenBy(sample, caseId)).toMatchObject({
    ...{ state: 'closed', letters: ['amendment-denied'], delivered: 1, signed: ['rights.decide'] },
  });
});

test('a complaint: looked into, its outcome signed, answered by a letter that is kept', async () => {
  const sheet = page.getByRole('dialog');
  const caseId = await record(page, asked(/^Complaint/, 'My neighbour was told about my visit.'));
  await page.getByRole('button', { name: 'Begin the review…' }).click();
  await sheet.getByRole('button', { name: 'Begin the review' }).click();
  await page.getByRole('button', { name: 'Record what came of the complaint…' }).click();
  await sheet.getByLabel('Outcome').selectOption('substantiated');
  await sheet.getByRole('button', { name: 'Record and sign' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Write the letter…' }).click();
  await expect(sheet.getByLabel('Letter', { exact: true })).toHaveValue('complaint-reply');
  await willChoose('reply.pdf', '');
  await sheet.getByRole('button', { name: 'Save the letter…' }).click();
  await sheet.getByRole('button', { name: 'Record that it was sent…' }).click();
  await sheet.getByRole('button', { name: 'Attach a file…' }).click();
  await expect(sheet.getByText('Attached and sealed')).toBeVisible();
  await pictures(app, page, 'rights-complaint-letter');
  await sheet.getByRole('button', { name: 'Record the letter' }).click();
  await expect(sheet).toBeHidden();
  await close(page, 'Reply to a complaint', null);
  expect(await provenBy(sample, caseId)).toMatchObject({
    ...{ state: 'closed', letters: ['complaint-reply'], signed: ['rights.dispose'] },
  });
});

test('erasure under the GDPR: refused, because a law obliges to keep the record', async () => {
  // Nobody takes it back: more proof of who asks is needed.
  const checks = ['in_person', 'document_upload'];
  const caseId = await toVerified(page, { ...asked(/^Erasure/, 'Delete everything about me.'), checks });
  await toReview(page, 'mail');
  await decide(page, 'denied', /^G17-3b/);
  await answer(page, 'RR 500 US');
  await close(page, 'Refusal under the GDPR', 'RR 500 US');
  expect(await provenBy(sample, caseId)).toMatchObject({ state: 'closed', letters: ['gdpr-refusal'] });
});

test('portability under the GDPR: looked through, released, handed over as FHIR', async () => {
  const sheet = page.getByRole('dialog');
  const caseId = await toVerified(page, asked(/^Portability/, 'My data for another clinic.'));
  await toReview(page, 'media');
  await page.getByRole('button', { name: 'Decide…' }).click();
  const all = page.getByRole('button', { name: 'Decide all that match…' });
  const held = page.getByRole('button', { name: 'Held for a look' });
  const decideAll = async (): Promise<void> => {
    await all.click();
    await sheet.getByRole('button', { name: 'Decide', exact: true }).click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
  };
  await held.click();
  const matching = page.getByText(/items? match$/);
  await expect(matching).toBeVisible();
  if (!(await matching.innerText()).startsWith('0')) await decideAll();
  await held.click();
  await page.getByRole('button', { name: /^To decide/ }).click();
  await decideAll();
  await page.getByRole('button', { name: 'Finish the review…' }).click();
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByText('Finished and signed')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Back to the request' }).click();
  await answer(page, 'Disc 600');
  // Psychotherapy notes are left out: the letter says so, and that the rest is given.
  await close(page, 'Refusal under the GDPR', 'Disc 600');
  expect(await provenBy(sample, caseId)).toMatchObject({
    ...{ state: 'closed', letters: ['gdpr-refusal'], delivered: 1, signed: ['rights.decide'] },
  });
  // The board shows every desk at once in the smallest window.
  await page.getByRole('link', { name: 'All requests' }).first().click();
  await page.getByText('Board', { exact: true }).click();
  await page.getByText('All', { exact: true }).click();
  await pictures(app, page, 'rights-board-all');
  const board = page.getByRole('region', { name: 'Requests by stage' });
  expect(await board.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
});

test('an approved erasure: carried out under Retention, and its result is in the request', async () => {
  const sheet = page.getByRole('dialog');
  const wish = 'Delete what you need not keep.';
  const checks = ['in_person', 'document_upload'];
  const caseId = await toVerified(page, { ...asked(/^Erasure/, wish), checks });
  await toReview(page, 'mail');
  await decide(page, 'approved');
  await page.getByRole('button', { name: 'Erase the data…' }).click();
  const erase = page.getByRole('region', { name: `Erase for request ${caseId}` });
  await erase.getByRole('button', { name: 'The GDPR applies here: allow it' }).click();
  await erase.getByRole('button', { name: 'Count the patient’s rows' }).click();
  await sheet.getByRole('button', { name: 'Use the sample clinic’s administrator' }).click();
  await expect(erase.getByRole('table')).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'rights-erase-plan');
  await erase.getByRole('button', { name: 'Erase and sign…' }).click();
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(erase.getByText(/reading again found none of them/)).toBeVisible({ timeout: 90_000 });
  await pictures(app, page, 'rights-erase-done');
  await erase.getByRole('link', { name: 'Back to the request' }).click();
  const result = page.getByRole('region', { name: 'Erasure' });
  await expect(result.getByText(/rows?; reading again found none of them/)).toBeVisible();
  await page.getByRole('button', { name: 'Prepare the answer…' }).click();
  await sheet.getByRole('button', { name: 'Look at the letter' }).click();
  await expect(sheet.getByText(/We deleted \d+ entries about you/)).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText(ELSEWHERE).first()).toBeVisible();
  await sheet.getByRole('button', { name: 'Not now' }).click();
  await answer(page, 'RR 700 US');
  await close(page, 'Approval', 'RR 700 US');
  expect(await provenBy(sample, caseId)).toMatchObject({
    ...{ state: 'closed', letters: ['approval'], delivered: 1 },
    signed: ['rights.decide', 'retention.disposal'],
  });
});
