import pg from 'pg';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { secondOfficer } from './second-officer.ts';

test.setTimeout(240_000);
let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(1500);
});
test.afterAll(async () => {
  await sample.down();
});

const TABLE = 'accesses_to_the_records_of_patients_in_the_outpatient_clinic_x';

test('a key that asks for the PIN each time: checkpoints wait, and are signed one after the other in one go', async () => {
  const admin = new pg.Client(sample.adminUrl);
  await admin.connect();
  await admin.query(
    `create schema other_product; create table other_product.${TABLE} (id bigint generated always as identity primary key, occurred_at timestamptz not null default now(), who text);
     insert into other_product.${TABLE} (who) select 'n.rivera' from generate_series(1, 20);
     grant usage on schema other_product to attestry_reader; grant select on all tables in schema other_product to attestry_reader`,
  );
  const mapped = await attestryJson(sample.folder, [
    'tables',
    'map',
    `other_product.${TABLE}`,
    '--settle',
    '0',
  ]);
  expect(mapped.code, JSON.stringify(mapped.json)).toBe(0);
  // So many that a checkpoint is due at once.
  await admin.query(
    `insert into guard.audit_log (actor, event_type, action, resource_type) select 'n.rivera', 'record.read', 'read', 'note' from generate_series(1, 5000)`,
  );
  await admin.end();
  const second = await secondOfficer(sample, { pinEachTime: true });
  await second.choose();
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /^Sign in/ }).click();
    await page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(second.pin);
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
    // Nobody is asked for a PIN by what goes on in the background.
    const next = page.getByRole('region', { name: 'What to do next' });
    await expect(next.getByText(/^[23] checkpoints wait for your PIN$/)).toBeVisible({ timeout: 90_000 });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await pictures(app, page, 'waiting-overview');
    await page.getByRole('link', { name: 'Integrity' }).click();
    const monitor = page.getByRole('region', { name: 'Monitor' });
    await expect(monitor.getByText(/checkpoints wait for your PIN/)).toBeVisible();
    await monitor.scrollIntoViewIfNeeded();
    await pictures(app, page, 'waiting-monitor');
    await monitor.getByRole('button', { name: 'Sign them…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Checkpoints that wait for your PIN' });
    const rows = sheet.getByRole('list', { name: 'What will be signed' }).getByRole('listitem');
    const waiting = await rows.count();
    expect(waiting).toBeGreaterThanOrEqual(2);
    await expect(sheet.getByText(TABLE)).toBeVisible();
    await pictures(app, page, 'waiting-sheet');

    const asked = page.getByRole('dialog', { name: 'PIN for this signature' });
    const sign = sheet.getByRole('button', { name: /^Sign / });
    await sign.click();
    await expect(asked.getByText(`Checkpoint 1 of ${String(waiting)}:`)).toBeVisible({ timeout: 30_000 });
    await pictures(app, page, 'waiting-pin');
    // Closed: nothing more is asked, and what waits goes on waiting.
    await page.keyboard.press('Escape');
    await expect(asked).toBeHidden();
    await expect(sheet.getByText(/asks for the PIN before every single signature/)).toBeVisible();
    await expect(rows).toHaveCount(waiting);

    await sign.click();
    for (let at = 1; at <= waiting; at++) {
      await expect(asked.getByText(`Checkpoint ${String(at)} of ${String(waiting)}:`)).toBeVisible({
        timeout: 30_000,
      });
      await asked.getByLabel('PIN', { exact: true }).fill(second.pin);
      await asked.getByRole('button', { name: 'Sign', exact: true }).click();
    }
    await expect(sheet.getByText('Everything is signed.')).toBeVisible({ timeout: 30_000 });
    await pictures(app, page, 'waiting-signed');
    await sheet.getByRole('button', { name: 'Close' }).last().click();
    await expect(monitor.getByText(/checkpoints? waits? for your PIN/)).toHaveCount(0);
  } finally {
    await app.close();
  }
  const { json } = await attestryJson<{ integrity: { witnessed: number; lastCheckpointSize: number } }>(
    sample.folder,
    ['status'],
  );
  expect(json.integrity.lastCheckpointSize).toBeGreaterThanOrEqual(6500);
});
