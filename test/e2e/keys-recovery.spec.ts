import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfile, updateProfile } from '../../src-main/base/config.ts';
import type { RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import { certify, rsaKeys } from '../fixtures/authority.ts';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { secondOfficer } from './second-officer.ts';

test.setTimeout(240_000);
let sample: SampleProfile;
let folder: string;

// Each its own: what one test leaves under the first token is nothing that the other could bring over.
test.beforeEach(async () => {
  sample = await sampleProfile(1500);
  folder = newUserData();
});
test.afterEach(async () => {
  await sample.down();
  for (const one of [sample.folder, folder]) rmSync(one, { recursive: true, force: true });
});

const LONG = 'Recovery key of the compliance office, second floor, in the safe of the hospital';

/** The window, signed in, on the list of keys; more tests than one begin like this. */
async function onKeys(pin: string) {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Sign in/ }).click();
  await page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(pin);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
  await page.evaluate(() => {
    window.location.hash = '#/keys/list';
  });
  return { app, page, section: page.getByRole('region', { name: 'If the token is lost' }) };
}

test('a recovery key is named by its certificate, approved by two officers, and what was there is encrypted anew', async () => {
  const safe = join(folder, 'recovery.pem');
  writeFileSync(safe, (await certify('Recovery token in the safe', { keys: await rsaKeys() })).pem);
  const { app, page, section } = await onKeys(sample.pin);
  try {
    for (const args of [
      ['keys', 'generate', '--name', 'Letters'],
      ['encrypt', safe, '--key', 'Letters', '--context', 'case=17', '--out', join(folder, 'letter.sealed')],
    ])
      expect((await attestryJson(sample.folder, args)).code).toBe(0);
    const list = async (): Promise<void> => {
      await page.evaluate(() => {
        window.location.hash = '#/keys/list';
      });
      await page.reload();
    };
    await list();
    await expect(section.getByText(/1 thing is encrypted here, and only the token opens it/)).toBeVisible({
      timeout: 30_000,
    });
    await section.getByText('What to do, step by step').click();
    await section.scrollIntoViewIfNeeded();
    await pictures(app, page, 'recovery-none');

    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, safe);
    await section.getByRole('button', { name: 'Name a recovery key…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Choose the certificate…' }).click();
    await expect(section.getByText('Waits for approval, is not used yet')).toBeVisible({ timeout: 30_000 });
    await section.getByRole('button', { name: 'Approve…' }).click();
    await pictures(app, page, 'recovery-approve');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve with my token' }).click();
    await expect(section.getByText(/a second officer must/)).toBeVisible();

    const { json } = await attestryJson<RecoveryStatus>(sample.folder, ['keys', 'recovery']);
    await (await secondOfficer(sample)).run(['keys', 'recovery', 'approve', json.recoveries[0]!.recoveryId]);
    await list();
    await expect(section.getByText(/1 thing is to be encrypted anew/)).toBeVisible({ timeout: 30_000 });
    await section.scrollIntoViewIfNeeded();
    await pictures(app, page, 'recovery-in-use');
    await section.getByRole('link', { name: 'Letters' }).click();
    const anew = page.getByRole('region', { name: 'Encrypt anew' });
    await anew.getByRole('button', { name: 'Encrypt anew' }).click();
    await expect(anew).toBeHidden({ timeout: 30_000 });
    await list();
    await expect(section.getByText(/can be opened with the recovery key, too/)).toBeVisible({
      timeout: 30_000,
    });
    await section.getByRole('button', { name: 'Take out of use…' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('The token in the safe was exchanged');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it out of use' }).click();
    await expect(section.getByText(/1 thing is encrypted here, and only the token opens it/)).toBeVisible();
  } finally {
    await app.close();
  }
});

test('on the token in the safe: its certificate is saved; after the loss, what the lost token protected is brought over', async () => {
  const letter = join(folder, 'letter.txt');
  writeFileSync(letter, 'to be read after the loss');
  const done = async (args: readonly string[]): Promise<void> => {
    const { code, json } = await attestryJson(sample.folder, args);
    expect(code, JSON.stringify(json)).toBe(0);
  };
  const sealed = join(folder, 'after.sealed');
  const certificate = join(folder, 'safe.pem');
  await done(['keys', 'generate', '--name', 'Case files']);
  await done(['encrypt', letter, '--key', 'Case files', '--context', 'case=18', '--out', sealed]);
  const { token: first } = await readProfile(sample.folder);
  const second = await secondOfficer(sample, { label: 'Token in the safe' });
  await second.run(['keys', 'generate', '--name', LONG, '--kind', 'rsa-wrap-3072']);
  await second.run(['keys', 'generate', '--name', 'Data of the second token']);

  await second.choose();
  const safe = await onKeys(second.pin);
  try {
    await safe.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, certificate);
    await safe.section.scrollIntoViewIfNeeded();
    await pictures(safe.app, safe.page, 'recovery-safe');
    await safe.section.getByRole('button', { name: 'Save its certificate…' }).click();
    const sheet = safe.page.getByRole('dialog', { name: 'Certificate of a recovery key' });
    const save = sheet.getByRole('button', { name: 'Save the certificate…' });
    await expect(save).toBeDisabled();
    await sheet.getByLabel('Name').fill('Recovery token in the safe');
    await pictures(safe.app, safe.page, 'recovery-certificate');
    await save.click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
    expect(readFileSync(certificate, 'utf8')).toContain('BEGIN CERTIFICATE');
  } finally {
    await safe.app.close();
  }

  await updateProfile(sample.folder, (profile) => ({ ...profile, token: first }));
  await done(['keys', 'recovery', 'propose', certificate]);
  const { json } = await attestryJson<RecoveryStatus>(sample.folder, ['keys', 'recovery']);
  const { recoveryId } = json.recoveries.find(({ state }) => state === 'waiting')!;
  await done(['keys', 'recovery', 'approve', recoveryId]);
  await second.run(['keys', 'recovery', 'approve', recoveryId]);
  await done(['keys', 'rewrap', 'Case files']);

  // The first token is lost from here on.
  await second.choose();
  const after = await onKeys(second.pin);
  try {
    await after.section.scrollIntoViewIfNeeded();
    await pictures(after.app, after.page, 'recovery-lost');
    await after.section.getByRole('button', { name: 'That token is lost…' }).click();
    const sheet = after.page.getByRole('dialog', { name: 'Bring over what a lost token protected' });
    await expect(sheet.getByRole('button', { name: 'Bring it over' })).toBeDisabled();
    await sheet.getByRole('combobox', { name: 'Under which key of this token' }).click();
    await after.page.getByRole('option', { name: 'Data of the second token' }).click();
    await pictures(after.app, after.page, 'recovery-recover');
    await sheet.getByRole('button', { name: 'Bring it over' }).click();
    await expect(sheet).toBeHidden();
    await expect(after.page.getByText('Everything can be read with this token.')).toBeVisible({
      timeout: 60_000,
    });
    await expect(after.section.getByRole('button', { name: 'That token is lost…' })).toHaveCount(0);
  } finally {
    await after.app.close();
  }
  const read = join(folder, 'read.txt');
  await second.run(['decrypt', sealed, '--context', 'case=18', '--out', read]);
  expect(readFileSync(read, 'utf8')).toBe('to be read after the loss');
});
