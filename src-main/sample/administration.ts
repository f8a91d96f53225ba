import { at, CLINIC_TODAY, HOUR, isoDate, isoInstant, MINUTE } from './calendar.ts';
import { item, someone, type Chart } from './chart.ts';
import { type ClinicTables } from './clinic-tables.ts';
import { type Organisation } from './organisation.ts';
import { type Random, seededRandom } from './random.ts';
import { PAYERS } from './vocabulary.ts';

/** What the front desk, billing and health information keep about one patient. */
export function keepRecords(
  seed: number,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
): void {
  const random = seededRandom(seed, `administration/${chart.person.mrn}`);
  const visits = chart.items.filter((one) => one.type === 'Encounter');
  addBilling(random, chart, tables, visits);
  const restricted = addConsents(random, chart, tables);
  addDocuments(random, chart, tables);
  addDisclosures(random, chart, organisation, tables, restricted);
  addAppointments(random, chart, organisation, tables, visits);
  chart.items.sort((a, b) => a.since - b.since);
}

function addBilling(random: Random, chart: Chart, tables: ClinicTables, visits: Chart['items']): void {
  const payer = random.pick(PAYERS);
  const policy = payer === 'Self-pay' ? null : `SMP-${String(random.below(1_000_000)).padStart(6, '0')}`;
  for (const visit of visits) {
    const billed = Math.min(CLINIC_TODAY, Math.floor(visit.since / (24 * HOUR)) + random.between(1, 9));
    const paid = billed + random.between(7, 75);
    const cents = random.between(4_500, 320_000);
    const share = policy === null ? cents : Math.round(cents * random.pick([0, 0.1, 0.2]));
    const status = paid > CLINIC_TODAY ? 'submitted' : random.chance(0.04) ? 'denied' : 'paid';
    tables.billing.add({
      id: item(random, chart, 'Claim', at(billed, 11)),
      patient_id: chart.person.id,
      encounter_id: visit.id,
      payer,
      policy_number: policy,
      description: 'Professional and facility charges',
      amount: (cents / 100).toFixed(2),
      patient_share: (share / 100).toFixed(2),
      status,
      billed_on: isoDate(billed),
      paid_on: status === 'paid' ? isoDate(paid) : null,
    });
  }
}

/** @returns whether the patient asked that their health plan is told nothing */
function addConsents(random: Random, chart: Chart, tables: ClinicTables): boolean {
  const { person } = chart;
  let restricted = false;
  const last = Math.min(person.died ?? CLINIC_TODAY, CLINIC_TODAY);
  const kinds = [
    ['treatment', 'Treatment and use of information for care', 1],
    ['information-exchange', 'Exchange with the regional FHIR network', 0.6],
    ['research', 'Use of coded data in approved studies', 0.15],
    ['restriction', 'No disclosure to the health plan of care paid in full (45 CFR 164.522(a)(1)(vi))', 0.04],
  ] as const;
  for (const [kind, scope, share] of kinds) {
    if (!random.chance(share)) continue;
    const withdrawn = kind !== 'treatment' && random.chance(0.1);
    restricted ||= kind === 'restriction' && !withdrawn;
    tables.consents.add({
      id: item(random, chart, 'Consent', at(person.registered, 9)),
      patient_id: person.id,
      kind,
      scope,
      status: withdrawn ? 'withdrawn' : 'active',
      given_on: isoDate(person.registered),
      withdrawn_on: withdrawn ? isoDate(random.between(person.registered, last)) : null,
      signed_by_guardian: person.guardian !== null,
    });
  }
  return restricted;
}

function addDocuments(random: Random, chart: Chart, tables: ClinicTables): void {
  const kinds = [
    ['identification', 'Copy of identification', null],
    ['outside-record', 'Record from the practice before', 'Tidewater Family Practice (sample)'],
    ['referral', 'Referral letter', 'Dr. Marlow, Port Ellery (sample)'],
  ] as const;
  for (const [kind, title, from] of kinds) {
    if (!random.chance(0.5)) continue;
    const created = at(chart.person.registered, 9, random.below(60));
    tables.documents.add({
      id: item(random, chart, 'DocumentReference', created),
      patient_id: chart.person.id,
      kind,
      title,
      mime_type: 'text/plain',
      received_from: from,
      content: `\\x${Buffer.from(`${title}: synthetic document.`).toString('hex')}`,
      created_at: isoInstant(created),
    });
  }
}

