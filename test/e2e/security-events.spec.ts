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

test('an event comes into the window within a second, is counted, investigated and resolved; the tabs beside it show their data', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const admin = new pg.Client(sample.adminUrl);
  await admin.connect();
  try {
    const page = await firstScreen(app);
    await page.getByRole('link', { name: /^Security events/ }).click();
    await expect(page.getByRole('heading', { name: 'Security events' })).toBeVisible();
    const queue = page.getByRole('region', { name: 'Queue' });
    await expect(queue.getByText(/Nothing waits|What happened/).first()).toBeVisible();
    await expect
      .poll(async () => {
        const { rows } = await admin.query(
          "select from pg_stat_activity where query = 'listen attestry_security'",
        );
        return rows.length;
      })
      .toBe(1);
    await admin.query(
      `select guard.record_security_event('mass-deletion', 'clinic.appointments', '{}', 'one', 'd.reyes'), guard.record_security_event('mass-read', null, '{}', 'two', 'd.reyes')`,
    );
    const event = queue.getByRole('button', { name: /One person deleted many rows/ }).first();
    await expect(event).toBeVisible({ timeout: 2000 });
    await expect(page.getByRole('status', { name: /1 critical one needs an answer/ })).toBeVisible();
    await expect(queue.getByText(/left to answer/).first()).toBeVisible();
    await event.click();
    const panel = page.getByRole('complementary', { name: /^Event / });
    await expect(panel.getByText('One person looked at many patients within an hour')).toBeVisible();
    await pictures(app, page, 'security-events');
    await panel.getByLabel(/What will be looked into/).fill('Calling the ward.');
    await panel.getByRole('button', { name: 'Investigate: record it' }).click();
    await expect(panel.getByText(/Being investigated: Calling the ward/)).toBeVisible();
    await expect(panel.getByText('Answered in time')).toBeVisible();
    await panel
      .getByLabel(/What happened, and what was done/)
      .fill('An archive script; its account is locked.');
    await panel.getByRole('button', { name: 'Resolve: record it' }).click();
    await expect(event).toBeHidden();
    const { json } = await attestryJson<{ rows: { event: { type: string } }[] }>(sample.folder, [
      'events',
      'list',
      '--ended',
    ]);
    expect(json.rows.map(({ event: { type } }) => type)).toContain('mass-deletion');

    await page.getByRole('link', { name: 'Clinic database' }).click();
    await page.getByRole('link', { name: 'Access report' }).click();
    await page.getByLabel('From (UTC)').fill('');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(
      page.getByRole('region', { name: 'Access to patient data' }).getByText(/^P-/).first(),
    ).toBeVisible();
    await pictures(app, page, 'access-report');
    await page.getByRole('link', { name: 'Capacity', exact: true }).click();
    await expect(
      page.getByRole('region', { name: 'Controls', exact: true }).getByText('Incident response').first(),
    ).toBeVisible();
    await expect(page.getByRole('img', { name: /Entries of the audit log, entries a day/ })).toBeVisible();
    await pictures(app, page, 'capacity');
    await page.getByRole('link', { name: 'FHIR', exact: true }).click();
    await expect(page.getByText('No file was checked yet')).toBeVisible();
  } finally {
    await admin.end();
    await app.close();
  }
});
