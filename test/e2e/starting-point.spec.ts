import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);
let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(1500);
});
test.afterAll(async () => {
  await sample.down();
});

const POLICY =
  'Entries of the outpatient clinic are kept for six years after the last visit (rule 4.2 of the archive)';

test('a computer that did not see a removal begins behind it by the officer’s decision, with a reason', async () => {
  const admin = new pg.Client(sample.adminUrl);
  await admin.connect();
  // A removal ends with a whole block and leaves the newest one: the sample's log is one block, and gets a second.
  await admin.query(
    `insert into guard.audit_log (actor, event_type, action, resource_type) select 'n.rivera', 'record.read', 'read', 'note' from generate_series(1, 400)`,
  );
  const sealed = await attestryJson(sample.folder, ['seal']);
  expect(sealed.code, JSON.stringify(sealed.json)).toBe(0);
  const file = join(sample.folder, 'removal.sql');
  const signed = await attestryJson(sample.folder, [
    ...['cut', 'sign', '--entries', '1600', '--policy', POLICY, '--out', file],
  ]);
  expect(signed.code, JSON.stringify(signed.json)).toBe(0);
  await admin.query(readFileSync(file, 'utf8'));
  await admin.end();

  const other = newUserData();
  const connected = await attestry(other, [
    ...['connect', '--database', sample.databaseUrl, '--ca', sample.caCertificate],
  ]);
  expect(connected.code, connected.stderr).toBe(0);
  const app = await launch({ userData: newUserData(), args: ['--profile', other] });
  try {
    const page = await firstScreen(app);
    await page.evaluate(() => {
      window.location.hash = '#/integrity/witness';
    });
    const section = page.getByRole('region', { name: 'Begin behind the removal' });
    await expect(section.getByText(/were removed before this computer had witnessed them all/)).toBeVisible({
      timeout: 60_000,
    });
    await section.scrollIntoViewIfNeeded();
    await pictures(app, page, 'begin-behind');
    await section.getByRole('button', { name: 'Begin behind this removal…' }).click();
    const decide = section.getByRole('button', { name: 'The fingerprint is the same: begin here' });
    await expect(decide).toBeDisabled();
    await decide.scrollIntoViewIfNeeded();
    await pictures(app, page, 'begin-behind-decision');
    await section
      .getByLabel('Why you take this certificate as the starting point')
      .fill('This computer is new; the fingerprint was read out on the telephone.');
    await decide.click();
    await expect(section.getByText(/has witnessed what follows the removal of the first/)).toBeVisible({
      timeout: 60_000,
    });
    await pictures(app, page, 'begin-behind-done');
  } finally {
    await app.close();
    rmSync(other, { recursive: true, force: true });
  }
});
