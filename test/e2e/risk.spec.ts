import pg from 'pg';
import { attestryJson } from '../fixtures/command.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(240_000);
let sample: SampleProfile;
test.beforeAll(async () => {
  sample = await sampleProfile(3000);
});
test.afterAll(async () => {
  await sample.down();
});

test('an access that stands out is a case within a second, explained with its reasons, told as a story, silenced by a rule', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const admin = new pg.Client(sample.adminUrl);
  await admin.connect();
  try {
    const page = await firstScreen(app);
    await page.getByRole('link', { name: /^Security events/ }).click();
    await page.getByRole('link', { name: 'Access risk' }).click();
    await expect(page.getByText(/Scoring as they come: [1-9]/)).toBeVisible({ timeout: 20_000 });
    await admin.query(
      `insert into guard.audit_log (actor, actor_role, event_type, action, source_ip, success)
       select 'mallory', 'nurse', 'auth.login-failed', 'execute', '203.0.113.9', false from generate_series(1, 6)`,
    );
    const cases = page.getByRole('region', { name: 'Access risks' });
    const mallory = cases.getByRole('button', { name: /mallory/ });
    await expect(mallory).toBeVisible({ timeout: 3000 });
    await pictures(app, page, 'risk-cases');
    await mallory.click();
    const panel = page.getByRole('complementary', { name: /^Case / });
    await expect(panel.getByText(/6 failures of this person within 15 minutes/)).toBeVisible();
    await pictures(app, page, 'risk-case');
    await panel.getByLabel('What explains it').fill('Back from leave; the password was set anew.');
    await panel.getByRole('button', { name: 'Explain: record it' }).click();
    await expect(panel.getByText('Explained: Back from leave; the password was set anew.')).toBeVisible();
    await expect(mallory).toBeHidden();
    await panel.getByRole('button', { name: 'Close the case' }).click();

    const first = cases.getByRole('row').nth(1);
    const login = await first.getByRole('button').locator('bdi').innerText();
    await first.getByRole('button').click();
    await panel.getByRole('link', { name: 'Everything this person opened' }).click();
    await expect(page.getByRole('img', { name: /accesses from .* with an alert/ })).toBeVisible();
    await pictures(app, page, 'risk-story');
    await page.getByRole('grid').getByRole('link', { name: /^P-/ }).first().click();
    await expect(page.getByRole('region', { name: /^Who opened the record of P-/ })).toBeVisible();

    await page.getByRole('link', { name: 'Rules and patterns' }).click();
    const silence = page.getByRole('region', { name: 'Silence a pattern' });
    await silence.getByLabel('Person (login)').fill(login);
    await silence.getByLabel('Why').fill('Floats between wards; agreed with the ward.');
    await silence.getByRole('button', { name: 'Silence it' }).click();
    await expect(page.getByRole('region', { name: 'Rules that silence' }).getByText(login)).toBeVisible();
    await pictures(app, page, 'risk-tuning');
    const { json } = await attestryJson<{ rows: { actor: string; score: number }[] }>(sample.folder, [
      'risk',
      'list',
    ]);
    expect(json.rows).toContainEqual(expect.objectContaining({ actor: 'mallory', score: 0.7 }));
  } finally {
    await admin.end();
    await app.close();
  }
});
