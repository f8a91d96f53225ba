import { CLINIC_OPENED, CLINIC_TODAY, dayOf, type Day } from './calendar.ts';
import { NAME_POOLS } from './names.ts';
import { type Person } from './people.ts';
import { type Random, seededRandom } from './random.ts';

export type DepartmentCode =
  'EMERG' | 'MED' | 'SURG' | 'MATERN' | 'PAED' | 'PSYCH' | 'LAB' | 'IMAG' | 'PHARM' | 'BILL' | 'HIM' | 'IT';

export type Department = { readonly id: string; readonly code: DepartmentCode; readonly name: string };

export type RoleName =
  | 'physician'
  | 'nurse'
  | 'therapist'
  | 'lab-technician'
  | 'radiographer'
  | 'pharmacist'
  | 'receptionist'
  | 'billing-clerk'
  | 'records-clerk'
  | 'system-administrator'
  | 'compliance-officer'
  | 'service';

export type Shift = 'day' | 'evening' | 'night';

/** Somebody who works at the clinic; may be a patient as well. */
export type Staff = {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly number: number;
  readonly patient: Person | null;
  readonly familyName: string;
  readonly givenNames: string;
  readonly role: RoleName;
  readonly jobTitle: string;
  readonly department: Department;
  readonly shift: Shift;
  readonly hired: Day;
  readonly left: Day | null;
  /** Address in 192.0.2.0/24 or 198.51.100.0/24 (RFC 5737: documentation only). */
  readonly address: string;
  readonly station: string;
};

/** An account that no person signs in with. */
export type ServiceAccount = {
  readonly userId: string;
  readonly username: string;
  readonly address: string;
  readonly purpose: string;
};

export type Organisation = {
  readonly departments: readonly Department[];
  readonly staff: readonly Staff[];
  readonly services: readonly ServiceAccount[];
  readonly roleIds: ReadonlyMap<RoleName, string>;
  /** Staff by role, and by department and role as `CODE/role`. */
  readonly posts: ReadonlyMap<string, readonly Staff[]>;
};

const DEPARTMENTS: readonly (readonly [DepartmentCode, string])[] = [
  ['EMERG', 'Emergency'],
  ['MED', 'Internal Medicine'],
  ['SURG', 'Surgery'],
  ['MATERN', 'Maternity'],
  ['PAED', 'Paediatrics'],
  ['PSYCH', 'Behavioural Health'],
  ['LAB', 'Laboratory'],
  ['IMAG', 'Imaging'],
  ['PHARM', 'Pharmacy'],
  ['BILL', 'Billing'],
  ['HIM', 'Health Information'],
  ['IT', 'Information Technology'],
];

/** Who works where, in the order posts are filled; repeated until the clinic is staffed. */
const POSTS: readonly (readonly [RoleName, string, DepartmentCode, Shift])[] = [
  ['physician', 'Attending Physician', 'MED', 'day'],
  ['nurse', 'Registered Nurse', 'MED', 'day'],
  ['nurse', 'Registered Nurse', 'EMERG', 'night'],
  ['physician', 'Emergency Physician', 'EMERG', 'night'],
  ['physician', 'Emergency Physician', 'EMERG', 'day'],
  ['nurse', 'Triage Nurse', 'EMERG', 'evening'],
  ['physician', 'Paediatrician', 'PAED', 'day'],
  ['nurse', 'Paediatric Nurse', 'PAED', 'day'],
  ['physician', 'Obstetrician', 'MATERN', 'day'],
  ['nurse', 'Midwife', 'MATERN', 'night'],
  ['physician', 'Surgeon', 'SURG', 'day'],
  ['nurse', 'Theatre Nurse', 'SURG', 'evening'],
  ['therapist', 'Clinical Psychologist', 'PSYCH', 'day'],
  ['physician', 'Psychiatrist', 'PSYCH', 'day'],
  ['lab-technician', 'Medical Laboratory Scientist', 'LAB', 'day'],
  ['radiographer', 'Radiographer', 'IMAG', 'day'],
  ['pharmacist', 'Clinical Pharmacist', 'PHARM', 'day'],
  ['receptionist', 'Front Desk Coordinator', 'MED', 'day'],
  ['billing-clerk', 'Billing Specialist', 'BILL', 'day'],
  ['records-clerk', 'Health Information Technician', 'HIM', 'day'],
  ['system-administrator', 'Systems Administrator', 'IT', 'day'],
  ['compliance-officer', 'Compliance Officer', 'HIM', 'day'],
  ['nurse', 'Registered Nurse', 'MED', 'evening'],
  ['nurse', 'Registered Nurse', 'MED', 'night'],
  ['physician', 'Hospitalist', 'MED', 'evening'],
  ['lab-technician', 'Phlebotomist', 'LAB', 'evening'],
  ['receptionist', 'Admissions Clerk', 'EMERG', 'evening'],
];
/** Posts there is only one holder of. */
const SINGLE: readonly RoleName[] = ['compliance-officer', 'system-administrator'];

