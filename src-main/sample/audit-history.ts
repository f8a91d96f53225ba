import { jobDetails } from './audit-details.ts';
import { type Access, type Entry, SHORTEST_SESSION, sessionOf } from './audit-session.ts';
import {
  at,
  CLINIC_TODAY,
  HOUR,
  isoDate,
  MICROS_PER_DAY,
  MINUTE,
  timeOfDay,
  weekday,
  type Day,
} from './calendar.ts';
import { type Chart } from './chart.ts';
import { type Clinic, SHIFT_HOURS, SHIFT_STARTS, worksOn } from './clinic.ts';
import { type ServiceAccount, type Staff } from './organisation.ts';
import { type Random, seededRandom } from './random.ts';

/** Columns of guard.audit_log that the history fills, in the order of its lines; the others have defaults. */
export const HISTORY_COLUMNS = [
  'occurred_at',
  'actor',
  'actor_role',
  'event_type',
  'action',
  'resource_type',
  'resource_id',
  'patient_id',
  'source_ip',
  'session_id',
  'success',
  'details',
] as const;

/** Entries of one hospital day (07:00 to 07:00) as lines of COPY's text format, in order of time. */
export type HistoryDay = { readonly rows: number; readonly lines: string };

const SERVICE_SHARE = 0.08;
/** A hospital day begins with the day shift. */
const DAY_BEGINS = SHIFT_STARTS.day;
const NONE = String.raw`\N`;

/** How far back the history goes: 60 days for 10,000 entries, never more than three years. */
export const historyDays = (entries: number): number =>
  Math.min(1095, Math.max(7, Math.round(60 * (entries / 10_000) ** 0.55)));

/**
 * The clinic's audit history, one hospital day after the other, exactly `entries` entries in all, ending on a fixed
 * day. The same clinic, seed and number of entries give the same bytes.
 */
export function* auditHistory(clinic: Clinic, seed: number, entries: number): Generator<HistoryDay> {
  const random = seededRandom(seed, `history/${entries}`);
  const days = historyDays(entries);
  const weights = Array.from({ length: days }, (_, index) => dayWeight(random, CLINIC_TODAY - days + index));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const access = accessOf(clinic);
  let share = 0;
  let told = 0;
  for (const [index, weight] of weights.entries()) {
    share += weight;
    const upTo = index === days - 1 ? entries : Math.round((share / total) * entries);
    yield hospitalDay(random, clinic, access, CLINIC_TODAY - days + index, upTo - told);
    told = upTo;
  }
}

const dayWeight = (random: Random, day: Day): number =>
  (weekday(day) === 0 ? 0.55 : weekday(day) === 6 ? 0.62 : 1) * (0.9 + random.below(21) / 100);

function accessOf(clinic: Clinic): Access {
  const panel = new Map<Staff, Chart[]>();
  for (const chart of clinic.charts)
    for (const carer of chart.team) {
      const own = panel.get(carer) ?? [];
      own.push(chart);
      panel.set(carer, own);
    }
  return { panel, charts: clinic.charts, staff: clinic.organisation.staff };
}

function hospitalDay(random: Random, clinic: Clinic, access: Access, day: Day, count: number): HistoryDay {
  const entries: Entry[] = [];
  const services = Math.floor(count * SERVICE_SHARE);
  for (let number = 0; number < services; number += 1)
    entries.push(serviceEntry(random, clinic, access, day, number));
  const onDuty = clinic.organisation.staff.filter((staff) => worksOn(staff, day));
  const busyUntil = new Map<Staff, number>();
  while (entries.length < count) {
    // Now and then somebody who is not on duty, from outside, at any hour.
    const remote = onDuty.length === 0 || random.chance(0.012);
    const staff = random.pick(remote ? clinic.organisation.staff : onDuty);
    if (remote && staff.left !== null && staff.left <= day) continue;
    const [from, until] = remote
      ? visitTimes(random, at(day, DAY_BEGINS), at(day + 1, DAY_BEGINS))
      : shiftTimes(random, staff, day, busyUntil);
    entries.push(...sessionOf(random, staff, access, from, until, remote).slice(0, count - entries.length));
  }
  entries.sort((a, b) => a.at - b.at);
  return { rows: entries.length, lines: linesOf(entries, day) };
}

