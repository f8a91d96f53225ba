import { ACTIVITIES, BREAK_GLASS, BREAK_GLASS_REASONS } from './activities.ts';
import { type Activity } from './activity.ts';
import { accessDetails, sessionDetails } from './audit-details.ts';
import { HOUR, MICROS_PER_DAY, MICROS_PER_SECOND, MINUTE } from './calendar.ts';
import { type Chart } from './chart.ts';
import { type Staff } from './organisation.ts';
import { type Random } from './random.ts';

/** One entry on its way: when, and the rest of its COPY line after the time. */
export type Entry = { readonly at: number; readonly rest: string };

/** Who may be looked up by whom. */
export type Access = {
  /** Charts of the staff member's own patients. */
  readonly panel: ReadonlyMap<Staff, readonly Chart[]>;
  readonly charts: readonly Chart[];
  readonly staff: readonly Staff[];
};

const APPLICATION = 'ehr-desktop 7.4.2';
const POLICY = 'lock after 5 attempts in 15 minutes';
const NONE = String.raw`\N`;
const KEEP_READING_AFTER_DEATH = 60 * MICROS_PER_DAY;

const hex8 = (random: Random): string => random.next().toString(16).padStart(8, '0');

/** A session of one user from signing in to signing out, as entries in order of time; `remote`: from outside. */
export function sessionOf(
  random: Random,
  staff: Staff,
  access: Access,
  from: number,
  until: number,
  remote: boolean,
): readonly Entry[] {
  const entries: Entry[] = [];
  const session = `s-${hex8(random)}${hex8(random)}`;
  const address = remote ? `203.0.113.${random.between(2, 250)}` : staff.address;
  const station = remote ? 'VPN' : staff.station;
  const shift = remote ? 'off-duty' : staff.shift;
  const add = (
    time: number,
    event: string,
    action: string,
    resource: readonly [string, string, string],
    success: boolean,
    details: string,
  ): void => {
    entries.push({
      at: time,
      rest: `\t${staff.username}\t${staff.role}\t${event}\t${action}\t${resource[0]}\t${resource[1]}\t${resource[2]}\t${address}\t${session}\t${success ? 't' : 'f'}\t${details}\n`,
    });
  };
  const account = ['User', staff.userId, NONE] as const;
  const sign = (time: number, event: string, outcome: string, attempt: number): void => {
    const details = sessionDetails({
      application: APPLICATION,
      attempt,
      department: staff.department.name,
      factor: remote ? 'password+totp' : 'badge+password',
      outcome,
      policy: POLICY,
      request: `${hex8(random)}${hex8(random)}`,
      shift,
      station,
    });
    add(time, event, 'execute', account, outcome === 'accepted' || outcome === 'ended', details);
  };

  let time = from;
  const failures = random.chance(0.003) ? 5 : random.chance(0.05) ? random.between(1, 3) : 0;
  for (let attempt = 1; attempt <= failures; attempt += 1) {
    sign(time, 'auth.login-failed', 'wrong password', attempt);
    time += random.between(4, 30) * MICROS_PER_SECOND + random.below(1_000_000);
  }
  if (failures === 5) {
    sign(time, 'auth.lockout', 'locked', failures);
    return entries;
  }
  sign(time, 'auth.login', 'accepted', failures + 1);

  const activities = ACTIVITIES[staff.role === 'service' ? 'nurse' : staff.role];
  const total = activities.reduce((sum, one) => sum + one.weight, 0);
  const act = (chart: Chart | null, what: Activity, basis: string, reason?: string): void => {
    const resource = resourceOf(random, what, chart, time, access);
    const details = accessDetails({
      application: APPLICATION,
      basis,
      department: staff.department.name,
      durationMs: 20 + random.below(900),
      fields: what.fields,
      purpose: what.purpose,
      ...(reason === undefined ? {} : { reason }),
      request: `${hex8(random)}${hex8(random)}`,
      shift,
      station,
      view: what.view,
    });
    // One in three hundred is refused: no right, or somebody else is editing.
    add(time, what.event, what.action, resource, !random.chance(0.003), details);
  };

  const count = random.between(6, 42);
  const step = Math.max(MICROS_PER_SECOND, (until - time) / (count + 2));
  const clinical = ['physician', 'nurse'].includes(staff.role);
  const own = clinical || staff.role === 'therapist' ? access.panel.get(staff) : undefined;
  const glass = clinical && random.chance(0.012) ? random.below(count) : -1;
  const curious = random.chance(0.002) ? random.below(count) : -1;
  let chart: Chart | null = null;
  let basis = own === undefined ? 'work-queue' : 'care-team';
  let stays = 0;
  for (let number = 0; number < count; number += 1) {
    time = Math.min(until - 1, Math.floor(time + step * (0.2 + (random.next() / 4_294_967_296) * 1.6)));
    if (number === glass || number === curious) {
      chart = livingChart(random, access.charts, time, staff);
      stays = random.between(3, 8);
      basis = number === glass ? 'break-glass' : 'none';
      if (chart !== null && number === glass)
        act(chart, BREAK_GLASS, basis, random.pick(BREAK_GLASS_REASONS));
    } else if (stays === 0) {
      chart = livingChart(random, own ?? access.charts, time);
      stays = random.between(2, 9);
      basis = own === undefined ? 'work-queue' : 'care-team';
    } else {
      stays -= 1;
    }
    const looks = basis === 'break-glass' || basis === 'none';
    act(chart, looks ? (activities[0] ?? BREAK_GLASS) : weighted(random, activities, total), basis);
  }
  sign(Math.min(until, time + random.between(5, 240) * MICROS_PER_SECOND), 'auth.logout', 'ended', 1);
  return entries;
}

function weighted(random: Random, activities: readonly Activity[], total: number): Activity {
  let left = random.below(total);
  for (const one of activities) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return BREAK_GLASS;
}

/** Somebody in care at that time, or until two months after their death; not a patient of `stranger`. */
function livingChart(random: Random, charts: readonly Chart[], time: number, stranger?: Staff): Chart | null {
  for (let draw = 0; draw < 8 && charts.length > 0; draw += 1) {
    const chart = random.pick(charts);
    const { registered, died } = chart.person;
    if (stranger !== undefined && chart.team.has(stranger)) continue;
    if (registered * MICROS_PER_DAY > time - 8 * HOUR) continue;
    if (died === null || died * MICROS_PER_DAY + KEEP_READING_AFTER_DEATH > time) return chart;
  }
  return null;
}

/** Type, id and patient of what is touched: the newest things are touched most. */
function resourceOf(
  random: Random,
  what: Activity,
  chart: Chart | null,
  time: number,
  access: Access,
): readonly [string, string, string] {
  const kind = what.on[0] ?? 'Patient';
  if (kind.startsWith('sys:'))
    return [kind.slice(4), kind === 'sys:User' ? random.pick(access.staff).userId : random.uuid(), NONE];
  if (chart === null) return ['Patient', NONE, NONE];
  const patient = chart.person.id;
  if (kind.startsWith('new:')) return [kind.slice(4), random.uuid(), patient];
  for (let draw = 0; draw < 8; draw += 1) {
    const nth = Math.floor(Math.sqrt(random.next() / 4_294_967_296) * chart.items.length);
    const thing = chart.items[nth];
    if (thing !== undefined && thing.since <= time && what.on.includes(thing.type))
      return [thing.type, thing.id, patient];
  }
  return ['Patient', patient, patient];
}

/** The shortest session worth beginning. */
export const SHORTEST_SESSION = 6 * MINUTE;
