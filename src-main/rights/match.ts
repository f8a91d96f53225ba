import type { Candidate, Person } from '../../src-shared/rights/people.ts';
import type { PatientDirectory, PatientRecord } from './ports.ts';
import { folded } from '../base/person.ts';

type Field = Candidate['fields'][number];

/** Below this a record is not worth looking at. */
const LEAST = 40;
const MOST = 50;
/** Points of each field when it is the same, and when it differs; what was not given counts neither way. */
const WEIGHTS = {
  'record-number': { same: 45, different: -25 },
  name: { same: 35, different: -40 },
  'birth-date': { same: 35, different: -40 },
  address: { same: 15, different: -5 },
  phone: { same: 10, different: -3 },
  email: { same: 10, different: -3 },
} as const satisfies Record<Field['field'], { readonly same: number; readonly different: number }>;

/** Edits (insert, remove, exchange, swap of neighbours) from one text to another. */
export function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** How alike two texts are, 0 to 1; the order of their words does not count. */
export function likeness(a: string, b: string): number {
  const [one, two] = [folded(a), folded(b)].map((text) => text.split(' ').toSorted().join(' '));
  if (one === undefined || two === undefined || one === '' || two === '') return 0;
  return 1 - editsBetween(one, two) / Math.max(one.length, two.length);
}

const SIMILAR = 0.75;
const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(-10);

function compare(field: Field['field'], asked: string, known: string, same: boolean, alike: number): Field {
  const { same: most, different } = WEIGHTS[field];
  if (asked === '') return { field, result: 'not-given', points: 0, why: 'Not given in the request.' };
  if (known === '') return { field, result: 'not-given', points: 0, why: 'Not in the record.' };
  if (same) return { field, result: 'same', points: most, why: `The same in the record: ${known}.` };
  if (alike >= SIMILAR)
    return {
      field,
      result: 'similar',
      points: Math.round(most * alike * 0.8),
      why: `“${asked}” is “${known}” in the record.`,
    };
  return { field, result: 'different', points: different, why: `“${asked}” is “${known}” in the record.` };
}

const nameOf = ({ givenNames, familyName }: Person): string => `${givenNames} ${familyName}`.trim();

/** A birth date with day and month exchanged, or one digit wrong, is often the same. */
function birthLikeness(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  const [year, month, day] = a.split('-');
  if (b === `${year ?? ''}-${day ?? ''}-${month ?? ''}`) return 0.9;
  return editsBetween(a, b) === 1 ? 0.85 : 0;
}

function fieldsOf(asked: Person, known: Person): Field[] {
  const [name, recorded] = [nameOf(asked), nameOf(known)];
  const [number, phone, email] = [folded(asked.recordNumber), digits(asked.phone), asked.email.toLowerCase()];
  return [
    compare(
      'record-number',
      asked.recordNumber,
      known.recordNumber,
      number === folded(known.recordNumber),
      0,
    ),
    compare('name', name, recorded, folded(name) === folded(recorded), likeness(name, recorded)),
    compare(
      'birth-date',
      asked.birthDate ?? '',
      known.birthDate ?? '',
      asked.birthDate === known.birthDate,
      birthLikeness(asked.birthDate, known.birthDate),
    ),
    compare(
      'address',
      asked.address,
      known.address,
      folded(asked.address) === folded(known.address),
      likeness(asked.address, known.address),
    ),
    compare('phone', asked.phone, known.phone, phone !== '' && phone === digits(known.phone), 0),
    compare('email', asked.email, known.email, email === known.email.toLowerCase(), 0),
  ];
}

/** The score of a record: what speaks for it over what could, 0 to 100. */
export function scored(asked: Person, record: PatientRecord): Pick<Candidate, 'score' | 'basis' | 'fields'> {
  const fields = fieldsOf(asked, record.person);
  const given = fields.filter(({ result }) => result !== 'not-given');
  const possible = given.reduce((sum, { field }) => sum + WEIGHTS[field].same, 0);
  const reached = given.reduce((sum, { points }) => sum + points, 0);
  const score = possible === 0 ? 0 : Math.max(0, Math.min(100, Math.round((100 * reached) / possible)));
  const is = (field: Field['field']): boolean =>
    fields.some((each) => each.field === field && each.result === 'same');
  const basis =
    is('record-number') && (is('name') || is('birth-date'))
      ? 'record-number'
      : is('name') && is('birth-date')
        ? 'exact'
        : 'similar';
  return { score, basis, fields };
}

/**
 * Patients who may be meant, best first. A record that was merged into another is shown as that one.
 *
 * @throws Fault as {@link PatientDirectory}
 */
export async function matchPatients(
  directory: PatientDirectory,
  asked: Person,
): Promise<readonly Candidate[]> {
  const found = await directory.find(asked);
  const best = new Map<string, Candidate>();
  const remained = await survivors(directory, found);
  for (const record of found) {
    const kept = remained.get(record.patientId);
    if (kept === undefined) continue;
    const said = scored(asked, record);
    const before = best.get(kept.patientId);
    const mergedFrom = [
      ...new Set([...(before?.mergedFrom ?? []), ...(kept === record ? [] : [record.patientId])]),
    ];
    const better = before === undefined || said.score > before.score ? said : before;
    const { patientId, person, deceasedOn } = kept;
    const { score, basis, fields } = better;
    best.set(patientId, { patientId, person, deceasedOn, mergedFrom, score, basis, fields });
  }
  return [...best.values()]
    .filter(({ score }) => score >= LEAST)
    .sort((a, b) => b.score - a.score || a.patientId.localeCompare(b.patientId))
    .slice(0, MOST);
}

/** For each record the one that remained after mergers; one in a ring of mergers, or with none left, has none. */
async function survivors(
  directory: PatientDirectory,
  found: readonly PatientRecord[],
): Promise<ReadonlyMap<string, PatientRecord>> {
  const known = new Map(found.map((record) => [record.patientId, record]));
  for (let round = 0; round < 10; round++) {
    const missing = [...known.values()].flatMap(({ mergedInto }) =>
      mergedInto !== null && !known.has(mergedInto) ? [mergedInto] : [],
    );
    if (missing.length === 0) break;
    const more = await directory.byId([...new Set(missing)]);
    if (more.length === 0) break;
    for (const record of more) known.set(record.patientId, record);
  }
  const remained = new Map<string, PatientRecord>();
  for (const record of found) {
    const seen = new Set<string>();
    let at: PatientRecord | undefined = record;
    for (let next = record.mergedInto; next !== null && at !== undefined && !seen.has(at.patientId);) {
      seen.add(at.patientId);
      at = known.get(next);
      next = at?.mergedInto ?? null;
    }
    if (at?.mergedInto === null) remained.set(record.patientId, at);
  }
  return remained;
}
