import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// Old entries are removed as they should be: certificate, administrator, and a log that is intact behind the cut.
test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

/** Two blocks of the sealer: the older one may go. */
const ENTRIES = 66_000;
const FIRST_BLOCK = '65,536';

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(ENTRIES);
});
test.afterAll(async () => {
  await sample.down();
});

test('the officer signs for a removal, the administrator removes, and the log is intact', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Integrity', exact: true }).first().click();
  await page.getByRole('link', { name: 'Retention and witnesses' }).click();
  const retention = page.getByRole('region', { name: 'Removal of old entries' });
  await expect(retention.getByText('Nothing was removed')).toBeVisible();
  await pictures(app, page, 'retention-empty');

  await page.getByRole('button', { name: 'Check this computer’s own copy' }).click();
  await expect(page.getByText('The copy is whole.')).toBeVisible({ timeout: 60_000 });

  await retention.getByRole('button', { name: 'Remove old entries…' }).click();
  await retention.getByLabel(/Everything that happened before/).fill('2100-01-01');
  await retention.getByRole('button', { name: 'Show what would be removed' }).click();
  await expect(retention.getByText(`the oldest ${FIRST_BLOCK} entries`)).toBeVisible();
  await retention
    .getByLabel(/The rule under which/)
    .fill('Entries are kept for six years (retention rule 4.2).');
  await pictures(app, page, 'retention-new');
  await retention.getByRole('button', { name: 'Verify and sign…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await expect(sheet.getByRole('button', { name: 'Sign with the token' })).toBeEnabled();
  await pictures(app, page, 'retention-confirm');
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  const made = retention.getByRole('article');
  await expect(made.getByText('Signed; nothing was removed yet')).toBeVisible({ timeout: 60_000 });

  const file = join(sample.folder, 'removal.sql');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await made.getByRole('button', { name: 'Save for the database administrator…' }).click();
  await expect.poll(() => existsSync(file)).toBe(true);
  const administrator = new pg.Client({ connectionString: sample.adminUrl });
  await administrator.connect();
  await administrator.query(readFileSync(file, 'utf8'));
  const { rows } = await administrator.query<{ n: number }>('select count(*)::int as n from guard.audit_log');
  await administrator.end();
  expect(rows[0]?.n).toBeLessThan(ENTRIES - 65_000);

  await page.getByRole('link', { name: 'The log', exact: true }).click();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Intact')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/removed under/).first()).toBeVisible();
  await pictures(app, page, 'retention-run');
  await page.getByRole('link', { name: 'Integrity', exact: true }).first().click();
  await page.getByRole('link', { name: 'Retention and witnesses' }).click();
  await expect(made.getByText('has begun or finished the removal')).toBeVisible();
  await pictures(app, page, 'retention-done');
  await app.close();
});
