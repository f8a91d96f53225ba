import pg from 'pg';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);
let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(1000);
});
test.afterAll(async () => {
  await sample.down();
});

test('a trigger that was switched off is named; the plan of a roll back is shown before anything is done', async () => {
  const whole = await attestryJson<{ state: string; drift: unknown[] }>(sample.folder, ['guard', 'status']);
  expect(whole).toMatchObject({ code: 0, json: { state: 'current', drift: [] } });
  const admin = new pg.Client(sample.adminUrl);
  await admin.connect();
  await admin.query('alter table clinic.patients disable trigger attestry_audit');
  await admin.end();
  const changed = await attestryJson(sample.folder, ['guard', 'status']);
  expect(changed.code).toBe(2);
  const plan = await attestryJson<{ direction: string }>(sample.folder, [
    ...['guard', 'rollback', '--dry-run', '--database', sample.adminUrl],
  ]);
  expect(plan).toMatchObject({ code: 0, json: { direction: 'roll-back' } });

  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await page.getByRole('link', { name: 'Clinic database' }).click();
    const pack = page.getByRole('region', { name: 'Guard pack' });
    await expect(pack.getByText('trigger attestry_audit on clinic.patients', { exact: true })).toBeVisible();
    await pack.scrollIntoViewIfNeeded();
    await pictures(app, page, 'guard-drift');
    await pack.getByRole('button', { name: 'Take it away…' }).click();
    await pictures(app, page, 'administrator');
    await page.getByRole('button', { name: 'Use the sample clinic’s administrator' }).click();
    const sheet = page.getByRole('dialog', { name: 'Take the guard pack away' });
    await expect(sheet.getByText(/The log holds/)).toBeVisible();
    await sheet.getByLabel(/Keep a copy/).uncheck();
    await expect(sheet.getByRole('button', { name: 'Take it away' })).toBeDisabled();
    await pictures(app, page, 'guard-roll-back');
    await sheet.getByRole('button', { name: 'Not now' }).click();
    await expect(page.getByText(/Database administrator postgres/)).toBeVisible();

    // What was so when the page was last open is not what stands there when it is opened again.
    const repair = new pg.Client(sample.adminUrl);
    await repair.connect();
    await repair.query('alter table clinic.patients enable trigger attestry_audit');
    await repair.end();
    await page.getByRole('link', { name: 'Limits' }).click();
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await expect(pack.getByText('Everything is as the pack makes it.')).toBeVisible({ timeout: 30_000 });
  } finally {
    await app.close();
  }
});