const SERVICES = [
  ['svc-hl7-interface', '198.51.100.11', 'laboratory results interface'],
  ['svc-fhir-sync', '198.51.100.12', 'exchange with the regional FHIR network'],
  ['svc-backup', '198.51.100.13', 'nightly backup'],
  ['svc-claims', '198.51.100.14', 'claims clearing house'],
] as const;

const STAFF_BORN = dayOf('1986-01-01');

/** Departments, staff and accounts; about one in eight of the staff is a patient of the clinic too. */
export function makeOrganisation(seed: number, people: readonly Person[]): Organisation {
  const random = seededRandom(seed, 'organisation');
  const departments = DEPARTMENTS.map(([code, name]) => ({ id: random.uuid(), code, name }));
  const roles = [...new Set(POSTS.map(([role]) => role)), 'service' as const];
  const roleIds = new Map<RoleName, string>(roles.map((role) => [role, random.uuid()]));
  const candidates = people.filter((person) => person.died === null && person.born < STAFF_BORN);
  const wanted = 24 + Math.round(people.length / 16);
  const staff: Staff[] = [];
  for (let post = 0; staff.length < wanted; post += 1) {
    const [role, jobTitle, code, shift] = POSTS[post % POSTS.length] ?? raise();
    if (post >= POSTS.length && SINGLE.includes(role)) continue;
    const department = departments.find((one) => one.code === code) ?? raise();
    const patient = post % 8 === 3 ? (candidates[staff.length * 3] ?? null) : null;
    staff.push({
      ...identity(random, staff.length, patient),
      role,
      jobTitle,
      department,
      shift,
      station: `${code}-WS-${String(1 + (staff.length % 60)).padStart(2, '0')}`,
    });
  }
  const services = SERVICES.map(([username, address, purpose]) => ({
    userId: random.uuid(),
    username,
    address,
    purpose,
  }));
  const posts = new Map([
    ...Map.groupBy(staff, (one): string => one.role),
    ...Map.groupBy(staff, (one) => `${one.department.code}/${one.role}`),
  ]);
  return { departments, staff, services, roleIds, posts };
}

/** Whether somebody works at the clinic on a day. */
export const isEmployed = (staff: Staff, day: Day): boolean =>
  staff.hired <= day && (staff.left === null || staff.left > day);

function identity(
  random: Random,
  index: number,
  patient: Person | null,
): Omit<Staff, 'role' | 'jobTitle' | 'department' | 'shift' | 'station'> {
  const pool = random.weighted(NAME_POOLS.map((entry) => [entry, entry.weight] as const));
  const familyName = random.pick(pool.surnames);
  const givenNames = random.pick(random.chance(0.6) ? pool.women : pool.men);
  // The first ones were there before the clinic opened and stay, so that every post always has a holder.
  const hired =
    index < POSTS.length
      ? random.between(dayOf('2004-03-01'), CLINIC_OPENED - 1)
      : random.between(CLINIC_OPENED, dayOf('2024-09-01'));
  const leaves = index >= POSTS.length && random.chance(0.06);
  return {
    id: random.uuid(),
    userId: random.uuid(),
    username: `u${String(4000 + index * 3)}`,
    number: 4000 + index * 3,
    patient,
    familyName: patient?.familyName ?? familyName,
    givenNames: patient?.givenNames ?? givenNames,
    hired,
    left: leaves ? random.between(hired + 60, CLINIC_TODAY - 3) : null,
    address: `192.0.2.${10 + (index % 240)}`,
  };
}

function raise(): never {
  throw new RangeError('the organisation is incomplete');
}
