import pg from 'pg';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures, sampleProfile, type SampleProfile } from './sample.ts';

test.setTimeout(180_000);

const TABLE = 'access_events_of_the_department_of_radiology_and_nuclear_medici';
const COLUMN = 'free_text_reason_that_the_member_of_staff_gave_for_the_access_1';

let sample: SampleProfile;
let admin: pg.Client;
test.beforeAll(async () => {
  sample = await sampleProfile(300);
  admin = new pg.Client(sample.adminUrl);
  admin.on('error', () => undefined);
  await admin.connect();
  const { username } = new URL(sample.databaseUrl);
  await admin.query(`create schema outpatient_clinic;
    create table outpatient_clinic.${TABLE} (id bigint generated always as identity primary key, occurred_at timestamptz not null, member_of_staff text, ${COLUMN} text);
    insert into outpatient_clinic.${TABLE} (occurred_at, member_of_staff, ${COLUMN})
      select now() - interval '2 days' + n * interval '1 second', 'staff-' || n % 9, 'treatment' from generate_series(1, 2000) n;
    grant usage on schema outpatient_clinic to "${username}"; grant select on all tables in schema outpatient_clinic to "${username}";
    analyze outpatient_clinic.${TABLE}`);
});
test.afterAll(async () => {
  await admin.end();
  await sample.down();
});

test('a table of another product is mapped, taken over, verified, and a rewritten row is found', async () => {
  const app = await launch({ userData: newUserData(), args: ['--profile', sample.folder] });
  const page = await firstScreen(app);
  await page.getByRole('link', { name: 'Integrity' }).click();
  await page.getByRole('link', { name: 'Other audit tables' }).click();
  await expect(page.getByText('No other table is watched')).toBeVisible();
  await pictures(app, page, 'tables-empty');

  await page.getByRole('button', { name: 'Watch a table' }).click();
  await page.getByPlaceholder('Choose a table').click();
  await page.getByRole('option', { name: TABLE }).click();
  await expect(page.getByRole('list', { name: 'Columns' }).getByText(COLUMN)).toBeVisible();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByRole('list', { name: 'What was checked' })).toBeVisible();
  await pictures(app, page, 'tables-mapping');
  await page.getByRole('button', { name: 'Watch this table' }).click();

  const card = page.getByRole('region', { name: TABLE });
  await expect(card.getByText('nothing is protected yet')).toBeVisible();
  await card.getByRole('button', { name: 'Take over' }).click();
  await expect(card.getByText('2,000 rows', { exact: true })).toBeVisible({ timeout: 30_000 });
  // Nobody signed in: from `signature` on nothing vouches for the rows.
  await page.getByRole('link', { name: 'The log' }).click();
  await page.getByRole('radio', { name: /Merkle/i }).check();
  await page.getByRole('link', { name: 'Other audit tables' }).click();
  await card.getByRole('button', { name: 'Verify' }).click();
  await expect(card.getByText('Intact')).toBeVisible({ timeout: 30_000 });
  await expect(card.getByText(/^[\d,]+ rows? at random since the last verification$/)).toBeVisible();
  await pictures(app, page, 'tables-intact');

  const key = 1234;
  await admin.query(
    `update outpatient_clinic.${TABLE} set member_of_staff = 'nobody' where id = ${String(key)}`,
  );
  await card.getByRole('button', { name: 'Verify' }).click();
  await expect(card.getByText('Tampered')).toBeVisible({ timeout: 30_000 });
  const strip = page.getByRole('banner', { name: 'Where things stand' });
  await expect(strip.getByText('Tampered')).toBeVisible();
  await expect(strip.getByText('other audit tables')).toBeVisible();
  await pictures(app, page, 'tables-tampered');
  await card.getByRole('link', { name: /1 finding/ }).click();
  await expect(page.getByRole('region', { name: 'Verdict' }).getByText('Tampered')).toBeVisible();
  const findings = page.getByRole('region', { name: 'Findings' });
  await findings.getByRole('gridcell', { name: 'Content changed' }).first().click();
  const panel = page.getByRole('complementary', { name: 'Finding' });
  await expect(panel.getByText(String(key)).first()).toBeVisible();
  await pictures(app, page, 'tables-finding');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(
    page.getByRole('region', { name: 'Other audit tables' }).getByText('Tampered', { exact: true }),
  ).toBeVisible();
  await pictures(app, page, 'tables-overview');
  await app.close();
});

test('a clinic without a sealed log says so, and leads to the tables', async () => {
  await admin.query('create database unguarded');
  const url = new URL(sample.adminUrl);
  url.pathname = '/unguarded';
  const plain = new pg.Client(url.href);
  await plain.connect();
  await plain.query(`create table public.visit_audit (id bigint primary key, at timestamptz not null, what text);
    create role visit_reader login password 'visit-reader'; grant select on public.visit_audit to visit_reader`);
  await plain.end();
  const app = await launch({ userData: newUserData() });
  const page = await firstScreen(app);
  const { hostname, port } = new URL(sample.databaseUrl);
  await page.evaluate(
    (input) =>
      (
        window as unknown as { attestry: { invoke(channel: string, input: unknown): Promise<unknown> } }
      ).attestry.invoke('clinic.connect', input),
    {
      ...{ host: hostname, port: Number(port), database: 'unguarded' },
      ...{ user: 'visit_reader', password: 'visit-reader', caHandle: null },
    },
  );
  await page.reload();
  const strip = page.getByRole('banner', { name: 'Where things stand' });
  await expect(strip.getByText('No sealed log')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText('This database has no sealed log')).toBeVisible();
  await expect(page.getByText('Intact')).toHaveCount(0);
  await pictures(app, page, 'no-guard-overview');
  await page.getByRole('link', { name: 'Integrity' }).click();
  await expect(page.getByText('There is no sealed log to read')).toBeVisible();
  await pictures(app, page, 'no-guard-integrity');
  await page.getByRole('button', { name: 'Choose an audit table' }).first().click();
  await expect(page.getByText('No other table is watched')).toBeVisible();
  await app.close();
});
