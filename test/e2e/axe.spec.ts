import { attestry } from '../fixtures/command.ts';
import { axeObjections } from './axe.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

// Every page that has an address of its own, on a normal day, in both colour schemes, by the rules of WCAG 2.2 AA.
test.setTimeout(600_000);

const PAGES = [
  ...['/', '/integrity', '/integrity/auditors', '/integrity/tables', '/integrity/schedule'],
  ...['/integrity/witness', '/integrity/entries/20'],
  ...['/rights', '/rights/new', '/rights/calendar', '/rights/record-map'],
  ...['/controls', '/controls/tests', '/controls/reviews', '/controls/evidence', '/controls/gaps'],
  '/controls/checks',
  ...['/clinic', '/clinic/data-map', '/clinic/encryption', '/clinic/triggers', '/clinic/access'],
  ...['/clinic/access-matrix', '/clinic/patient-data', '/clinic/capacity', '/clinic/fhir'],
  ...['/clinic/retention', '/clinic/limits'],
  ...['/events', '/risk', '/risk/tuning', '/risk/story'],
  ...['/keys', '/keys/list', '/keys/sign-offs', '/keys/activity', '/keys/tokens'],
  ...['/reports', '/reports/readiness', '/review', '/settings'],
] as const;

let sample: SampleProfile;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  sample = await sampleProfile(400);
  for (const verb of [['verify'], ['controls', 'test'], ['check']]) await attestry(sample.folder, verb);
});
test.afterAll(async () => {
  await sample.down();
});

test('no page breaks the rules of WCAG 2.2 AA', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  try {
    const page = await firstScreen(app);
    const found: string[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      await app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, scheme);
      for (const path of PAGES) {
        await page.evaluate((to) => {
          window.location.hash = to;
        }, `#${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page
          .locator('[aria-busy="true"]')
          .first()
          .waitFor({ state: 'hidden', timeout: 20_000 })
          .catch(() => undefined);
        await page.waitForTimeout(300);
        for (const line of await axeObjections(page)) found.push(`${scheme} ${path}: ${line}`);
        if (scheme === 'light') await pictures(app, page, `page${path.replaceAll('/', '-')}`);
      }
    }
    expect(found).toEqual([]);
  } finally {
    await app.close();
  }
});
