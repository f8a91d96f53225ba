import { CLINIC_OPENED, CLINIC_TODAY, type Day } from './calendar.ts';
import { NAME_POOLS, STREETS, TOWNS, type NamePool } from './names.ts';
import { type Random, seededRandom } from './random.ts';

export type Sex = 'female' | 'male';

/** A synthetic person who is or was in the clinic's care. */
export type Person = {
  readonly id: string;
  readonly mrn: string;
  readonly household: number;
  readonly familyName: string;
  readonly givenNames: string;
  readonly sex: Sex;
  readonly born: Day;
  readonly died: Day | null;
  /** First day in care: never before birth. */
  readonly registered: Day;
  /** Never a number that the Social Security Administration can issue. */
  readonly ssn: string;
  readonly phone: string;
  readonly email: string | null;
  readonly addressLine: string;
  readonly city: string;
  readonly postalCode: string;
  readonly language: string;
  /** The mother or father of a child in the same household. */
  readonly guardian: Person | null;
  /** Known for people who were born here or came with their mother. */
  readonly mother: Person | null;
};

type Household = {
  readonly number: number;
  readonly pool: NamePool;
  readonly surname: string;
  readonly addressLine: string;
  readonly city: string;
  readonly postalCode: string;
  readonly phone: string;
};

const YEAR = 365.25;
const OLDEST_MOTHER = 45;
const YOUNGEST_MOTHER = 18;

/** Households with their people, as many as asked for; the same random stream gives the same people. */
export function makePeople(seed: number, count: number): readonly Person[] {
  const random = seededRandom(seed, 'people');
  const people: Person[] = [];
  for (let number = 1; people.length < count; number += 1)
    people.push(...householdOf(random, number, people.length));
  return people.slice(0, count);
}

function householdOf(random: Random, number: number, before: number): readonly Person[] {
  const pool = random.weighted(NAME_POOLS.map((entry) => [entry, entry.weight] as const));
  const [city, postalCode] = random.pick(TOWNS);
  const home: Household = {
    number,
    pool,
    surname: random.pick(pool.surnames),
    addressLine: `${random.between(1, 480)} ${random.pick(STREETS)}${random.chance(0.2) ? `, Apt ${random.between(1, 40)}` : ''}`,
    city,
    postalCode,
    phone: phoneOf(random),
  };
  const members: Person[] = [];
  const add = (from: Parameters<typeof personOf>[3]): Person => {
    const person = personOf(random, home, before + members.length, from);
    members.push(person);
    return person;
  };
  const age = random.weighted([
    [random.between(19, 34), 30],
    [random.between(35, 54), 35],
    [random.between(55, 74), 25],
    [random.between(75, 99), 10],
  ]);
  const first = add({ sex: random.chance(0.6) ? 'female' : 'male', born: birthDay(random, age) });
  const couple = random.chance(0.5);
  const second = couple
    ? add({
        sex: random.chance(0.92) ? opposite(first.sex) : first.sex,
        born: birthDay(random, Math.max(19, age + random.between(-4, 4))),
        surname: random.chance(0.25) ? random.pick(pool.surnames) : home.surname,
      })
    : null;
  const mother = [first, second].find((person) => person?.sex === 'female');
  if (mother !== undefined && mother !== null && random.chance(0.6)) addChildren(random, mother, add);
  if (age < 60 && random.chance(0.12))
    add({ sex: 'female', born: first.born - Math.round(random.between(20, 34) * YEAR) });
  return members;
}

function addChildren(
  random: Random,
  mother: Person,
  add: (from: Parameters<typeof personOf>[3]) => Person,
): void {
  const wanted = random.weighted([
    [1, 5],
    [2, 5],
    [3, 2],
    [4, 1],
  ] as const);
  let born = mother.born + Math.round(random.between(YOUNGEST_MOTHER, 34) * YEAR) + random.below(365);
  for (let child = 0; child < wanted; child += 1) {
    const oldest = mother.born + OLDEST_MOTHER * YEAR;
    const last = Math.min(CLINIC_TODAY - 20, oldest, mother.died ?? Infinity);
    if (born > last) return;
    // Grown-up children have moved out.
    if (born > CLINIC_TODAY - 22 * YEAR)
      add({ sex: random.chance(0.49) ? 'female' : 'male', born, mother, guardian: mother });
    born += random.between(400, 1600);
  }
}

function personOf(
  random: Random,
  home: Household,
  index: number,
  from: {
    readonly sex: Sex;
    readonly born: Day;
    readonly surname?: string;
    readonly mother?: Person;
    readonly guardian?: Person;
  },
): Person {
  const { sex, born, mother = null, guardian = null } = from;
  const age = (CLINIC_TODAY - born) / YEAR;
  const registered = registrationDay(random, born, mother);
  const mayDie = age > 80 ? 0.25 : age > 60 ? 0.08 : 0.01;
  const died =
    random.chance(mayDie) && CLINIC_TODAY - registered > 120
      ? random.between(registered + 90, CLINIC_TODAY - 10)
      : null;
  const mrn = String(1_000_003 + index * 17);
  return {
    id: random.uuid(),
    mrn,
    household: home.number,
    familyName: from.surname ?? home.surname,
    givenNames: givenNames(random, home.pool, sex),
    sex,
    born,
    died,
    registered,
    ssn: invalidSsn(random),
    phone: random.chance(0.5) ? home.phone : phoneOf(random),
    email: random.chance(0.8) ? `patient.${mrn}@example.org` : null,
    addressLine: home.addressLine,
    city: home.city,
    postalCode: home.postalCode,
    language: random.chance(0.7) ? 'en' : home.pool.language,
    guardian: age < 18 && guardian?.died === null ? guardian : null,
    mother,
  };
}

/** Children born to a mother in care are registered at birth. */
function registrationDay(random: Random, born: Day, mother: Person | null): Day {
  if (mother !== null && born >= mother.registered && born >= CLINIC_OPENED) return born;
  const earliest = Math.max(CLINIC_OPENED, born + 30, mother?.registered ?? 0);
  const latest = Math.max(earliest, CLINIC_TODAY - 400);
  return Math.min(random.between(earliest, latest), CLINIC_TODAY - 15);
}

function givenNames(random: Random, pool: NamePool, sex: Sex): string {
  const names = sex === 'female' ? pool.women : pool.men;
  const first = random.pick(names);
  const second = random.pick(names);
  return random.chance(0.3) && second !== first ? `${first} ${second}` : first;
}

const opposite = (sex: Sex): Sex => (sex === 'female' ? 'male' : 'female');
const birthDay = (random: Random, age: number): Day =>
  CLINIC_TODAY - Math.round(age * YEAR) - random.below(365);

/** 555-0100 to 555-0199 are kept for fiction in every area code. */
export const phoneOf = (random: Random): string =>
  `(${random.pick(['201', '312', '415', '512', '617', '713'])}) 555-01${String(random.below(100)).padStart(2, '0')}`;

/** Area 000 and, of 900–999, groups 01–09 are issued neither as social security nor as taxpayer numbers. */
function invalidSsn(random: Random): string {
  const serial = String(random.between(1, 9999)).padStart(4, '0');
  if (random.chance(0.5)) return `000-${String(random.between(1, 99)).padStart(2, '0')}-${serial}`;
  return `${random.between(900, 999)}-0${random.between(1, 9)}-${serial}`;
}
