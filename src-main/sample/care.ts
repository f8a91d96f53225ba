import { ageOn, at, CLINIC_TODAY, isoInstant, MINUTE, type Day } from './calendar.ts';
import {
  addAllergies,
  addCondition,
  addImmunisations,
  addObservation,
  addProcedure,
} from './care-records.ts';
import { item, someone, type Chart, type Visit } from './chart.ts';
import { type ClinicTables } from './clinic-tables.ts';
import { type DepartmentCode, isEmployed, type Organisation, type Staff } from './organisation.ts';
import { type Person } from './people.ts';
import { type Random, seededRandom } from './random.ts';
import { DIAGNOSES, LABS, PROCEDURES, VITALS, type Diagnosis } from './vocabulary.ts';

const APPENDICITIS = 'K35.80';
const DELIVERY: Diagnosis = {
  code: 'O80',
  display: 'Encounter for full-term uncomplicated delivery',
  from: 15,
  to: 50,
  chronic: false,
  sensitivity: 'reproductive',
};

/** Writes years of care for one patient into the tables and returns the chart. */
export function liveThrough(
  seed: number,
  person: Person,
  children: readonly Person[],
  organisation: Organisation,
  tables: ClinicTables,
): Chart {
  const random = seededRandom(seed, `care/${person.mrn}`);
  const chart: Chart = { person, items: [], team: new Set(), departments: new Set() };
  const last = Math.min(person.died ?? CLINIC_TODAY, CLINIC_TODAY);
  const chronic = DIAGNOSES.filter((one) => one.chronic && random.chance(0.14));
  const births = new Set(
    children.filter((child) => child.born >= person.registered).map((child) => child.born),
  );
  const days = new Set([person.registered, ...births]);
  const visitsPerYear = 0.4 + chronic.length * 0.4 + random.below(100) / 100;
  const wanted = Math.min(40, Math.round(((last - person.registered) / 365) * visitsPerYear));
  for (let visit = 0; visit < wanted; visit += 1) days.add(random.between(person.registered, last));
  const known = new Set<string>();
  for (const day of [...days].sort((a, b) => a - b)) {
    if (births.has(day)) {
      const visit = recordVisit(random, chart, organisation, tables, day, DELIVERY, 'inpatient', 'MATERN');
      addProcedure(random, chart, tables, visit, PROCEDURES.delivery);
      continue;
    }
    const diagnosis = diagnosisFor(random, ageOn(person.born, day), chronic, known);
    const [kind, department] = placeOf(random, person, day, diagnosis);
    const visit = recordVisit(random, chart, organisation, tables, day, diagnosis, kind, department);
    if (!known.has(diagnosis.code)) addCondition(random, chart, tables, visit, last);
    if (diagnosis.chronic || diagnosis.code === APPENDICITIS) known.add(diagnosis.code);
    if (diagnosis.code === APPENDICITIS) addProcedure(random, chart, tables, visit, PROCEDURES.appendectomy);
    if (diagnosis.code === 'R07.9') addProcedure(random, chart, tables, visit, PROCEDURES.chestImaging);
    if (department === 'PSYCH')
      tables.psychotherapyNotes.add({
        id: item(random, chart, 'PsychotherapyNote', visit.ends),
        patient_id: person.id,
        author_id: visit.attending.id,
        session_at: isoInstant(visit.starts),
        body: 'Session content is made up and kept apart from the record.',
      });
  }
  addAllergies(random, chart, organisation, tables);
  addImmunisations(random, chart, organisation, tables, last);
  chart.items.sort((a, b) => a.since - b.since);
  return chart;
}

function diagnosisFor(
  random: Random,
  age: number,
  chronic: readonly Diagnosis[],
  known: ReadonlySet<string>,
): Diagnosis {
  const suits = (one: Diagnosis): boolean => age >= one.from && age <= one.to;
  const lasting = chronic.filter(suits);
  if (lasting.length > 0 && random.chance(0.6)) return random.pick(lasting);
  // Nobody loses the appendix twice.
  return random.pick(DIAGNOSES.filter((one) => !one.chronic && suits(one) && !known.has(one.code)));
}

function placeOf(random: Random, person: Person, day: Day, diagnosis: Diagnosis): [string, DepartmentCode] {
  if (diagnosis.sensitivity === 'mental-health')
    return [random.chance(0.3) ? 'virtual' : 'ambulatory', 'PSYCH'];
  if (diagnosis.code === APPENDICITIS) return ['inpatient', 'SURG'];
  if (['R07.9', 'S93.401A'].includes(diagnosis.code)) return ['emergency', 'EMERG'];
  return [random.chance(0.1) ? 'virtual' : 'ambulatory', ageOn(person.born, day) < 18 ? 'PAED' : 'MED'];
}

function recordVisit(
  random: Random,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
  day: Day,
  diagnosis: Diagnosis,
  kind: string,
  code: DepartmentCode,
): Visit {
  const { person } = chart;
  const attending =
    usualAttending(random, chart, code, day) ??
    someone(random, organisation, code, ['physician', 'therapist'], day);
  const nurse = someone(random, organisation, code, ['nurse'], day);
  const starts = at(day, kind === 'emergency' ? random.below(21) : random.between(8, 16), random.below(60));
  // Stays end on the same day: nobody's record runs past their death or past today.
  const ends = starts + random.between(15, kind === 'inpatient' ? 400 : 120) * MINUTE;
  const id = item(random, chart, 'Encounter', starts);
  const visit: Visit = { id, day, starts, ends, attending, nurse, diagnosis };
  for (const carer of [attending, nurse]) chart.team.add(carer);
  chart.departments.add(code);
  tables.encounters.add({
    id,
    patient_id: person.id,
    department_id: attending.department.id,
    attending_id: attending.id,
    class: kind,
    status: 'finished',
    reason: diagnosis.display,
    sensitivity: diagnosis.sensitivity ?? null,
    started_at: isoInstant(starts),
    ended_at: isoInstant(ends),
  });
  const seen = kind === 'virtual' ? [] : VITALS;
  for (const vital of seen) addObservation(random, chart, tables, visit, 'vital-signs', vital, nurse);
  if (random.chance(0.35)) {
    const technician = someone(random, organisation, 'LAB', ['lab-technician'], day);
    for (const lab of LABS)
      if (random.chance(0.5)) addObservation(random, chart, tables, visit, 'laboratory', lab, technician);
  }
  tables.notes.add({
    id: item(random, chart, 'DocumentReference', ends),
    patient_id: person.id,
    encounter_id: id,
    author_id: attending.id,
    kind: kind === 'inpatient' ? 'discharge-summary' : 'progress',
    body: `Seen for: ${diagnosis.display}.\nExamined; findings discussed; plan agreed. Follow-up as needed.`,
    written_at: isoInstant(ends),
    signed_at: random.chance(0.97) ? isoInstant(ends + random.between(1, 600) * MINUTE) : null,
  });
  return visit;
}

/** People tend to see the same physician again. */
function usualAttending(random: Random, chart: Chart, code: DepartmentCode, day: Day): Staff | undefined {
  if (random.chance(0.25)) return undefined;
  return [...chart.team].find(
    (one) => one.department.code === code && one.role !== 'nurse' && isEmployed(one, day),
  );
}
