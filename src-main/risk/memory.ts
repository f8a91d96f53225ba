import type { PatternId } from '../../src-shared/risk/patterns.ts';
import type { LogEntry } from './ports.ts';
import { networkOf } from './network.ts';
import { pseudonymOf } from './pseudonym.ts';

/** What is remembered of a person, bounded however much they do. Times in milliseconds since 1970, days since 1970 (UTC). */
export type ActorMemory = {
  /** When accesses failed, of the last day, oldest first. */
  readonly failures: readonly number[];
  /** Networks: on how many days each was seen, and when last. */
  readonly networks: Readonly<Record<string, { readonly days: number; readonly last: number }>>;
  /** On how many days they were seen with an address, and when last. */
  readonly days: number;
  readonly last: number;
  /** The day that the following are about. */
  readonly today: number;
  readonly patients: readonly string[];
  /** Patients of today who showed a pattern. */
  readonly shown: Readonly<Partial<Record<PatternId, readonly string[]>>>;
  /** Emergency accesses of the last days. */
  readonly opened: readonly { readonly patient: string; readonly at: number }[];
};

export const newMemory: ActorMemory = {
  failures: [],
  networks: {},
  days: 0,
  last: -1,
  today: -1,
  patients: [],
  shown: {},
  opened: [],
};

const DAY_MS = 86_400_000;
const MOST = { failures: 200, networks: 100, patients: 5000, shown: 500, opened: 100 } as const;
/** Failures and emergency accesses are remembered for as long as a setting can ask back. */
const REMEMBER_MS = { failures: DAY_MS, opened: 7 * DAY_MS } as const;

/** Days since 1970 (UTC). */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** True for an access that failed, by its own word or by its kind. */
export const isFailure = ({ success, event }: LogEntry): boolean =>
  !success || event === 'auth.login-failed' || event === 'access.denied';

const EMERGENCY = 'access.break-glass';
const added = (list: readonly string[], one: string, most: number): readonly string[] =>
  list.includes(one) || list.length >= most ? list : [...list, one];

function networksWith(memory: ActorMemory, network: string, day: number): ActorMemory['networks'] {
  const known = memory.networks[network];
  if (known?.last === day) return memory.networks;
  const next = { ...memory.networks, [network]: { days: (known?.days ?? 0) + 1, last: day } };
  const entries = Object.entries(next);
  if (entries.length <= MOST.networks) return next;
  // Somebody who comes from everywhere: what was seen longest ago is forgotten.
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => b.last - a.last).slice(0, MOST.networks));
}

/**
 * The memory after an access.
 *
 * @param shown - patterns that the access shows, before repeats are counted
 */
export function remember(memory: ActorMemory, entry: LogEntry, shown: readonly PatternId[]): ActorMemory {
  const day = dayOf(entry.at);
  const fresh = day > memory.today;
  const patient = entry.patientKey === null ? null : pseudonymOf(entry.patientKey);
  const network = entry.address === null ? null : networkOf(entry.address);
  const before = fresh ? { patients: [], shown: {} } : memory;
  const since = (ms: number): number => entry.at - ms;
  return {
    failures: isFailure(entry)
      ? [...memory.failures.filter((at) => at >= since(REMEMBER_MS.failures)), entry.at]
          .toSorted((a, b) => a - b)
          .slice(-MOST.failures)
      : memory.failures,
    networks: network === null ? memory.networks : networksWith(memory, network, day),
    days: network !== null && day > memory.last ? memory.days + 1 : memory.days,
    last: network === null ? memory.last : Math.max(memory.last, day),
    today: Math.max(memory.today, day),
    patients: patient === null ? before.patients : added(before.patients, patient, MOST.patients),
    shown:
      patient === null
        ? before.shown
        : shown.reduce<ActorMemory['shown']>(
            (all, pattern) => ({ ...all, [pattern]: added(all[pattern] ?? [], patient, MOST.shown) }),
            before.shown,
          ),
    opened:
      entry.event === EMERGENCY && patient !== null
        ? [
            ...memory.opened.filter(({ at }) => at >= since(REMEMBER_MS.opened)),
            { patient, at: entry.at },
          ].slice(-MOST.opened)
        : memory.opened,
  };
}
