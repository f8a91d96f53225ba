import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { attestryJson } from '../fixtures/command.ts';
import { secondOfficer } from './second-officer.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.describe.configure({ mode: 'serial' });
let sample: SampleProfile;
let folder: string;

test.beforeAll(async () => {
  sample = await sampleProfile(1500);
  folder = newUserData();
});
test.afterAll(async () => {
  await sample.down();
  for (const one of [sample.folder, folder]) rmSync(one, { recursive: true, force: true });
});

const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', [...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

const go = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    window.location.hash = to;
  }, hash);

const saveTo = (app: ElectronApplication, filePath: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, filePath);

/** By the palette: it is there on every page. */
const signIn = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet).toBeHidden({ timeout: 30_000 });
};

const step = (page: Page, name: string): Locator => page.getByRole('menuitem', { name });

test('a data key is exchanged, its data encrypted anew, and its old version destroyed after two officers approved', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await signIn(page);
    await go(page, '#/keys/list');
    await page.getByRole('button', { name: 'Make a key…' }).first().click();
    const make = page.getByRole('dialog', { name: 'Make a key on the token' });
    await make.getByRole('textbox', { name: 'Name' }).fill('Letters');
    await make.getByRole('button', { name: 'Make it' }).click();
    await expect(page.getByRole('heading', { name: 'Letters' })).toBeVisible({ timeout: 30_000 });
    writeFileSync(join(folder, 'letter.txt'), 'Dear Ms Example.');
    const sealed = join(folder, 'letter.sealed');
    const encrypted = await attestryJson(sample.folder, [
      ...['encrypt', join(folder, 'letter.txt'), '--key', 'Letters', '--context', 'case=17', '--out', sealed],
    ]);
    expect(encrypted.code, JSON.stringify(encrypted.json)).toBe(0);
    await page.getByRole('button', { name: 'Exchange the key…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the next version' }).click();
    const life = page.getByRole('region', { name: 'Versions over time' });
    await expect(life.getByRole('img', { name: /Version 2: in use.*Version 1: reads only/ })).toBeVisible();

    const anew = page.getByRole('region', { name: 'Encrypt anew' });
    await expect(anew.getByText(/1 thing is still encrypted/)).toBeVisible();
    await pictures(app, page, 'key-encrypt-anew');
    await anew.getByRole('button', { name: 'Encrypt anew' }).click();
    await expect(anew).toBeHidden({ timeout: 30_000 });

    await life.getByRole('button', { name: 'Steps with version 1' }).click();
    await step(page, 'Ask for destruction…').click();
    await page.getByRole('dialog').getByLabel('Why').fill('Nothing is encrypted under it any more');
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for destruction' }).click();
    const waiting = page.getByRole('region', { name: 'Destructions that wait' });
    await expect(waiting.getByText('Nobody of 2 officers has approved.')).toBeVisible();
    await waiting.getByRole('button', { name: 'Approve…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve with my token' }).click();
    await expect(waiting.getByText(/1 of 2 officers approved/)).toBeVisible();
    await waiting.getByRole('button', { name: 'Approve…' }).click();
    await pictures(app, page, 'key-second-officer');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve with my token' }).click();
    await expect(page.getByText('a second officer must approve with a token of their own')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click();
    await pictures(app, page, 'key-data');

    type Requests = { requests: { requestId: string }[] };
    const { json } = await attestryJson<Requests>(sample.folder, ['keys', 'requests']);
    await (await secondOfficer(sample)).approve(json.requests[0]!.requestId);
    const here = await page.evaluate(() => window.location.hash);
    await go(page, '#/settings');
    await page.reload();
    await go(page, here);
    await waiting.getByRole('button', { name: 'Destroy…' }).click();
    await expect(page.getByRole('dialog').getByText('Rita Reviewer')).toBeVisible();
    await pictures(app, page, 'key-destroy');
    await page.getByRole('dialog').getByRole('button', { name: 'Destroy it for good' }).click();
    await expect(life.getByRole('img', { name: /Version 1: destroyed/ })).toBeVisible();
    const opened = join(folder, 'letter.opened');
    const decrypt = ['decrypt', sealed, '--context', 'case=17', '--out', opened];
    expect((await attestryJson(sample.folder, decrypt)).code).toBe(0);
    expect(readFileSync(opened, 'utf8')).toBe('Dear Ms Example.');
  } finally {
    await app.close();
  }
});