/** Recipients of made-up disclosures; `true`: belongs into an accounting (45 CFR 164.528). */
const RECIPIENTS = [
  [
    'Sample County Public Health',
    '1 Weir Street, Rookhaven 00044',
    'Notifiable disease report',
    'public health',
    '164.512(b)',
    true,
  ],
  [
    'Marlow Falls Police (sample)',
    '9 Lantern Street, Marlow Falls 00017',
    'Injury report',
    'law enforcement',
    '164.512(f)',
    true,
  ],
  [
    'Sample Court of Rookhaven',
    '3 Observatory Hill, Rookhaven 00044',
    'Records under court order',
    'judicial proceeding',
    '164.512(e)',
    true,
  ],
  [
    'Meridian Sample Health Plan',
    'PO Box 17, Port Ellery 00023',
    'Claim with attachments',
    'payment',
    '164.506(c)',
    false,
  ],
  [
    'Tidewater Family Practice (sample)',
    '20 Tidewater Row, Port Ellery 00023',
    'Visit summary',
    'treatment',
    '164.506(c)',
    false,
  ],
] as const;

function addDisclosures(
  random: Random,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
  restricted: boolean,
): void {
  const { person } = chart;
  const last = Math.min(person.died ?? CLINIC_TODAY, CLINIC_TODAY);
  const count = random.weighted([
    [0, 55],
    [1, 25],
    [2, 12],
    [4, 6],
    [9, 2],
  ] as const);
  for (let number = 0; number < count; number += 1) {
    const day = random.between(person.registered, last);
    const made = at(day, random.between(9, 16), random.below(60));
    const picked = random.pick(RECIPIENTS);
    // A restriction is honoured (45 CFR 164.522(a)): the practice gets the visit's summary, the plan no claim.
    const [name, address, description, purpose, basis, accountable] =
      restricted && picked[3] === 'payment' ? RECIPIENTS[4] : picked;
    tables.disclosures.add({
      id: item(random, chart, 'Disclosure', made),
      patient_id: person.id,
      disclosed_at: isoInstant(made),
      recipient_name: name,
      recipient_address: address,
      description,
      purpose,
      basis,
      accountable,
      disclosed_by: someone(random, organisation, 'HIM', ['records-clerk'], day).id,
    });
  }
}

function addAppointments(
  random: Random,
  chart: Chart,
  organisation: Organisation,
  tables: ClinicTables,
  visits: Chart['items'],
): void {
  const { person } = chart;
  const add = (starts: number, status: string): void => {
    const day = Math.floor(starts / (24 * HOUR));
    const with_ = someone(random, organisation, 'MED', ['physician'], Math.min(day, CLINIC_TODAY));
    tables.appointments.add({
      id: item(random, chart, 'Appointment', Math.min(starts, at(CLINIC_TODAY, 8))),
      patient_id: person.id,
      staff_id: with_.id,
      department_id: with_.department.id,
      starts_at: isoInstant(starts),
      minutes: random.pick([15, 20, 30, 45]),
      status,
      reason: random.pick(['Follow-up', 'Annual examination', 'New complaint', 'Results']),
    });
  };
  for (const visit of visits.slice(-6)) {
    add(visit.since, 'fulfilled');
    const missed = visit.since - random.between(2, 30) * 24 * HOUR;
    if (random.chance(0.12) && missed > at(person.registered, 24))
      add(missed, random.pick(['no-show', 'cancelled']));
  }
  if (person.died === null && random.chance(0.4))
    add(
      at(CLINIC_TODAY + random.between(2, 120), random.between(8, 15)) + random.pick([0, 30]) * MINUTE,
      'booked',
    );
}
