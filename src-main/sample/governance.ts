import { at, CLINIC_TODAY, type Day, HOUR, isoDate, isoInstant, MINUTE } from './calendar.ts';
import type { ClinicTables } from './clinic-tables.ts';
import { isEmployed, type Organisation, type Staff } from './organisation.ts';
import { type Random, seededRandom } from './random.ts';

/**
 * What the hospital writes down about its own running: jobs and their roles, changes, backups, training, partners, incidents.
 * All of it in order: whoever tries the control tests puts the faults in. A random stream of its own, so that nothing else of
 * the clinic depends on it.
 */
export function keepGovernance(seed: number, organisation: Organisation, tables: ClinicTables): void {
  const random = seededRandom(seed, 'governance');
  const employed = organisation.staff.filter((one) => isEmployed(one, CLINIC_TODAY));
  const officer = employed.find(({ role }) => role === 'compliance-officer');
  if (officer === undefined) throw new RangeError('the organisation is incomplete');
  addRoles(random, organisation, officer, tables);
  addChanges(random, tables);
  addBackups(random, tables);
  addTraining(random, employed, tables);
  addPartners(random, tables);
  addIncidents(random, tables);
  addDisposals(random, tables);
  const done = CLINIC_TODAY - 120;
  tables.riskAnalyses.add({
    id: random.uuid(),
    scope: 'All systems that hold or send electronic protected health information',
    completed_on: isoDate(done),
    approved_by: 'Board',
    approved_on: isoDate(done + 9),
  });
}

function addRoles(random: Random, organisation: Organisation, officer: Staff, tables: ClinicTables): void {
  const jobs = new Map(organisation.staff.map(({ jobTitle, role }) => [jobTitle, role]));
  for (const [job, role] of jobs)
    tables.jobRoles.add({ job_title: job, role_id: organisation.roleIds.get(role) ?? null });
  for (const [, id] of organisation.roleIds)
    for (const age of [205, 25])
      tables.accessReviews.add({
        id: random.uuid(),
        role_id: id,
        reviewed_on: isoDate(CLINIC_TODAY - age),
        reviewed_by: officer.id,
        outcome: 'kept',
      });
}

function addChanges(random: Random, tables: ClinicTables): void {
  let number = 0;
  const add = (object: string, description: string, day: Day, emergency: boolean): void => {
    number += 1;
    tables.changeRecords.add({
      id: random.uuid(),
      number: `CHG-${String(number).padStart(4, '0')}`,
      object,
      description,
      emergency,
      requested_by: 'Information Technology',
      approved_by: 'Change board',
      approved_at: isoInstant(at(day - 2, 14)),
      tested_at: isoInstant(at(day - 1, 10)),
      deployed_at: isoInstant(at(day, 21, 30)),
      reviewed_at: emergency ? isoInstant(at(day + 1, 9)) : null,
    });
  };
  const released = CLINIC_TODAY - 300;
  for (const { table } of Object.values(tables))
    add(`clinic.${table}`, 'Part of the release of the record system', released, false);
  add('clinic.appointments', 'Index for the calendar of a member of staff', CLINIC_TODAY - 80, false);
  add('clinic.observations', 'Units of a new analyser', CLINIC_TODAY - 41, true);
}

function addBackups(random: Random, tables: ClinicTables): void {
  const hash = (): string =>
    Array.from({ length: 8 }, () => random.next().toString(16).padStart(8, '0')).join('');
  const ids: string[] = [];
  for (let day = CLINIC_TODAY - 59; day <= CLINIC_TODAY; day += 1) {
    const begins = at(day, 2) + random.below(5 * MINUTE);
    const id = random.uuid();
    ids.push(id);
    tables.backups.add({
      id,
      started_at: isoInstant(begins),
      finished_at: isoInstant(begins + random.between(12, 40) * MINUTE),
      outcome: 'completed',
      bytes: random.between(700_000_000, 900_000_000),
      encrypted: true,
      off_site: true,
      sha256: hash(),
    });
  }
  for (const age of [50, 20]) {
    const begins = at(CLINIC_TODAY - age, 9);
    tables.restoreTests.add({
      id: random.uuid(),
      backup_id: ids[59 - age - 1] ?? null,
      started_at: isoInstant(begins),
      finished_at: isoInstant(begins + 2 * HOUR + random.between(5, 40) * MINUTE),
      outcome: 'passed',
      differences: 0,
    });
  }
}

function addTraining(random: Random, employed: readonly Staff[], tables: ClinicTables): void {
  for (const one of employed)
    for (const course of ['security', 'privacy'])
      for (const day of [one.hired + 7, CLINIC_TODAY - random.between(10, 300)])
        tables.trainingRecords.add({
          id: random.uuid(),
          staff_id: one.id,
          course,
          completed_on: isoDate(day),
        });
}

function addPartners(random: Random, tables: ClinicTables): void {
  const services = [
    ['claims clearing house', true],
    ['off-site backup', true],
    ['laboratory network', true],
    ['shredding of paper', true],
    ['landscaping', false],
  ] as const;
  for (const [service, handles] of services)
    tables.businessAssociates.add({
      id: random.uuid(),
      service,
      handles_records: handles,
      agreement_signed_on: handles ? isoDate(CLINIC_TODAY - random.between(200, 900)) : null,
      agreement_ends_on: handles ? isoDate(CLINIC_TODAY + random.between(200, 900)) : null,
      reports_breaches: handles,
      assessed_on: handles ? isoDate(CLINIC_TODAY - random.between(20, 300)) : null,
    });
}

function addIncidents(random: Random, tables: ClinicTables): void {
  const kinds = [
    ['lost badge', 'low', false, 150],
    ['letter to a wrong address', 'medium', true, 100],
    ['phishing reported by staff', 'low', false, 33],
  ] as const;
  for (const [kind, severity, breach, age] of kinds) {
    const day = CLINIC_TODAY - age;
    tables.incidents.add({
      id: random.uuid(),
      kind,
      severity,
      detected_at: isoInstant(at(day, random.between(8, 16))),
      assessed_at: isoInstant(at(day + random.between(1, 5), 11)),
      breach,
      notified_on: breach ? isoDate(day + 21) : null,
      closed_at: isoInstant(at(day + 28, 15)),
      lesson: 'Discussed with the department; the procedure was made clearer.',
    });
  }
}

function addDisposals(random: Random, tables: ClinicTables): void {
  for (let number = 1; number <= 6; number += 1)
    tables.mediaDisposals.add({
      id: random.uuid(),
      device: `disk ${String(number).padStart(3, '0')}`,
      disposed_on: isoDate(CLINIC_TODAY - random.between(20, 600)),
      method: random.pick(['cryptographic erase', 'shredded', 'degaussed']),
      certificate: `CERT-${String(random.below(100_000)).padStart(5, '0')}`,
    });
}
