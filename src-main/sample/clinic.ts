import { keepRecords } from './administration.ts';
import { at, CLINIC_OPENED, CLINIC_TODAY, isoDate, isoInstant, weekday, type Day } from './calendar.ts';
import { liveThrough } from './care.ts';
import { type Chart } from './chart.ts';
import { type ClinicTables, emptyTables } from './clinic-tables.ts';
import { keepGovernance } from './governance.ts';
import {
  isEmployed,
  makeOrganisation,
  type Organisation,
  type RoleName,
  type Shift,
  type Staff,
} from './organisation.ts';
import { makePeople, phoneOf, type Person } from './people.ts';
import { type Random, seededRandom } from './random.ts';

/** The sample clinic as data: what the tables hold, and what the audit history is told from. */
export type Clinic = {
  readonly people: readonly Person[];
  readonly organisation: Organisation;
  readonly charts: readonly Chart[];
  readonly tables: ClinicTables;
};

/** First hour of each shift, in order of a hospital day (07:00 to 07:00). */
export const SHIFT_STARTS: Readonly<Record<Shift, number>> = { day: 7, evening: 15, night: 23 };
/** Length of a shift in hours. */
export const SHIFT_HOURS = 8;

const ROTA_DAYS = 90;

/** How many patients a clinic with that many audit entries has: 200 for 10,000, never more than 3,000. */
export const patientsFor = (entries: number): number =>
  Math.min(3000, Math.max(40, Math.round(200 * Math.sqrt(entries / 10_000))));

/** Makes the clinic; the same seed and number of patients give the same clinic. */
export function makeClinic(seed: number, patients: number): Clinic {
  const people = makePeople(seed, patients);
  const organisation = makeOrganisation(seed, people);
  const tables = emptyTables();
  const random = seededRandom(seed, 'clinic');
  for (const department of organisation.departments) tables.departments.add(department);
  addStaff(random, organisation, tables);
  const children = Map.groupBy(
    people.filter((person) => person.mother !== null),
    (person) => person.mother,
  );
  const charts = people.map((person) => {
    addPatient(person, tables);
    const chart = liveThrough(seed, person, children.get(person) ?? [], organisation, tables);
    keepRecords(seed, chart, organisation, tables);
    addTeam(chart, tables);
    return chart;
  });
  addConnections(random, people, tables);
  keepGovernance(seed, organisation, tables);
  return { people, organisation, charts, tables };
}

/** On the rota that day: five days of seven, by turns; day posts of the offices rest at week-ends. */
export function worksOn(staff: Staff, day: Day): boolean {
  if (!isEmployed(staff, day)) return false;
  const office = ['BILL', 'HIM', 'IT'].includes(staff.department.code);
  if (office) return weekday(day) !== 0 && weekday(day) !== 6;
  return (day + staff.number) % 7 < 5;
}

function addPatient(person: Person, tables: ClinicTables): void {
  tables.patients.add({
    id: person.id,
    mrn: person.mrn,
    family_name: person.familyName,
    given_names: person.givenNames,
    sex: person.sex,
    birth_date: isoDate(person.born),
    deceased_on: person.died === null ? null : isoDate(person.died),
    ssn: person.ssn,
    phone: person.phone,
    email: person.email,
    address_line: person.addressLine,
    city: person.city,
    postal_code: person.postalCode,
    language: person.language,
    guardian_id: person.guardian?.id ?? null,
    registered_on: isoDate(person.registered),
    notice_given_on: isoDate(person.registered),
    notice_acknowledged_on: isoDate(person.registered),
    updated_at: isoInstant(at(person.registered, 9)),
  });
}

function addTeam(chart: Chart, tables: ClinicTables): void {
  for (const carer of chart.team)
    tables.careTeam.add({
      patient_id: chart.person.id,
      staff_id: carer.id,
      role: carer.jobTitle,
      from_date: isoDate(Math.max(chart.person.registered, carer.hired)),
      to_date: carer.left === null ? null : isoDate(Math.max(carer.left, chart.person.registered)),
    });
}

