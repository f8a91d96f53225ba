import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readNoteKey } from '../../src-main/audit/note-key.ts';
import { checkProof } from '../../src-main/audit/proof-check.ts';
import { attestry } from '../fixtures/command.ts';
import { readCsv } from '../independent/csv.ts';
import { bundle } from '../independent/fhir-audit-event.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// One entry: looked at, proven, given away; the day its row was changed; the day the database is gone.
test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(3000);
});
test.afterAll(async () => {
  await sample.down();
});

test('an entry is found by its number, checked, and its proof is saved and holds', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  const saveTo = (file: string): Promise<void> =>
    app.evaluate(
      ({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      },
      join(sample.folder, file),
    );
  const saved = (file: string): string => join(sample.folder, file);

  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: /Go to a place/ }).fill('1200');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Entry 1200' })).toBeVisible();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict.getByText('Intact')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('img', { name: /Proof path of position 1,199/ })).toBeVisible();
  await pictures(app, page, 'entry-intact');
  await page.getByText('As a table').click();
  await pictures(app, page, 'entry-table');

  await page.getByRole('button', { name: 'Save proof…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/patient data/)).toBeHidden();
  await dialog.getByLabel('Put the whole entry into the file').check();
  await expect(dialog.getByText(/will then hold patient data/)).toBeVisible();
  await pictures(app, page, 'entry-save-proof');
  await saveTo('entry.tlog-proof');
  await dialog.getByRole('button', { name: 'Save with the entry…' }).click();
  await expect.poll(() => existsSync(saved('entry.tlog-proof'))).toBe(true);

  await page.getByRole('link', { name: 'Integrity', exact: true }).first().click();
  await page.getByRole('link', { name: 'For auditors' }).click();
  await expect(page.getByRole('heading', { name: 'Signed checkpoint and public key' })).toBeVisible();
  await pictures(app, page, 'auditors');
  await saveTo('key.vkey');
  await page.getByRole('button', { name: 'Save public key' }).click();
  await page.getByRole('menuitem', { name: /verifier key/ }).click();
  await expect.poll(() => existsSync(saved('key.vkey'))).toBe(true);
  const key = readNoteKey(readFileSync(saved('key.vkey')));
  const check = checkProof(readFileSync(saved('entry.tlog-proof'), 'utf8'), key!, null);
  expect(check).toMatchObject({ result: 'intact', says: { index: 1199, entry: { entryId: 1200 } } });

  await saveTo('events.json');
  await page.getByRole('button', { name: 'Save entries…' }).click();
  await expect(page.getByText('3,000 entries written.')).toBeVisible({ timeout: 30_000 });
  expect(bundle.parse(JSON.parse(readFileSync(saved('events.json'), 'utf8'))).entry.length).toBe(3000);
  await app.close();
});

test('a bundle is made for an auditor, who looks it over without the clinic', async () => {
  const bundleFile = join(sample.folder, 'bundle.zip');
  const password = 'correct horse battery';
  const officer = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(officer);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Integrity', exact: true }).first().click();
  await page.getByRole('link', { name: 'For auditors' }).click();
  const make = page.getByRole('region', { name: 'A bundle for an auditor' });
  await make.getByLabel('Entries').fill('1200, 1300-1299');
  await expect(make.getByText('Give the smaller number of a range first.')).toBeVisible();
  await make.getByLabel('Entries').fill('1200, 1300-1310');
  await make.getByLabel('Why it is made').fill('Asked for by the auditor of the year');
  await make.getByLabel('Password of the file').fill(password);
  await pictures(officer, page, 'bundle-make');
  await officer.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, bundleFile);
  await make.getByRole('button', { name: 'Save the bundle…' }).click();
  await expect.poll(() => existsSync(bundleFile), { timeout: 30_000 }).toBe(true);
  await officer.close();

  // Another computer: a profile with nothing in it.
  const auditor = await launch({ userData: newUserData(), args: ['--profile', newUserData()] });
  try {
    const desk = await firstScreen(auditor);
    await pictures(auditor, desk, 'welcome');
    await desk.getByRole('link', { name: /Look over a bundle/ }).click();
    await expect(desk.getByText('No bundle is open')).toBeVisible();
    await pictures(auditor, desk, 'review-empty');
    const choose = (path: string): Promise<void> =>
      auditor.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path);
    await choose(bundleFile);
    await desk.getByRole('button', { name: 'Open a bundle…' }).click();
    await desk.getByLabel('Password', { exact: true }).fill('wrong horse battery');
    await desk.getByRole('button', { name: 'Open it' }).click();
    await expect(desk.getByText('This is not its password.')).toBeVisible();
    await pictures(auditor, desk, 'review-locked');
    await desk.getByLabel('Password', { exact: true }).fill(password);
    await desk.getByRole('button', { name: 'Open it' }).click();
    const verdict = desk.getByRole('region', { name: 'Verdict' });
    await expect(verdict.getByText('Could not tell')).toBeVisible();
    await choose(sample.caCertificate);
    await verdict.getByRole('button', { name: /authority’s certificate/ }).click();
    await expect(verdict.getByText('Intact')).toBeVisible();
    await expect(
      desk.getByRole('region', { name: 'Entries' }).getByText('12', { exact: true }),
    ).toBeVisible();
    await pictures(auditor, desk, 'review-intact');
    await desk.getByRole('grid', { name: 'Entries of the bundle' }).scrollIntoViewIfNeeded();
    await pictures(auditor, desk, 'review-entries');
  } finally {
    await auditor.close();
  }
});

test('a changed row: the finding leads to the entry, and the findings are saved', async () => {
  const admin = new pg.Client(sample.adminUrl);
  // The server may be stopped under it when a step before fails.
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query(`set session_replication_role = replica;
    update guard.audit_log set actor = '=somebody.else' where id = 1200`);
  await admin.end();
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Integrity' }).click();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible({
    timeout: 30_000,
  });
  const csv = join(sample.folder, 'findings.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, csv);
  await page.getByRole('button', { name: 'Save findings' }).click();
  await pictures(app, page, 'run-save-findings');
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  await expect.poll(() => existsSync(csv)).toBe(true);
  const [names, ...rows] = readCsv(readFileSync(csv, 'utf8').slice(1));
  expect(rows.length).toBe(1);
  expect(rows[0]![names!.indexOf('now_actor')]).toBe("'=somebody.else");

  await page.getByRole('gridcell', { name: 'Content changed' }).first().click();
  await page.getByRole('link', { name: 'Check and prove it' }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible({
    timeout: 20_000,
  });
  await pictures(app, page, 'entry-tampered');
  await app.close();
});

test('no database: what this computer keeps is shown, and nothing is called intact', async () => {
  await attestry(sample.folder, ['sample', 'down']);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.evaluate(() => {
    location.hash = '#/integrity/entries/1200';
  });
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Could not tell')).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByText(/only the database can tell/).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /Proof path/ })).toBeVisible();
  await pictures(app, page, 'entry-no-database');
  await page.evaluate(() => {
    location.hash = '#/integrity/entries/999999';
  });
  // The database was not asked: nobody says that there is no such entry.
  await expect(page.getByRole('alert').getByText('The sample clinic is not running.')).toBeVisible();
  await pictures(app, page, 'entry-unknown');
  await app.close();
});
