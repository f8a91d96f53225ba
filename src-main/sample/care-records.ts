import { at, isoDate, isoInstant, MINUTE, type Day } from './calendar.ts';
import { item, someone, type Chart, type Visit } from './chart.ts';
import { type ClinicTables } from './clinic-tables.ts';
import { type Organisation, type Staff } from './organisation.ts';
import { type Random } from './random.ts';
import { ALLERGENS, CHILD_VACCINES, FLU_VACCINE, type Measure } from './vocabulary.ts';

/** A measured value, usually within its range. */
export function addObservation(
  random: Random,
  chart: Chart,
  tables: ClinicTables,
  visit: Visit,
  category: 'vital-signs' | 'laboratory',
  measure: Measure,
  by: Staff,
): void {
  const middle = (measure.low + measure.high) / 2;
  const value = Math.max(0.1, middle + random.bell() * 0.55 * (measure.high - measure.low));
  const observed = visit.starts + random.between(2, 14) * MINUTE;
  tables.observations.add({
    id: item(random, chart, 'Observation', observed),
    patient_id: chart.person.id,
    encounter_id: visit.id,
    category,
    code: measure.code,
    display: measure.display,
    value: value.toFixed(measure.decimals),
    unit: measure.unit,
    reference_low: measure.low,
    reference_high: measure.high,
    interpretation: value < measure.low ? 'L' : value > measure.high ? 'H' : 'N',
    observed_at: isoInstant(observed),
    performed_by: by.id,
  });
}

/** The diagnosis of a visit, with the drug usually given for it. */
export function addCondition(
  random: Random,
  chart: Chart,
  tables: ClinicTables,
  visit: Visit,
  last: Day,
): void {
  const { diagnosis, day } = visit;
  const healed = diagnosis.chronic ? null : Math.min(last, day + random.between(5, 40));
  tables.conditions.add({
    id: item(random, chart, 'Condition', visit.ends),
    patient_id: chart.person.id,
    encounter_id: visit.id,
    code: diagnosis.code,
    display: diagnosis.display,
    clinical_status: healed === null ? 'active' : 'resolved',
    verification_status: 'confirmed',
    onset_on: isoDate(day),
    abated_on: healed === null ? null : isoDate(healed),
    recorded_at: isoInstant(visit.ends),
    recorded_by: visit.attending.id,
  });
  if (diagnosis.drug === undefined) return;
  const stopped = diagnosis.chronic ? null : Math.min(last, day + 10);
  tables.medications.add({
    id: item(random, chart, 'MedicationRequest', visit.ends),
    patient_id: chart.person.id,
    encounter_id: visit.id,
    code: diagnosis.drug.code,
    display: diagnosis.drug.display,
    dose: diagnosis.drug.dose,
    frequency: diagnosis.drug.frequency,
    status: stopped === null ? 'active' : 'completed',
    started_on: isoDate(day),
    stopped_on: stopped === null ? null : isoDate(stopped),
    prescribed_by: visit.attending.id,
  });
}

/** A procedure done at a visit. */
export function addProcedure(
  random: Random,
  chart: Chart,
  tables: ClinicTables,
  visit: Visit,
  [code, display]: readonly [string, string],
): void {
  tables.procedures.add({
    id: item(random, chart, 'Procedure', visit.ends),
    patient_id: chart.person.id,
    encounter_id: visit.id,
    code,
    display,
    performed_at: isoInstant(visit.ends),
    performed_by: visit.attending.id,
  });
}

/** What the patient told at registration. */
export function addAllergies(
  random: Random,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
): void {
  const [first, second] = [random.pick(ALLERGENS), random.pick(ALLERGENS)];
  const found = random.chance(0.7) ? [] : first === second || random.chance(0.8) ? [first] : [first, second];
  for (const [substance, reaction, severity] of found) {
    const recorded = at(chart.person.registered, 9, random.below(60));
    tables.allergies.add({
      id: item(random, chart, 'AllergyIntolerance', recorded),
      patient_id: chart.person.id,
      substance,
      reaction,
      severity,
      status: random.chance(0.95) ? 'active' : 'inactive',
      recorded_at: isoInstant(recorded),
      recorded_by: someone(random, organisation, 'MED', ['nurse'], chart.person.registered).id,
    });
  }
}

/** Childhood vaccines and flu shots that fell into the time in care. */
export function addImmunisations(
  random: Random,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
  last: Day,
): void {
  const { person } = chart;
  const due: (readonly [string, string, Day])[] = CHILD_VACCINES.map(([code, name, age]) => [
    code,
    name,
    person.born + age + random.below(20),
  ]);
  for (let autumn = person.registered + random.below(365); autumn <= last; autumn += 365)
    if (random.chance(0.45)) due.push([FLU_VACCINE[0], FLU_VACCINE[1], autumn]);
  for (const [code, display, day] of due) {
    if (day < person.registered || day > last) continue;
    tables.immunisations.add({
      id: item(random, chart, 'Immunization', at(day, 10)),
      patient_id: person.id,
      code,
      display,
      lot_number: `SMP${String(random.below(10_000)).padStart(4, '0')}`,
      given_on: isoDate(day),
      given_by: someone(random, organisation, 'PAED', ['nurse'], day).id,
    });
  }
}
