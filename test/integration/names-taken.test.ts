import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresFieldRegister, postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import { fields } from '../../src-main/phi/index.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

/* Things of the clinic that happen to be called like those of the pack: they stay as they are, and it is said. */

const work = { signal: new AbortController().signal, progress: (): void => undefined };
const NOTE = { schema: 'clinic', table: 'note' };
const BODY = { ...NOTE, column: 'body' };
let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(
    `create schema clinic; create schema archive;
     create table clinic.note (id int primary key, patient_id uuid, body text);
     create table archive.note (id int primary key, body text);
     insert into clinic.note values (1, gen_random_uuid(), 'of the clinic'); insert into archive.note values (1, 'of the archive');
     create function clinic.own() returns trigger language plpgsql as $$ begin return new; end $$`,
  );
});
afterAll(() => database.stop());
const names = async (sql: string): Promise<unknown[]> =>
  (await database.sql(sql)).rows.map((row) => Object.values(row)[0]);

test('a trigger of the clinic', async () => {
  await database.sql(
    'create trigger attestry_audit before update on clinic.note for each row execute function clinic.own()',
  );
  const triggers = `select pg_get_triggerdef(oid) from pg_trigger where tgrelid = 'clinic.note'::regclass order by 1`;
  const before = await names(triggers);
  for (const outcomes of [
    await postgresTriggers.attach(database.admin, [NOTE]),
    [await postgresTriggers.detach(database.admin, NOTE)].flat(),
  ])
    expect(outcomes).toMatchObject([
      { done: false, problem: expect.stringContaining('Ask its owner to give it another name') as string },
    ]);
  expect(await names(triggers)).toEqual(before);
  await database.sql('alter trigger attestry_audit on clinic.note rename to own_audit');
  expect(await postgresTriggers.attach(database.admin, [NOTE])).toMatchObject([{ done: true }]);
  await postgresTriggers.detach(database.admin, NOTE);
  expect(
    await names(
      'select tgname::text from pg_trigger where tgname ~ $$audit$$ and not tgisinternal and tgrelid = $$clinic.note$$::regclass',
    ),
  ).toEqual(['own_audit']);
});

test('a row policy of the clinic', async () => {
  const rule = { ...NOTE, category: 'clinical', subjectColumn: 'patient_id', authorColumn: null } as const;
  await database.sql(
    'create policy attestry_existing on clinic.note for select to application using (false)',
  );
  await expect(postgresRows.attach(database.admin, rule)).rejects.toMatchObject({
    code: 'rows-refused',
    message: expect.stringContaining('not of Attestry') as string,
  });
  expect(await names('select polname::text from pg_policy')).toEqual(['attestry_existing']);
  await database.sql('drop policy attestry_existing on clinic.note');
  await postgresRows.attach(database.admin, rule);
  // Its own are put on anew.
  await postgresRows.attach(database.admin, rule);
  await postgresRows.detach(database.admin, NOTE);
  expect(await names('select polname::text from pg_policy')).toEqual([]);
});

describe('encrypted columns', () => {
  test('of a table whose name is taken where the views of the roles are put', async () => {
    await database.sql(
      `create schema attestry_billing; create view attestry_billing.note as select 'of the clinic' as own`,
    );
    const { obstacles } = await postgresFields(database.admin).plan(BODY);
    expect(obstacles).toEqual([expect.stringContaining('attestry_billing.note')]);
    await expect(postgresFields(database.admin).attach([BODY], 1)).rejects.toMatchObject({
      code: 'field-refused',
    });
    expect(await names('select own from attestry_billing.note')).toEqual(['of the clinic']);
    await database.sql('drop schema attestry_billing cascade');
  });

  test('of two tables of one name: one role’s view would show the other table', async () => {
    const desk = fields({
      database: postgresFields,
      register: () => Promise.resolve(postgresFieldRegister(database.officer)),
      // Nothing of this comes so far as to need a key of the token.
      keys: new Proxy({} as Parameters<typeof fields>[0]['keys'], {}),
      activity: { around: (_draft, act) => act() },
    });
    const archived = { schema: 'archive', table: 'note', column: 'body' };
    const plans = await desk.plan(database.admin, [BODY, archived]);
    expect(plans.map(({ obstacles }) => obstacles)).toEqual([
      [expect.stringContaining('archive.note has the same name')],
      [expect.stringContaining('clinic.note has the same name')],
    ]);
    await expect(desk.encrypt(database.admin, [BODY, archived], work)).rejects.toMatchObject({
      code: 'field-refused',
    });

    const columns = postgresFields(database.admin);
    const { publicKey, secret } = newFieldKeys();
    const key = await columns.addKey(publicKey, 'columns', () => Promise.resolve(secret));
    const [field] = await columns.attach([BODY], key);
    expect((await columns.plan(archived)).obstacles).toEqual([
      expect.stringContaining('clinic.note has the same name'),
    ]);
    await expect(columns.attach([archived], key)).rejects.toMatchObject({ code: 'field-refused' });
    // The column itself can be gone on with.
    expect((await columns.plan(BODY)).obstacles).toEqual([]);
    await columns.rollBack(field!, new Map([[key, secret]]), work);
    expect(await names(`select body from archive.note union all select body from clinic.note`)).toEqual([
      'of the archive',
      'of the clinic',
    ]);
  });
});
