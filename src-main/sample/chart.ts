import { type Day } from './calendar.ts';
import {
  type DepartmentCode,
  isEmployed,
  type Organisation,
  type RoleName,
  type Staff,
} from './organisation.ts';
import { type Person } from './people.ts';
import { type Random } from './random.ts';
import { type Diagnosis } from './vocabulary.ts';

/** Something in a patient's record that a user can open. */
export type ChartItem = { readonly type: string; readonly id: string; readonly since: number };

/** A patient with what is in the record, oldest first, and who treats them. */
export type Chart = {
  readonly person: Person;
  readonly items: ChartItem[];
  readonly team: Set<Staff>;
  /** The departments that have seen the patient. */
  readonly departments: Set<DepartmentCode>;
};

/** One visit while it is being written down. */
export type Visit = {
  readonly id: string;
  readonly day: Day;
  readonly starts: number;
  readonly ends: number;
  readonly attending: Staff;
  readonly nurse: Staff;
  readonly diagnosis: Diagnosis;
};

/** A new id for a row, noted in the chart. */
export function item(random: Random, chart: Chart, type: string, since: number): string {
  const id = random.uuid();
  chart.items.push({ type, id, since });
  return id;
}

/** Somebody of the department in one of the roles, employed that day; else anybody in one of the roles. */
export function someone(
  random: Random,
  organisation: Organisation,
  code: DepartmentCode,
  roles: readonly RoleName[],
  day: Day,
): Staff {
  const near = roles.flatMap((role) => organisation.posts.get(`${code}/${role}`) ?? []);
  const able = near.length > 0 ? near : roles.flatMap((role) => organisation.posts.get(role) ?? []);
  for (let draw = 0; draw < 12; draw += 1) {
    const one = random.pick(able);
    if (isEmployed(one, day)) return one;
  }
  return able.find((one) => isEmployed(one, day)) ?? random.pick(able);
}
