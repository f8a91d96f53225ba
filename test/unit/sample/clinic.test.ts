import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ageOn, CLINIC_TODAY, dayOf, isoDate } from '../../../src-main/sample/calendar.ts';
import { makeClinic, patientsFor, type Clinic } from '../../../src-main/sample/clinic.ts';
import { makePeople } from '../../../src-main/sample/people.ts';
import { rowsOf } from './tables.ts';

const digest = (clinic: Clinic): string => {
  const hash = createHash('sha256');
  for (const { table, lines } of Object.values(clinic.tables)) hash.update(table).update(lines.join(''));
  return hash.digest('hex');
};

const clinic = makeClinic(7, 300);
const patients = rowsOf(clinic.tables.patients);
const patientOf = new Map(patients.map((row) => [row.id, row]));

describe('sample clinic', () => {
  it('is the same for the same seed, and another one for another seed', () => {
    expect(digest(makeClinic(7, 300))).toBe(digest(clinic));
    expect(digest(makeClinic(8, 300))).not.toBe(digest(clinic));
  });

  it('has as many patients as asked for, more for a longer history, and never more than 3,000', () => {
    expect(patients).toHaveLength(300);
    expect([1, 10_000, 1_000_000, 5_000_000].map(patientsFor)).toEqual([40, 200, 2000, 3000]);
  });

  it('keeps every id, number and reference right', () => {
    const ids = new Map<string, Set<string | null>>();
    for (const table of Object.values(clinic.tables)) {
      const rows = rowsOf(table);
      if (!table.columns.some((column) => column === 'id')) continue;
      ids.set(table.table, new Set(rows.map((row) => row.id!)));
      expect(ids.get(table.table)!.size, table.table).toBe(rows.length);
    }
    const references = [
      ['patient_id', 'patients'],
      ['encounter_id', 'encounters'],
      ['attending_id', 'staff'],
      ['performed_by', 'staff'],
      ['prescribed_by', 'staff'],
      ['department_id', 'departments'],
      ['guardian_id', 'patients'],
    ] as const;
    for (const table of Object.values(clinic.tables))
      for (const row of rowsOf(table))
        for (const [column, target] of references)
          if (row[column] !== undefined && row[column] !== null)
            expect(ids.get(target)!.has(row[column]), `${table.table}.${column}`).toBe(true);
    expect(new Set(patients.map((row) => row.mrn)).size).toBe(300);
  });

  it('lets guardians come before their children in the table, as the foreign key wants', () => {
    const seen = new Set<string | null | undefined>();
    for (const row of patients) {
      if (row.guardian_id !== null) expect(seen.has(row.guardian_id)).toBe(true);
      seen.add(row.id);
    }
  });

  it('has nobody give birth before being grown up or after dying', () => {
    const children = clinic.people.filter((person) => person.mother !== null);
    expect(children.length).toBeGreaterThan(20);
    for (const child of children) {
      const age = ageOn(child.mother!.born, child.born);
      expect(age).toBeGreaterThanOrEqual(17);
      expect(age).toBeLessThanOrEqual(46);
      expect(child.mother!.died ?? Infinity).toBeGreaterThanOrEqual(child.born);
      expect(child.mother!.sex).toBe('female');
    }
  });

  it('registers nobody before birth, and gives minors a guardian of their household', () => {
    for (const person of clinic.people) {
      expect(person.registered).toBeGreaterThanOrEqual(person.born);
      expect(person.registered).toBeLessThanOrEqual(CLINIC_TODAY);
      expect(ageOn(person.born, CLINIC_TODAY)).toBeLessThan(101);
      if (person.guardian !== null) {
        expect(ageOn(person.born, CLINIC_TODAY)).toBeLessThan(18);
        expect(person.guardian.household).toBe(person.household);
        expect(person.guardian.addressLine).toBe(person.addressLine);
      }
    }
  });

  it('keeps care inside life and inside the time in care', () => {
    const dated = [
      ['encounters', 'started_at', 'ended_at'],
      ['observations', 'observed_at'],
      ['medications', 'started_on', 'stopped_on'],
      ['immunisations', 'given_on'],
      ['procedures', 'performed_at'],
      ['conditions', 'onset_on', 'abated_on'],
      ['disclosures', 'disclosed_at'],
      ['psychotherapy_notes', 'session_at'],
    ] as const;
    for (const [name, ...columns] of dated) {
      const table = Object.values(clinic.tables).find((one) => one.table === name)!;
      const rows = rowsOf(table);
      expect(rows.length, name).toBeGreaterThan(0);
      for (const row of rows)
        for (const column of columns) {
          const value = row[column];
          if (value === null || value === undefined) continue;
          const patient = patientOf.get(row.patient_id)!;
          const day = value.slice(0, 10);
          expect(day >= patient.registered_on!, `${name}.${column}`).toBe(true);
          expect(day <= (patient.deceased_on ?? isoDate(CLINIC_TODAY)), `${name}.${column}`).toBe(true);
        }
    }
  });

  it('has everybody treated by people who worked here that day and belong to the care team', () => {
    const staff = new Map(rowsOf(clinic.tables.staff).map((row) => [row.id, row]));
    const team = new Set(rowsOf(clinic.tables.careTeam).map((row) => `${row.patient_id}/${row.staff_id}`));
    for (const visit of rowsOf(clinic.tables.encounters)) {
      const attending = staff.get(visit.attending_id)!;
      const day = visit.started_at!.slice(0, 10);
      expect(attending.hired_on! <= day).toBe(true);
      expect(attending.left_on === null || attending.left_on! > day).toBe(true);
      expect(team.has(`${visit.patient_id}/${visit.attending_id}`)).toBe(true);
    }
  });

  it('uses no number or address that could be somebody’s', () => {
    for (const row of patients) {
      // Never issued: area 000, and 900–999 with a group that is no taxpayer number (50–65, 70–88, 90–92, 94–99).
      expect(row.ssn).toMatch(/^(000-\d\d|9\d\d-0[1-9])-\d{4}$/);
      expect(row.phone).toMatch(/^\(\d{3}\) 555-01\d\d$/);
      if (row.email !== null) expect(row.email).toMatch(/@example\.org$/);
      expect(row.postal_code).toMatch(/^000\d\d$/);
    }
    for (const row of rowsOf(clinic.tables.staff)) expect(row.email).toMatch(/@hospital\.invalid$/);
  });

  it('is as diverse as a town: scripts, accents, long names, minors, deaths, families, staff in care', () => {
    const names = patients.map((row) => `${row.family_name} ${row.given_names}`).join('\n');
    for (const script of [/\p{Script=Arabic}/u, /\p{Script=Han}/u, /\p{Script=Cyrillic}/u, /[łżóñéü]/])
      expect(names).toMatch(script);
    const town = makePeople(7, 1500);
    expect(town.some((person) => /\p{Script=Hebrew}/u.test(person.familyName))).toBe(true);
    expect(town.some((person) => person.familyName.length > 30)).toBe(true);
    expect(clinic.people.some((person) => person.guardian !== null)).toBe(true);
    expect(clinic.people.some((person) => person.died !== null)).toBe(true);
    const households = Map.groupBy(clinic.people, (person) => person.household);
    expect([...households.values()].some((members) => members.length >= 3)).toBe(true);
    expect(clinic.organisation.staff.filter((one) => one.patient !== null).length).toBeGreaterThan(2);
    expect(clinic.people.some((person) => person.born > dayOf('2024-01-01'))).toBe(true);
  });

  it('keeps psychotherapy notes apart and marks specially protected care', () => {
    expect(clinic.tables.psychotherapyNotes.lines.length).toBeGreaterThan(0);
    const marks = new Set(rowsOf(clinic.tables.encounters).map((row) => row.sensitivity));
    for (const mark of ['mental-health', 'substance-use', 'hiv', 'reproductive'])
      expect(marks.has(mark)).toBe(true);
    const accountable = rowsOf(clinic.tables.disclosures).map((row) => row.accountable);
    expect(new Set(accountable)).toEqual(new Set(['t', 'f']));
  });
});
