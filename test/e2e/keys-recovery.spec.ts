import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import { certify, rsaKeys } from '../fixtures/authority.ts';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { secondOfficer } from './second-officer.ts';

test.setTimeout(240_000);
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

test('a recovery key is named by its certificate, approved by two officers, and what was there is encrypted anew', async () => {
  const safe = join(folder, 'recovery.pem');
  writeFileSync(safe, (await certify('Recovery token in the safe', { keys: await rsaKeys() })).pem);
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /^Sign in/ }).click();
    await page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(sample.pin);
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
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
    const section = page.getByRole('region', { name: 'If the token is lost' });
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
