import type { ElectronApplication, Page } from '@playwright/test';
import pg from 'pg';
import type { CycleBoard } from '../../src-main/controls/index.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';
import { go, invoke, signIn } from './whole-review.ts';

// What follows from a review and what is gone through every day: gaps, the check with its list, the access matrix.
test.setTimeout(300_000);

let sample: SampleProfile;
let app: ElectronApplication;
let page: Page;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
  app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  page = await firstScreen(app);
  await signIn(page, sample.pin);
});
test.afterAll(async () => {
  await app.close();
  await sample.down();
});

test('gaps are taken up from conclusions, put in order, worked off, and borne under a signature', async () => {
  const { cycleId } = await invoke<{ cycleId: string }>(page, 'reviews.open', {
    ...{ name: 'Gaps of autumn', frameworks: ['soc2-2017'], from: '2026-10-01', to: '2026-12-31' },
    ...{ dueOn: '2027-01-15', owner: 'Olivia Officer' },
  });
  for (const [id, conclusion, narrative] of [
    ['CC6.1', 'not-effective', 'Two nurses share a log-in, and nobody asks them about it.'],
    ['CC6.2', 'exception', 'Three of forty accounts were opened before they were approved.'],
  ] as const) {
    const { controls } = await invoke<CycleBoard>(page, 'reviews.board', { cycleId });
    const meant = controls.find(({ requirement }) => requirement.id === id)!;
    await invoke(page, 'reviews.edit', {
      cycleId,
      controls: [{ requirement: meant.requirement, revision: meant.revision }],
      change: { edit: 'conclude', conclusion, narrative },
    });
  }
  await go(page, '#/controls/gaps');
  const sheet = page.getByRole('dialog');
  for (const [id, title] of [
    ['CC6.1', 'Shared log-ins on ward 3'],
    ['CC6.2', 'Accounts without approval'],
  ] as const) {
    await page.getByRole('button', { name: `Take up ${id}` }).click();
    await sheet.getByLabel('What is missing').fill(title);
    await sheet.getByLabel('Owner').fill('Head of IT');
    if (id === 'CC6.1') await pictures(app, page, 'gaps-take-up');
    await sheet.getByRole('button', { name: 'Add it' }).click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
  }
  await expect(page.getByText('Suggested by conclusions')).toBeHidden();

  // The worse one first; who sees to both works on one at a time.
  const order = page.getByRole('region', { name: 'Order of work', exact: true }).getByRole('row');
  await expect(order.nth(1)).toContainText('Shared log-ins on ward 3');
  await expect(order.nth(2)).toContainText('Accounts without approval');
  await expect(page.getByRole('img', { name: /^Order of work: 2 gaps/ })).toBeVisible();
  await pictures(app, page, 'gaps-order');

  const column = (name: string) => page.getByRole('region', { name, exact: true });
  await column('Open')
    .getByRole('button', { name: /Shared log-ins/ })
    .click();
  await sheet.getByRole('button', { name: 'Work begins' }).click();
  await column('In progress')
    .getByRole('button', { name: /Shared log-ins/ })
    .click();
  await sheet.getByRole('button', { name: 'Close it' }).click();
  await expect(column('Closed').getByRole('button', { name: /Shared log-ins/ })).toBeVisible();

  await column('Open')
    .getByRole('button', { name: /Accounts without/ })
    .click();
  await sheet.getByRole('button', { name: 'Accept the risk…' }).click();
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  await sheet.getByLabel('Until').fill(until);
  await sheet.getByLabel('Reason').fill('The new system for accounts comes in spring.');
  await pictures(app, page, 'gaps-accept');
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  // Back to the gap, which says so.
  await expect(sheet.getByText('Risk accepted, 0 % done')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(column('Risk accepted').getByText(`until ${until}`)).toBeVisible();
  await expect(page.getByText('Nothing is open, so there is no work to order.')).toBeVisible();
  await pictures(app, page, 'gaps-done');
});

test('everything due is checked, the list of the day is completed with reasons and signed for good', async () => {
  await go(page, '#/controls/checks');
  await expect(page.getByText('Nothing was checked yet')).toBeVisible();
  await page.getByRole('button', { name: 'Check everything now' }).click();
  await expect(page.getByRole('region', { name: 'The last check' })).toBeVisible({ timeout: 180_000 });
  await pictures(app, page, 'checks-run');

  const list = page.getByRole('list', { name: 'Daily list' });
  const sheet = page.getByRole('dialog');
  const boxes = list.getByRole('checkbox');
  const count = await boxes.count();
  expect(count).toBeGreaterThan(3);
  for (let at = 0; at < count; at++) {
    const box = boxes.nth(at);
    if (await box.isChecked()) continue;
    await box.click();
    await sheet.getByRole('textbox').fill('Looked at by hand; told to the head of IT.');
    await sheet.getByRole('button', { name: 'Tick it' }).click();
    await expect(sheet).toBeHidden({ timeout: 30_000 });
    await expect(box).toBeChecked();
  }
  await page.getByRole('button', { name: 'Sign the list…' }).click();
  await pictures(app, page, 'checks-sign');
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(page.getByText(/the signature holds/)).toBeVisible({ timeout: 60_000 });
  for (let at = 0; at < count; at++) await expect(boxes.nth(at)).toBeDisabled();
  await pictures(app, page, 'checks-signed');
});

test('the access matrix is saved as meant, a later grant stands out, and a role is reviewed under a signature', async () => {
  await go(page, '#/clinic/data-map');
  await expect(page.getByText('Never scanned')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Scan…' }).click();
  await page.getByRole('menuitem').first().click();
  await expect(page.getByText('Never scanned')).toBeHidden({ timeout: 60_000 });
  await go(page, '#/clinic/access-matrix');
  await expect(page.getByText('Nobody has said who is meant to read what')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('table', { name: 'Who reads which field' })).toBeVisible();
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Save as meant…' }).click();
  await sheet.getByLabel('Reason').fill('Looked through with the heads of the departments.');
  await sheet.getByRole('button', { name: 'Save it' }).click();
  await expect(page.getByText('Everything is as it is meant')).toBeVisible({ timeout: 60_000 });
  await pictures(app, page, 'access-matrix-meant');

  const administrator = new pg.Client({ connectionString: sample.adminUrl });
  await administrator.connect();
  await administrator.query(
    'create role planted_reader login; grant usage on schema clinic to planted_reader; grant select (ssn) on clinic.patients to planted_reader',
  );
  await administrator.end();
  await page.reload();
  await expect(page.getByText('1 field is read beyond what is meant')).toBeVisible({ timeout: 60_000 });
  const differs = page.getByRole('region', { name: 'Not as it is meant' }).last();
  await expect(differs.getByRole('row', { name: /planted_reader patients\.ssn/ })).toBeVisible();
  await pictures(app, page, 'access-matrix-differs');

  await page
    .getByRole('region', { name: 'Minimum necessary, by role' })
    .last()
    .getByRole('button', { name: 'Review planted_reader' })
    .click();
  await sheet.getByRole('radio', { name: 'No, it reads more than it needs' }).check();
  await sheet.getByLabel('Why').fill('Nobody knows whose it is; the grant has to go.');
  await sheet.getByRole('button', { name: 'Sign with the token' }).click();
  await expect(sheet).toBeHidden({ timeout: 60_000 });
  await expect(page.getByText('More than needed')).toBeVisible();
  await pictures(app, page, 'access-matrix-reviewed');
});