/** A stretch of work after the one before, inside the shift. */
function shiftTimes(
  random: Random,
  staff: Staff,
  day: Day,
  busyUntil: Map<Staff, number>,
): readonly [number, number] {
  const starts = at(day, SHIFT_STARTS[staff.shift]);
  const ends = starts + SHIFT_HOURS * HOUR;
  const free = busyUntil.get(staff) ?? starts;
  const earliest = free + SHORTEST_SESSION < ends ? free : starts;
  const times = visitTimes(random, earliest, ends);
  busyUntil.set(staff, times[1] + MINUTE);
  return times;
}

function visitTimes(random: Random, earliest: number, ends: number): readonly [number, number] {
  const room = Math.max(1, Math.floor((ends - earliest - SHORTEST_SESSION) / 2));
  const from = earliest + Math.floor((random.next() / 4_294_967_296) * room);
  const longest = Math.min(3 * HOUR, ends - from - 1);
  return [from, from + Math.max(SHORTEST_SESSION / 2, Math.floor(longest * (0.2 + random.below(80) / 100)))];
}

const JOBS: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'svc-hl7-interface': ['interface.message', 'create', 'Observation', 'ORU^R01 results feed'],
  'svc-fhir-sync': ['fhir.sync', 'read', 'Patient', 'FHIR R4 bulk synchronisation'],
  'svc-claims': ['claim.submitted', 'export', 'Claim', 'X12 837 claim batch'],
  'svc-backup': ['backup.completed', 'execute', 'Database', 'incremental backup'],
};

function serviceEntry(random: Random, clinic: Clinic, access: Access, day: Day, number: number): Entry {
  const [interfaceAccount, sync, backup, claims] = clinic.organisation.services;
  // The first job of a day is the backup, at two in the morning; claims go out in the evening.
  const account: ServiceAccount | undefined =
    number === 0
      ? backup
      : random.weighted([
          [interfaceAccount, 6],
          [sync, 3],
          [claims, 1],
        ]);
  if (account === undefined) throw new RangeError('service account missing');
  const [event, action, type, job] = JOBS[account.username] ?? ['job.run', 'execute', 'Job', 'job'];
  const begins = at(day, DAY_BEGINS);
  const time =
    account === backup
      ? at(day + 1, 2) + random.below(5 * MINUTE)
      : begins + Math.floor((random.next() / 4_294_967_296) * (MICROS_PER_DAY - 1));
  const chart = account === backup ? null : random.pick(access.charts);
  const registered = chart !== null && chart.person.registered * MICROS_PER_DAY <= time - 8 * HOUR;
  const patient = registered ? chart.person.id : NONE;
  const success = !random.chance(0.01);
  const details = jobDetails({
    durationMs: 150 + random.below(4000),
    job,
    outcome: success ? 'completed' : 'remote end did not answer; queued for another try',
    partner: account.username === 'svc-claims' ? 'Sample Clearing House' : 'Sample Regional Exchange',
    records: random.between(1, account === backup ? 90_000 : 40),
    request: `${random.next().toString(16).padStart(8, '0')}${random.next().toString(16).padStart(8, '0')}`,
    schedule: account === backup ? 'daily 02:00' : 'on arrival',
    version: 'integration-engine 4.1.0',
  });
  return {
    at: time,
    rest: `\t${account.username}\tservice\t${event}\t${action}\t${type}\t${random.uuid()}\t${patient}\t${account.address}\t${NONE}\t${success ? 't' : 'f'}\t${details}\n`,
  };
}

function linesOf(entries: readonly Entry[], day: Day): string {
  const midnight = (day + 1) * MICROS_PER_DAY;
  const [today, tomorrow] = [isoDate(day), isoDate(day + 1)];
  let lines = '';
  for (const { at: time, rest } of entries)
    lines +=
      time < midnight
        ? `${today} ${timeOfDay(time - midnight + MICROS_PER_DAY)}${rest}`
        : `${tomorrow} ${timeOfDay(time - midnight)}${rest}`;
  return lines;
}
