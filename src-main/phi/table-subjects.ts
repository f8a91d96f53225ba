import type { CatalogueColumn } from './classification-ports.ts';
import { plainName } from './field-kinds.ts';

/** Whom the rows of a table are about, and how that is known. */
export type TableSubject = {
  readonly about: 'patient' | 'staff' | 'nobody';
  /** Whether a row is one of these people, rather than something of theirs. */
  readonly is: boolean;
  readonly why: string;
};

const PATIENTS = /(?:^|_)(?:patients?|residents?|beneficiar(?:y|ies)|enrollees?|insured|newborns?)$/;
const STAFF =
  /(?:^|_)(?:staff|employees?|users?|providers?|physicians?|doctors?|nurses?|clinicians?|practitioners?|personnel|logins?|accounts?)$/;
/** A column that says which patient a row belongs to, where no foreign key does. */
const PATIENT_LINK =
  /(?:^|_)(?:patient|pat|pt|resident|beneficiary)_?(?:id|uuid|key|ref|no|num|number)$|^mrn$/;
const STAFF_LINK =
  /(?:^|_)(?:staff|employee|user|provider|physician|doctor|nurse|practitioner)_?(?:id|uuid|key|ref)$/;

export const tableKey = (schema: string, table: string): string => JSON.stringify([schema, table]);

/**
 * Whom each table is about: by its own name, by what points from it to patients or staff, through other tables too.
 * A patient comes before staff: what concerns both is protected as the patient's.
 */
export function tableSubjects(columns: readonly CatalogueColumn[]): ReadonlyMap<string, TableSubject> {
  const tables = Map.groupBy(columns, ({ schema, table }) => tableKey(schema, table));
  const subjects = new Map<string, TableSubject>();
  for (const [about, name, what] of [
    ['patient', PATIENTS, 'patients'],
    ['staff', STAFF, 'staff or users'],
  ] as const)
    for (const [key, [first]] of tables)
      if (!subjects.has(key) && first !== undefined && name.test(plainName(first.table)))
        subjects.set(key, { about, is: true, why: `the table is one of ${what}` });
  for (const [about, link, what] of [
    ['patient', PATIENT_LINK, 'patient'],
    ['staff', STAFF_LINK, 'member of staff'],
  ] as const) {
    for (const [key, members] of tables)
      if (!subjects.has(key) && members.some(({ column }) => link.test(plainName(column))))
        subjects.set(key, { about, is: false, why: `each row names a ${what}` });
    // What points to something of a patient's is of the patient too, however many tables lie between.
    for (let grew = true; grew;) {
      grew = false;
      for (const [key, members] of tables) {
        if (subjects.has(key)) continue;
        const through = members.find(
          ({ references }) =>
            references !== null &&
            subjects.get(tableKey(references.schema, references.table))?.about === about,
        )?.references;
        if (through === null || through === undefined) continue;
        subjects.set(key, { about, is: false, why: `each row points to ${through.table}` });
        grew = true;
      }
    }
  }
  for (const key of tables.keys())
    if (!subjects.has(key))
      subjects.set(key, { about: 'nobody', is: false, why: 'nothing points to a person' });
  return subjects;
}