test('a signing key from the token to its first report, and what the activity log says of it', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await go(page, '#/keys/activity');
    await expect(page.getByRole('button', { name: 'Verify the activity log' })).toBeVisible();
    await signIn(page);
    await go(page, '#/keys/list');

    const name = 'Signing key of the data protection officer of the large sample hospital, 2027/A';
    await page.getByRole('button', { name: 'Make a key…' }).first().click();
    const make = page.getByRole('dialog', { name: 'Make a key on the token' });
    await make.getByRole('textbox', { name: 'Name' }).fill(name);
    await make.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Signs (ECDSA P-256)' }).click();
    await make.getByRole('button', { name: 'Make it' }).click();
    await expect(page.getByRole('heading', { name })).toBeVisible({ timeout: 30_000 });

    const rail = page.getByRole('region', { name: 'Put the new key into use' });
    await rail.getByLabel('Name of the officer').fill('Data Protection Officer');
    await rail.getByLabel('Organisation').fill('Sample Hospital');
    await rail.getByLabel('Country').fill('US');
    await pictures(app, page, 'key-rail-request');
    const csr = join(folder, 'officer.csr');
    await saveTo(app, csr);
    await rail.getByRole('button', { name: 'Save the request…' }).click();
    await expect(rail.getByText('The request was saved.')).toBeVisible();
    openssl('req', '-in', csr, '-verify', '-noout');
    expect(openssl('req', '-in', csr, '-subject', '-noout')).toContain('Data Protection Officer');

    // Left and come back to: the rail stands where it stood.
    const address = await page.evaluate(() => window.location.hash);
    await go(page, '#/settings');
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await go(page, address);
    await expect(rail.locator('[aria-current="step"]')).toContainText('Certificate from the authority');
    await pictures(app, page, 'key-rail-certificate');

    writeFileSync(
      join(folder, 'signer.cnf'),
      'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n',
    );
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
      ...['-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test Authority'],
    );
    openssl(
      ...['x509', '-req', '-in', csr, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '20', '-extfile', 'signer.cnf', '-out', 'officer.pem'],
    );
    const both = join(folder, 'with-chain.pem');
    copyFileSync(join(folder, 'officer.pem'), both);
    writeFileSync(both, readFileSync(join(folder, 'ca.pem'), 'utf8'), { flag: 'a' });
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    }, both);
    await rail.getByRole('button', { name: 'Choose the certificate and switch over…' }).click();
    await expect(rail).toBeHidden({ timeout: 30_000 });
    const life = page.getByRole('region', { name: 'Versions over time' });
    await expect(life.getByRole('img', { name: /Version 1: in use/ })).toBeVisible();
    await expect(life.getByText('Test Authority')).toBeVisible();
    await pictures(app, page, 'key-page');

    // Suspended and brought back, with the reason that was given.
    await life.getByRole('button', { name: 'Steps with version 1' }).click();
    await step(page, 'Suspend…').click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Why').fill('The officer is on leave');
    await pictures(app, page, 'key-suspend');
    await sheet.getByRole('button', { name: 'Suspend it' }).click();
    await expect(life.getByRole('cell', { name: /Suspended: The officer is on leave/ })).toBeVisible();
    await life.getByRole('button', { name: 'Steps with version 1' }).click();
    await step(page, 'Bring back into use…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Bring it back' }).click();
    await expect(life.getByRole('cell', { name: /^In use/ })).toBeVisible();

    // The log names each of the steps, and verifies; nobody's authority vouches for the sample's token, and it says so.
    await page.getByRole('link', { name: 'What was done with it' }).click();
    for (const operation of ['key.generate', 'key.certify', 'key.suspend', 'key.resume'])
      await expect(page.getByRole('cell', { name: operation }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Verify the activity log' }).click();
    await expect(page.locator('[data-verdict="intact"]')).toBeVisible();
    await pictures(app, page, 'activity-log');
    const note = join(folder, 'activity.txt');
    await saveTo(app, note);
    await page.getByRole('button', { name: 'Save the checkpoint…' }).click();
    await expect(() => {
      expect(readFileSync(note, 'utf8')).toContain('attestry.activity/');
    }).toPass({ timeout: 15_000 });
  } finally {
    await app.close();
  }
});

test('a report signed with the new key counts as a use of it', async () => {
  type Listed = { keys: { name: string; versions: { operations: number }[] }[] };
  const uses = async (): Promise<number> => {
    const { json } = await attestryJson<Listed>(sample.folder, ['keys', 'list']);
    return (
      json.keys.find(({ name }) => name.startsWith('Signing key of the data'))?.versions[0]?.operations ?? -1
    );
  };
  const before = await uses();
  const out = join(folder, 'report.pdf');
  const made = await attestryJson(sample.folder, ['report', '--sign', '--out', out]);
  expect(made.code, JSON.stringify(made.json)).toBe(0);
  expect(await uses()).toBeGreaterThan(before);
  const { json } = await attestryJson<{ result: string }>(sample.folder, ['activity', 'verify']);
  expect(json.result).toBe('intact');
});

test('what a compromised key signed is listed, and made again with the key that follows', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await signIn(page);
    await go(page, '#/integrity');
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Intact')).toBeVisible({
      timeout: 30_000,
    });
    await page.getByRole('button', { name: 'Create report' }).click();
    await page
      .getByRole('menuitem', { name: /signed/i })
      .first()
      .click();
    await page.getByRole('button', { name: 'Sign with the token' }).click();
    await go(page, '#/reports');
    await expect(page.getByRole('button', { name: /^Save Audit integrity report/ }).first()).toBeVisible({
      timeout: 30_000,
    });
    await expect(page.getByText('Nothing running')).toBeVisible({ timeout: 30_000 });

    await go(page, '#/keys/list');
    await page.getByRole('link', { name: /^Open the key Signing key of the data protection/ }).click();
    const life = page.getByRole('region', { name: 'Versions over time' });
    await life.getByRole('button', { name: 'Steps with version 1' }).click();
    await step(page, 'Report as compromised…').click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Why').fill('The token was out of the house for a week');
    await pictures(app, page, 'key-compromise');
    await sheet.getByRole('button', { name: 'Report it as compromised' }).click();
    await expect(life.getByRole('img', { name: /Version 1: compromised/ })).toBeVisible();
    const again = page.getByRole('region', { name: 'What must be done again' });
    await expect(again.getByRole('link', { name: 'Sign again…' }).first()).toBeVisible();
    await pictures(app, page, 'key-compromised');
    await again.getByRole('link', { name: 'Sign again…' }).first().click();
    await expect(page.getByRole('button', { name: 'Create report' })).toBeVisible();
    await pictures(app, page, 'key-compromised-again');
    await go(page, '#/keys/sign-offs');
    await pictures(app, page, 'sign-offs');
    await go(page, '#/keys');
    await pictures(app, page, 'keys-roles');
  } finally {
    await app.close();
  }
});