const ROLE_DESCRIPTIONS: Readonly<Record<RoleName, string>> = {
  physician: 'Reads and writes the record, orders, prescribes, signs',
  nurse: 'Reads and writes the record of patients on the ward',
  therapist: 'Behavioural health, with psychotherapy notes',
  'lab-technician': 'Enters laboratory results',
  radiographer: 'Enters imaging results',
  pharmacist: 'Reviews and dispenses medication',
  receptionist: 'Registration and appointments',
  'billing-clerk': 'Claims and payments',
  'records-clerk': 'Release of information, amendments, scanning',
  'system-administrator': 'Accounts and configuration; no clinical reading',
  'compliance-officer': 'Reviews access; handles patients’ requests',
  service: 'Interfaces and scheduled jobs',
};

function addStaff(random: Random, organisation: Organisation, tables: ClinicTables): void {
  const { staff, services, roleIds } = organisation;
  const administrator = staff.find((one) => one.role === 'system-administrator');
  const officer = staff.find((one) => one.role === 'compliance-officer');
  for (const [name, id] of roleIds) tables.roles.add({ id, name, description: ROLE_DESCRIPTIONS[name] });
  const opened = isoInstant(at(CLINIC_OPENED, 6));
  for (const one of staff) {
    const { id, userId, username, patient, left } = one;
    const created = isoInstant(at(Math.max(one.hired, CLINIC_OPENED), 8));
    const closed = left === null ? null : isoInstant(at(left, 18));
    tables.staff.add({
      id,
      employee_number: `E${one.number}`,
      patient_id: patient?.id ?? null,
      department_id: one.department.id,
      family_name: one.familyName,
      given_names: one.givenNames,
      job_title: one.jobTitle,
      email: `${username}@hospital.invalid`,
      phone: phoneOf(random),
      hired_on: isoDate(one.hired),
      left_on: left === null ? null : isoDate(left),
    });
    tables.users.add({
      id: userId,
      username,
      kind: 'person',
      staff_id: id,
      active: left === null,
      mfa_enrolled: left === null,
      created_at: created,
      password_changed_at: isoInstant(at((left ?? CLINIC_TODAY) - random.between(1, 160), 8)),
      disabled_at: closed,
    });
    tables.userRoles.add({
      user_id: userId,
      role_id: roleIds.get(one.role) ?? null,
      granted_at: created,
      // Nobody gives a role to themselves.
      granted_by: (one === administrator ? officer : administrator)?.userId ?? null,
      revoked_at: closed,
    });
    for (let day = CLINIC_TODAY - ROTA_DAYS + 1; day <= CLINIC_TODAY; day += 1) {
      if (!worksOn(one, day)) continue;
      const starts = at(day, SHIFT_STARTS[one.shift]);
      tables.shifts.add({
        id: random.uuid(),
        staff_id: id,
        work_date: isoDate(day),
        kind: one.shift,
        starts_at: isoInstant(starts),
        ends_at: isoInstant(at(day, SHIFT_STARTS[one.shift] + SHIFT_HOURS)),
      });
    }
  }
  for (const { userId, username } of services) {
    tables.users.add({
      id: userId,
      username,
      kind: 'service',
      staff_id: null,
      active: true,
      mfa_enrolled: false,
      created_at: opened,
      password_changed_at: isoInstant(at(CLINIC_TODAY - 45, 8)),
      disabled_at: null,
    });
    tables.userRoles.add({
      user_id: userId,
      role_id: roleIds.get('service') ?? null,
      granted_at: opened,
      granted_by: officer?.userId ?? null,
      revoked_at: null,
    });
  }
}

function addConnections(random: Random, people: readonly Person[], tables: ClinicTables): void {
  const add = (name: string, person: Person | null, status: 'active' | 'expired' | 'revoked'): void => {
    const synced = at(CLINIC_TODAY - random.between(status === 'active' ? 0 : 20, 40), 4);
    const slug = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    tables.fhirConnections.add({
      id: random.uuid(),
      name,
      patient_id: person?.id ?? null,
      base_url: `https://${slug}.example.org/fhir/r4`,
      client_id: `attestry-sample-${random.below(100_000)}`,
      scopes: person === null ? 'system/*.read' : 'patient/*.read offline_access',
      status,
      secret_reference: `vault:clinic/${slug}`,
      token_expires_at: isoInstant(synced + 3_600_000_000),
      last_sync_at: isoInstant(synced),
    });
  };
  add('Regional Exchange', null, 'active');
  add('Public Health Registry', null, 'active');
  add('Former Laboratory', null, 'revoked');
  for (const person of people.filter((one) => one.died === null && one.email !== null).slice(0, 12))
    add('My Health App', person, random.chance(0.7) ? 'active' : 'expired');
}
