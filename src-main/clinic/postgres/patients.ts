import pg from 'pg';
import { nobody, type Person } from '../../../src-shared/rights/people.ts';
import type { PatientTable } from '../../../src-shared/rights/settings.ts';
import type { PatientDirectory, PatientRecord } from '../../rights/ports.ts';
import { Fault, codeOf } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from './connect.ts';

const MOST = 500;
/** Undefined table, undefined column, invalid schema, wrong kind of object. */
const NOT_THERE = ['42P01', '42703', '3F000', '42809', '42883'];

type Row = {
  readonly id: string;
  readonly record_number: string | null;
  readonly family_name: string | null;
  readonly given_names: string | null;
  readonly birth_date: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly deceased_on: string | null;
  readonly merged_into: string | null;
};

/** The clinic's patients in the table that the settings name, in a transaction that can only read. */
export function postgresPatients(connection: ClinicConnection, table: PatientTable): PatientDirectory {
  const { columns } = table;
  const quoted = (name: string): string => pg.escapeIdentifier(name);
  const column = (name: string | null): string => (name === null ? 'null::text' : `p.${quoted(name)}::text`);
  const relation = `${quoted(table.schema)}.${quoted(table.table)}`;
  const address =
    columns.address.length === 0
      ? 'null::text'
      : addressOf(columns.address.map((name) => `nullif(btrim(p.${quoted(name)}::text), '')`));
  const day = (name: string | null): string =>
    name === null ? 'null::text' : `to_char(p.${quoted(name)}, 'YYYY-MM-DD')`;
  const select = `select ${column(columns.id)} as id, ${column(columns.recordNumber)} as record_number,
      ${column(columns.familyName)} as family_name, ${column(columns.givenNames)} as given_names,
      ${day(columns.birthDate)} as birth_date, ${address} as address, ${column(columns.phone)} as phone,
      ${column(columns.email)} as email, ${day(columns.deceasedOn)} as deceased_on,
      ${column(columns.mergedInto)} as merged_into from ${relation} p`;
  const asked = (sql: string, values: readonly unknown[]): Promise<readonly PatientRecord[]> =>
    withConnection(connection, async (client) => {
      try {
        await client.query('begin transaction read only');
        const { rows } = await client.query<Row>(sql, [...values]);
        await client.query('rollback');
        return rows.map(recordOf);
      } catch (error) {
        if (NOT_THERE.includes(codeOf(error) ?? ''))
          throw new Fault(
            'table-unusable',
            'The table of patients is not as the settings say.',
            'Open Settings, Patient rights, and name the table and its columns.',
            error,
          );
        throw error;
      }
    });
  return {
    find: (person) => {
      const { text, values } = wanted(person, column, day(columns.birthDate), columns);
      return values.length === 0
        ? Promise.resolve([])
        : asked(`${select} where ${text} limit ${MOST}`, values);
    },
    byId: (patientIds) => {
      const merged = columns.mergedInto === null ? '' : ` or ${column(columns.mergedInto)} = any($1::text[])`;
      return asked(`${select} where ${column(columns.id)} = any($1::text[])${merged} limit ${MOST}`, [
        patientIds,
      ]);
    },
  };
}

/** Street and place as two lines of an envelope: the first column, then the others, with a comma between. */
const addressOf = ([street = 'null::text', ...place]: readonly string[]): string =>
  place.length === 0 ? street : `concat_ws(', ', ${street}, nullif(concat_ws(' ', ${place.join(', ')}), ''))`;

/** More than will be meant: the score is made by the caller, whose names do not depend on the database's language. */
function wanted(
  person: Person,
  column: (name: string | null) => string,
  birthDate: string,
  columns: PatientTable['columns'],
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: string[] = [];
  const value = (text: string): string => `$${values.push(text)}`;
  const conditions: string[] = [];
  if (person.recordNumber !== '')
    conditions.push(`lower(${column(columns.recordNumber)}) = lower(${value(person.recordNumber)})`);
  if (person.birthDate !== null) {
    const [year, month, day] = person.birthDate.split('-');
    const born = [person.birthDate, `${year ?? ''}-${day ?? ''}-${month ?? ''}`].map(value);
    conditions.push(`${birthDate} in (${born.join(', ')})`);
  }
  for (const [name, text] of [
    [columns.familyName, person.familyName],
    [columns.givenNames, person.givenNames],
  ] as const) {
    // The first letters: what is written differently mostly begins the same.
    const start = text.trim().slice(0, 3).toLowerCase();
    if (start !== '' && (name === columns.familyName || person.familyName === ''))
      conditions.push(`starts_with(lower(${column(name)}), ${value(start)})`);
  }
  if (person.phone !== '' && columns.phone !== null)
    conditions.push(
      `right(regexp_replace(${column(columns.phone)}, '\\D', '', 'g'), 7) = ${value(person.phone.replaceAll(/\D/g, '').slice(-7))}`,
    );
  if (person.email !== '' && columns.email !== null)
    conditions.push(`lower(${column(columns.email)}) = lower(${value(person.email)})`);
  return { text: conditions.length === 0 ? 'false' : conditions.join(' or '), values };
}

const recordOf = (row: Row): PatientRecord => ({
  patientId: row.id,
  person: {
    ...nobody,
    familyName: row.family_name ?? '',
    givenNames: row.given_names ?? '',
    birthDate: row.birth_date,
    recordNumber: row.record_number ?? '',
    address: row.address ?? '',
    phone: row.phone ?? '',
    email: row.email ?? '',
  },
  deceasedOn: row.deceased_on,
  mergedInto: row.merged_into,
});
