import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(3000);
});
test.afterAll(async () => {
  await sample.down();
});

/** The contract as the page sees it. */
type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };
type Page = { attestry: { invoke<T>(channel: string, input: unknown): Promise<Answer<T>> } };

test('the monitor alerts by itself within a second, and a finding is acknowledged', async () => {
  const admin = new pg.Client(sample.adminUrl);
  admin.on('error', () => undefined);
  await admin.connect();
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Integrity' }).click();
  const section = page.getByRole('region', { name: 'Monitor' });
  await expect(section.getByText('24 hours')).toBeVisible();
  await expect(section.getByText(/^On$|^Checking now$/)).toBeVisible();
  await section.getByRole('button', { name: 'Change the settings' }).click();
  const form = section.getByRole('form', { name: 'Settings of the monitor' });
  const seconds = form.getByLabel('A cycle every');
  const save = form.getByRole('button', { name: 'Save' });
  await seconds.fill('5');
  await expect(form.getByText('From 10 seconds to 1 hour (3,600).')).toBeVisible();
  await expect(save).toBeDisabled();
  await pictures(app, page, 'monitor-settings');
  await seconds.fill('10');
  await form.getByLabel('Every entry again within').fill('0.01');
  await expect(form.getByText('At least four cycles, at most 744 hours (31 days).')).toBeVisible();
  // 60 seconds, as exactly as the field takes hours.
  await form.getByLabel('Every entry again within').fill('0.017');
  await expect(save).toBeEnabled();
  await form.getByLabel('Seal new entries in every cycle').uncheck({ force: true });
  await form.getByLabel('Monitor the log while this window is open').uncheck({ force: true });
  await save.click();
  await expect(section.getByText(/^The monitor is off/)).toBeVisible();
  await form.getByLabel('Monitor the log while this window is open').check({ force: true });
  await form.getByLabel('Seal new entries in every cycle').check({ force: true });
  await save.click();
  await section.getByRole('button', { name: 'Hide the settings' }).click();
  await expect(section.getByText(/^On$|^Checking now$/)).toBeVisible();
  await expect(section.getByText(/Read again in the first half/)).toBeVisible({ timeout: 20_000 });
  await pictures(app, page, 'monitor');

  // What the page shows is timed where it is shown: by the machine's one clock.
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): boolean => {
          const text = document.body.textContent;
          const there =
            text.includes('The monitor saw something') || text.includes('The monitor found tampering');
          if (there) resolve(Date.now());
          return there;
        };
        new MutationObserver((_records, observer) => {
          if (look()) observer.disconnect();
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
  );
  const tamperedAt = Date.now();
  await admin.query(`set session_replication_role = replica;
    update guard.audit_log set actor = 'somebody.else' where id = 1200`);
  const shownAt = await shown;
  const status = await page.evaluate(() =>
    (window as unknown as Page).attestry.invoke<{ alert: { detectedAt: string } | null }>(
      'monitor.status',
      {},
    ),
  );
  if (!status.ok || status.value.alert === null) throw new Error('there is no alert');
  const detectedAt = Date.parse(status.value.alert.detectedAt);
  console.log(
    `monitor: seen ${detectedAt - tamperedAt} ms after the change, alert shown ${shownAt - detectedAt} ms after that`,
  );
  expect(shownAt - detectedAt).toBeLessThan(1000);
  expect(shownAt - tamperedAt).toBeLessThan(30_000);

  const alert = page.getByRole('alert').filter({ hasText: 'The monitor found tampering' });
  await expect(alert).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Something was found here: 15 entries')).toBeVisible();
  await pictures(app, page, 'monitor-alert');
  await alert.getByRole('link', { name: 'Open the run' }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible();
  const findings = page.getByRole('region', { name: 'Findings' });
  await findings.getByRole('gridcell', { name: 'Content changed' }).first().click();
  const panel = page.getByRole('complementary', { name: 'Finding' });
  await panel.getByLabel(/^Take note/).fill('too short');
  await expect(panel.getByRole('button', { name: 'Acknowledge' })).toBeDisabled();
  await panel.getByLabel(/^Take note/).fill('Reported to the board on Monday');
  await panel.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(panel.getByText('Reported to the board on Monday')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible();
  await pictures(app, page, 'finding-acknowledged');
  await app.close();
  await admin.end();
});
