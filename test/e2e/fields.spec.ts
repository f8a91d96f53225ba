import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);

let sample: SampleProfile;
let clinic: pg.Client;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
  clinic = new pg.Client({ connectionString: sample.adminUrl });
  await clinic.connect();
});
test.afterAll(async () => {
  await clinic.end();
  await sample.down();
});

/** What a role reads of a patient's number without the key: its value, or the code of the refusal. */
const read = async (role: string): Promise<string> => {
  await clinic.query(`begin; set local role ${role}`);
  const answer = await clinic
    .query<{ ssn: string }>(`select ssn from ${role}.patients where ssn is not null limit 1`)
    .then(({ rows }) => rows[0]?.ssn ?? '')
    .catch((error: unknown) => (error as { code: string }).code);
  await clinic.query('rollback');
  return answer;
};
const sealed = async (): Promise<string> =>
  (
    await clinic.query<{ all: string }>(
      `select bool_and(guard.field_is_sealed(ssn))::text as all from clinic.patients where ssn is not null`,
    )
  ).rows[0]!.all;

test('a column is planned, encrypted, made searchable, verified and decrypted again', async () => {
  const before = await clinic.query('select id, ssn from clinic.patients order by id');
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Clinic database' }).click();
  await expect(page.getByText('everything is as it was put there.')).toBeVisible({ timeout: 60_000 });
  await pictures(app, page, 'pack-watched');
  await page.getByRole('link', { name: 'Data map' }).click();
  await page.getByRole('button', { name: 'Scan…' }).click();
  await page.getByRole('menuitem', { name: 'Names and types only' }).click();
  await expect(page.getByText(/by names and types/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Encryption', exact: true }).click();
  await expect(page.getByText('No column is encrypted')).toBeVisible();
  await pictures(app, page, 'fields-none');

  await page.getByRole('combobox', { name: 'Columns' }).fill('patients.ssn');
  await page.getByRole('option', { name: 'clinic.patients.ssn' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Plan' }).click();
  await page.getByRole('button', { name: 'Use the sample clinic’s administrator' }).click();
  await expect(page.getByText(/rows can be encrypted/)).toBeVisible({ timeout: 30_000 });
  await pictures(app, page, 'fields-plan');
  await page.getByRole('button', { name: 'Encrypt…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('PIN', { exact: true }).fill(sample.pin);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await pictures(app, page, 'fields-sheet');
  await sheet.getByRole('button', { name: 'Encrypt', exact: true }).click();
  await expect(page.getByText('Encrypted', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(await sealed()).toBe('true');
  expect(await read('attestry_researcher')).toBe('****');
  expect(await read('attestry_clinician')).toBe('AT021');

  await page.getByRole('button', { name: 'Find equal values…' }).click();
  await pictures(app, page, 'fields-search');
  await page.getByRole('dialog').getByRole('button', { name: 'Make searchable' }).click();
  await expect(page.getByText(/equal numbers can be found/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText('Every row is encrypted')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('A search finds every value')).toBeVisible();
  await pictures(app, page, 'fields-verified');

  const time = page.getByRole('region', { name: 'How long the key stays given' });
  await expect(time.getByText('60 seconds')).toBeVisible();
  await expect(time.getByRole('button', { name: 'Set it' })).toBeDisabled();
  await time.getByLabel('Seconds').fill('15');
  await time.scrollIntoViewIfNeeded();
  await pictures(app, page, 'fields-key-time');
  await time.getByRole('button', { name: 'Set it' }).click();
  await expect(time.getByText('15 seconds')).toBeVisible();

  await page.getByRole('button', { name: 'Decrypt for good…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Decrypt for good' }).click();
  await expect(page.getByText('No column is encrypted')).toBeVisible({ timeout: 60_000 });
  expect((await clinic.query('select id, ssn from clinic.patients order by id')).rows).toEqual(before.rows);

  // Somebody takes an audit trigger off, and the list with it: the next look says so.
  await clinic.query(
    `drop trigger attestry_audit on clinic.patients; drop trigger attestry_audit_truncate on clinic.patients;
     delete from guard.attachment where kind = 'audit' and relation = 'clinic.patients'::regclass`,
  );
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(page.getByRole('list', { name: 'What is gone' }).getByText('clinic.patients')).toHaveCount(2);
  await expect(page.getByText('The guard in the clinic’s database was changed')).toBeVisible();
  await pictures(app, page, 'pack-vanished');
  await app.close();
});
