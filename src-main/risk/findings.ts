import type { FactorFinding } from '../../src-shared/risk/contract.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import { wallTime } from '../base/zone.ts';
import { type ActorMemory, dayOf, isFailure } from './memory.ts';
import { networkOf } from './network.ts';
import type { LogEntry, Relation } from './ports.ts';

const MINUTE_MS = 60_000;
const two = (value: number): string => String(value).padStart(2, '0');
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** True for an entry about patient data: it names a patient, or its kind says so. */
export const isAboutPatient = ({ patientKey, event }: LogEntry): boolean =>
  patientKey !== null || /^(phi|psychotherapy-note)\./.test(event);

function failed(entry: LogEntry): FactorFinding {
  const met = isFailure(entry);
  return {
    factor: 'failed-access',
    met,
    fact: met ? 'The access was refused or failed.' : 'It was granted.',
  };
}

function phi(entry: LogEntry): FactorFinding {
  const met = isAboutPatient(entry);
  return {
    factor: 'phi-resource',
    met,
    fact: met ? 'It concerns a patient’s data.' : 'It does not concern a patient’s data.',
  };
}

/** By the shift calendar where there is one for that person and day, otherwise by the hours of the house. */
function hours(entry: LogEntry, relation: Relation, tuning: RiskTuning, zone: string): FactorFinding {
  const factor = 'after-hours';
  const wall = wallTime(entry.at, zone);
  const minutes = wall.hour * 60 + wall.minute;
  if (relation.onShift !== null)
    return {
      factor,
      met: !relation.onShift,
      fact: relation.onShift
        ? `${clock(minutes)} lies in a shift of this person (shift calendar).`
        : `${clock(minutes)} lies in no shift of this person (shift calendar).`,
    };
  if (relation.person === false)
    return { factor, met: null, fact: 'The account is no member of staff: it has no working hours.' };
  const { from, until, days } = tuning.hours;
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  const inside =
    days.includes(weekday) &&
    (from <= until ? minutes >= from && minutes < until : minutes >= from || minutes < until);
  return {
    factor,
    met: !inside,
    fact: `${clock(minutes)} lies ${inside ? 'within' : 'outside'} the hours of the house (${clock(from)} to ${clock(until)}); no shift calendar tells.`,
  };
}

/** By the person's own history before that day. */
function address(entry: LogEntry, memory: ActorMemory, tuning: RiskTuning): FactorFinding {
  const factor = 'ip-anomaly';
  const network = entry.address === null ? null : networkOf(entry.address);
  if (network === null) return { factor, met: null, fact: 'The entry names no address.' };
  const { usualDays, historyDays } = tuning.addresses;
  const today = dayOf(entry.at);
  const earlier = memory.days - (memory.last >= today ? 1 : 0);
  if (earlier < historyDays)
    return {
      factor,
      met: null,
      fact: `Nobody can tell yet: this person was seen on ${String(earlier)} earlier days, ${String(historyDays)} are needed.`,
    };
  const known = memory.networks[network];
  const seen = known === undefined ? 0 : known.days - (known.last >= today ? 1 : 0);
  const met = seen < usualDays;
  return {
    factor,
    met,
    fact: met
      ? `The network ${network} is unusual for this person: seen on ${String(seen)} earlier days, usual from ${String(usualDays)}.`
      : `The network ${network} is usual for this person.`,
  };
}

function failures(entry: LogEntry, memory: ActorMemory, tuning: RiskTuning): FactorFinding {
  const { least, minutes } = tuning.failures;
  const since = entry.at - minutes * MINUTE_MS;
  const number =
    memory.failures.filter((at) => at > since && at <= entry.at).length + (isFailure(entry) ? 1 : 0);
  return {
    factor: 'multiple-failures',
    met: number >= least,
    fact: `${String(number)} failures of this person within ${String(minutes)} minutes; several from ${String(least)}.`,
  };
}

/** The five factors of an access with what was found of each. `memory` is that before the access. */
export const findingsOf = (
  entry: LogEntry,
  given: {
    readonly memory: ActorMemory;
    readonly relation: Relation;
    readonly tuning: RiskTuning;
    /** The clinic's zone, for the hours of the house. */
    readonly zone: string;
  },
): readonly FactorFinding[] => [
  failed(entry),
  phi(entry),
  hours(entry, given.relation, given.tuning, given.zone),
  address(entry, given.memory, given.tuning),
  failures(entry, given.memory, given.tuning),
];
