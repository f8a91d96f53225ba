import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nobody, type Person } from '../../src-shared/rights/people.ts';
import { defaultRightsSettings, type PatientTable } from '../../src-shared/rights/settings.ts';
import { postgresPatients } from '../../src-main/clinic/postgres/patients.ts';
import { matchPatients } from '../../src-main/rights/match.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

const table: PatientTable = {
  ...defaultRightsSettings.patients,
  columns: { ...defaultRightsSettings.patients.columns, mergedInto: 'merged_into' },
};
const person = (given: Partial<Person>): Person => ({ ...nobody, ...given });

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql(`create schema clinic;
    create table clinic.patients (id text primary key, mrn text, family_name text, given_names text, birth_date date,
      address_line text, postal_code text, city text, phone text, email text, deceased_on date, merged_into text);
    insert into clinic.patients values
      ('p1', 'M-100', 'Müller-Stahl', 'Zoë Ann', '1961-04-09', '1 Example Street', '00100', 'Exampletown', '(555) 555-0101', 'zoe@example.invalid', null, null),
      ('p2', 'M-200', 'Müller', 'Zora', '1961-09-04', '9 Other Road', '00900', 'Elsewhere', null, null, null, null),
      ('p3', 'M-300', 'Mueller-Stahl', 'Zoe', '1961-04-09', '1 Example Street', '00100', 'Exampletown', null, null, null, 'p1'),
      ('p4', 'M-400', 'Ringer', 'Rhea', '1970-01-01', '', '', '', null, null, null, 'p5'),
      ('p5', 'M-500', 'Ringer', 'Rhea', '1970-01-01', '', '', '', null, null, null, 'p4'),
      ('p6', 'M-600', 'O''Example', 'Robert"); drop table clinic.patients; --', '1950-02-28', '', '', '', null, null, '2020-02-29', null);
    grant usage on schema clinic to officer; grant select on clinic.patients to officer`);
});
afterAll(() => database.stop());
const match = (asked: Person) => matchPatients(postgresPatients(database.officer, table), asked);

describe('the patient who is meant', () => {
  it('is found by name and birth date, whatever the accents', async () => {
    const [best, ...others] = await match(
      person({ familyName: 'Muller-Stahl', givenNames: 'Zoe Ann', birthDate: '1961-04-09' }),
    );
    expect(best).toMatchObject({ patientId: 'p1', basis: 'exact', score: 100, mergedFrom: ['p3'] });
    // As two lines of an envelope.
    expect(best?.person.address).toBe('1 Example Street, 00100 Exampletown');
    expect(others.every(({ score }) => score < 100)).toBe(true);
  });

  it('is found by the record number, and says why it counts', async () => {
    const [best] = await match(
      person({ recordNumber: 'm-100', familyName: 'Müller-Stahl', givenNames: 'Zoë Ann' }),
    );
    expect(best).toMatchObject({ patientId: 'p1', basis: 'record-number' });
    expect(best?.fields.find(({ field }) => field === 'record-number')?.result).toBe('same');
  });

  it('a record number alone, with the name of somebody else, is no match by number', async () => {
    const found = await match(
      person({ recordNumber: 'M-200', familyName: 'Ringer', givenNames: 'Rhea', birthDate: '1980-12-12' }),
    );
    expect(found.every(({ basis }) => basis === 'similar')).toBe(true);
  });

  it('day and month exchanged, or a letter, make it similar and lower the score', async () => {
    const [best] = await match(
      person({ familyName: 'Müller-Stall', givenNames: 'Zoë Ann', birthDate: '1961-09-04' }),
    );
    expect(best).toMatchObject({ patientId: 'p1', basis: 'similar' });
    expect(best!.score).toBeLessThan(90);
    expect(best!.fields.map(({ field, result }) => [field, result])).toContainEqual([
      'birth-date',
      'similar',
    ]);
  });

  it('a record that was merged is shown as the one that remained; a ring of mergers is nobody', async () => {
    const [best] = await match(
      person({ familyName: 'Mueller-Stahl', givenNames: 'Zoe', birthDate: '1961-04-09' }),
    );
    expect(best).toMatchObject({ patientId: 'p1', mergedFrom: ['p3'] });
    expect(
      await match(person({ familyName: 'Ringer', givenNames: 'Rhea', birthDate: '1970-01-01' })),
    ).toEqual([]);
  });

  it('takes what was typed as text, never as SQL, and only reads', async () => {
    const [best] = await match(
      person({
        familyName: "O'Example",
        givenNames: 'Robert"); drop table clinic.patients; --',
        birthDate: '1950-02-28',
      }),
    );
    expect(best).toMatchObject({ patientId: 'p6', deceasedOn: '2020-02-29' });
    expect(await match(nobody)).toEqual([]);
    const { rows } = await database.sql('select count(*)::int as n from clinic.patients');
    expect(rows[0]).toEqual({ n: 6 });
  });

  it('says that the settings are wrong when the table is not as they say', async () => {
    const wrong = postgresPatients(database.officer, { ...table, table: 'persons' });
    await expect(wrong.find(person({ recordNumber: 'M-100' }))).rejects.toMatchObject({
      code: 'table-unusable',
    });
  });
});
