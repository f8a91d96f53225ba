import type { DriftReport, StandingDrift } from '../../src-shared/clinic/drift.ts';
import type { Drift, GuardStatus } from '../../src-shared/clinic/guard.ts';
import type { ActivityLog } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { type DriftState, type KnownAttachment, loadDriftState } from './drift-state.ts';
import type { ClinicConnection, DriftStore } from './ports.ts';

/** Implemented in guard/detached.ts. Every member throws Fault `database-…`. */
export interface DriftDatabase {
  /** Number of the newest entry of the log; null: it has none. */
  newestEntry(connection: ClinicConnection): Promise<string | null>;
  /** Guards whose newest entry behind another one says that they were taken off: kind and SCHEMA.TABLE. */
  detached(
    connection: ClinicConnection,
    behind: string,
  ): Promise<readonly { readonly kind: string; readonly table: string }[]>;
}

/** Compares the guard in the clinic's database with the pack, again and again, and remembers what hung on which table. */
export interface DriftWatch {
  /** Compares when the last time is long enough ago. It never throws: the monitor's own work goes on. */
  turn(): Promise<void>;
  /** Compares now. @throws Fault `profile-missing`, `database-…` */
  look(): Promise<void>;
  report(): Promise<DriftReport>;
  /** What vanished is no longer expected. @throws Fault `profile-missing` */
  accept(reason: string): Promise<void>;
  /** The pack was taken from a database by this installation: nothing is expected there any more. */
  forget(from: ClinicConnection): Promise<void>;
}

/** Between two comparisons. Milliseconds. */
const EVERY_MS = 300_000;
/** So much of it is remembered and shown. */
const MOST = 500;

const sourceOf = ({ host, port, database }: ClinicConnection): string => `${host}:${port}/${database}`;
const keyOf = ({ change, object, found }: Drift): string => JSON.stringify([change, object, found]);
/** What is put on a table by leave and taken off by leave; what else the list has falls with these. */
const GUARDS: readonly string[] = ['audit', 'encrypt', 'rows'];
const sameTable = (a: KnownAttachment, b: KnownAttachment): boolean =>
  a.kind === b.kind && a.relation === b.relation;

const gone = (change: 'missing' | 'vanished', object: string, sentence: string): Drift => ({
  ...{ object, change, severity: 'serious', sentence },
  ...{ expected: 'there', found: 'nothing' },
});

/** See {@link DriftWatch}. */
export function driftWatch(parts: {
  readonly clock: Clock;
  readonly connection: () => Promise<ClinicConnection>;
  /** @throws Fault `database-…` */
  readonly status: () => Promise<GuardStatus>;
  readonly database: DriftDatabase;
  readonly store: DriftStore;
  readonly activity: Pick<ActivityLog, 'record'>;
  /** What was not so at the last look; never throws. */
  readonly alerted: (news: readonly Drift[]) => Promise<void>;
  readonly changed: () => void;
}): DriftWatch {
  let triedAt = -Infinity;
  let triedOn = '';
  let problem = '';

  const here = async (): Promise<{ readonly source: string; readonly known: DriftState | null }> => {
    const source = sourceOf(await parts.connection());
    return { source, known: await loadDriftState(parts.store, source) };
  };
  const compare = async (): Promise<void> => {
    const { source, known } = await here();
    const connection = await parts.connection();
    // Before the look: what is taken off meanwhile has its entry behind this one.
    const newest = (await parts.database.newestEntry(connection)) ?? '0';
    const status = await parts.status();
    const there = status.attachments
      .filter(({ kind }) => GUARDS.includes(kind))
      .map(({ kind, relation, table }) => ({ kind, relation, table }));
    const absent = status.state === 'absent' || status.state === 'foreign';
    // A database that never had the pack is nobody's alarm.
    if (absent && known === null) return;
    const detached =
      absent || known === null ? [] : await parts.database.detached(connection, known.entries[0]);
    const vanished = (known?.attachments ?? []).filter(
      (one) =>
        !there.some((other) => sameTable(one, other)) &&
        !detached.some(({ kind, table }) => kind === one.kind && table === one.table),
    );
    const found = absent
      ? [
          gone(
            'missing',
            'schema guard',
            'The guard pack is gone from the database, and it was not taken away from here.',
          ),
        ]
      : [
          ...status.drift.filter(({ severity }) => severity === 'serious'),
          ...vanished.map(({ kind, table }) =>
            gone(
              'vanished',
              `table ${table}`,
              `The table ${table} was guarded (${kind}) and is not any more; no entry of the log says that this was taken off.`,
            ),
          ),
        ];
    const at = instantOf(parts.clock);
    const before = new Map((known?.standing ?? []).map((one) => [keyOf(one), one]));
    const standing = found.map((one): StandingDrift => before.get(keyOf(one)) ?? { ...one, since: at });
    const news = standing.filter((one) => !before.has(keyOf(one)));
    const state: DriftState = {
      ...{ lookedAt: at, entries: [known?.entries[1] ?? newest, newest] },
      ...{ attachments: absent ? (known?.attachments ?? []) : [...there, ...vanished] },
      standing: standing.toSorted((a, b) => (a.since < b.since ? 1 : -1)).slice(0, MOST),
      alert:
        news[0] === undefined
          ? (known?.alert ?? null)
          : { detectedAt: at, found: news.length, first: news[0].sentence },
    };
    // The event first: what is not remembered is told again, what is not told would be lost.
    if (news.length > 0) await parts.alerted(news);
    await parts.store.save(source, JSON.stringify(state));
    problem = status.unclear ?? '';
  };
  const look = async (): Promise<void> => {
    triedAt = parts.clock.now();
    try {
      triedOn = sourceOf(await parts.connection());
      await compare();
    } catch (error) {
      problem =
        error instanceof Fault
          ? `${error.message} ${error.remedy}`
          : 'The guard could not be compared for a reason nobody foresaw; the log file says more.';
      throw error;
    } finally {
      parts.changed();
    }
  };

  return {
    look,
    turn: async () => {
      try {
        const due = parts.clock.now() >= triedAt + EVERY_MS;
        if (due || triedOn !== sourceOf(await parts.connection())) await look();
      } catch {
        // It stands in the report; the next turn tries again.
      }
    },
    report: async () => {
      const known = (await here()).known;
      return {
        lookedAt: known?.lookedAt ?? null,
        ...{ everyMs: EVERY_MS, problem },
        standing: [...(known?.standing ?? [])],
        alert: known?.alert ?? null,
      };
    },
    accept: async (reason) => {
      const { source, known } = await here();
      if (known === null) return;
      await parts.activity.record({
        operation: 'guard.accept-detached',
        ...{ objectType: 'guard', objectId: source, outcome: 'done', purpose: reason },
      });
      // Whatever still hangs there is found again at once.
      await parts.store.save(source, JSON.stringify({ ...known, attachments: [] }));
      await look();
    },
    forget: async (from) => {
      await parts.store.save(sourceOf(from), null);
      parts.changed();
    },
  };
}
