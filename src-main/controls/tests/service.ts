import { randomUUID } from 'node:crypto';
import type { TestChoice, TestDay, TestResult, TestStanding } from '../../../src-shared/controls/tests.ts';
import type { Work } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import { ALL_TESTS } from './all.ts';
import { chosen, shownOf } from './catalogue.ts';
import {
  type ApplicationTest,
  type ClinicTest,
  missing,
  parametersOf,
  queryOf,
  relationsOf,
  type TestDefinition,
} from './definition.ts';
import { concluded, countAll, type Counting, countSample, type Sampling, type Stopped } from './evaluate.ts';
import type { ControlsMap } from './map.ts';
import type { OwnRecords, ReadBounds, TestReader, TestSession, TestStore } from './ports.ts';
import { sessionLine } from './session-line.ts';
import { frozen } from './result.ts';
import { concludes, standingOf } from './standing.ts';

/** For each test thirty seconds and a million rows: what needs more is tested on a sample, or on a quieter server. */
export const BOUNDS: ReadBounds = { timeoutMs: 30_000, rows: 1_000_000 };

/** Automated tests of controls. */
export interface ControlTests {
  /** Every test and where it stands; needs no database. @throws Fault `table-unusable` for a map that cannot be read */
  list(): Promise<readonly TestStanding[]>;
  /**
   * Runs tests one after the other and keeps each result at once. A test that fails, or cannot be told, hinders no other one;
   * what was kept stays when the work is cancelled.
   *
   * @param options - `sample`: tests so many rows of each population instead of all
   * @returns the results, in the order of the tests
   * @throws Fault `usage`, `cancelled`, `table-unusable` for a map that cannot be read
   */
  run(
    choice: TestChoice,
    work: Work,
    options?: { readonly sample?: Sampling; readonly bounds?: Partial<ReadBounds> },
  ): Promise<readonly TestResult[]>;
  /** The newest result of each test. */
  latest(): Promise<readonly TestResult[]>;
  /** Of a period of days (UTC, both included), oldest first. */
  results(filter: {
    readonly testId?: string;
    readonly from: string;
    readonly to: string;
  }): Promise<readonly TestResult[]>;
  /** @throws Fault `run-unknown` */
  result(id: string): Promise<TestResult>;
  /** The last outcome of each of the newest days, oldest first. */
  days(testId: string, most?: number): Promise<readonly TestDay[]>;
}

type Parts = {
  readonly reader: TestReader;
  readonly own: OwnRecords;
  readonly store: TestStore;
  /** @throws Fault `table-unusable` */
  readonly map: () => Promise<ControlsMap>;
  readonly clock: Clock;
  readonly changed: () => void;
  /** Those that there are, unless others are given. */
  readonly tests?: readonly TestDefinition[];
};

const HERE: TestResult['source'] = {
  server: 'this application',
  database: 'its own records',
  role: 'officer',
};
const DAYS = 400;

/** What is told of something that stopped a test. */
const stoppedBy = (error: unknown): Stopped => ({
  reason:
    error instanceof Fault
      ? `${error.message} ${error.remedy}`
      : 'It failed for a reason nobody foresaw. Test again; if it happens again, look into the log file.',
});

const notMapped = (names: readonly string[]): string =>
  `The map of this clinic does not say where it keeps ${names.join(', ')}. If the clinic records that, add it to the map (docs/control-tests.md); otherwise test this control by hand.`;

/** See {@link ControlTests}. */
export function controlTests(parts: Parts): ControlTests {
  const { store, clock, tests: all = ALL_TESTS } = parts;

  const conclude = async (
    test: TestDefinition,
    map: ControlsMap,
    given: {
      readonly counting: Counting;
      readonly stopped: Stopped | null;
      readonly queryText: string;
      readonly source: TestResult['source'];
      readonly sample: Sampling | undefined;
      readonly startedAt: string;
    },
  ): Promise<TestResult> => {
    const { stopped, queryText, source, startedAt } = given;
    const tally = given.counting.tally();
    const { sample } = given;
    const drawn =
      sample !== undefined && (tally.tested < tally.population || stopped !== null) ? { ...sample } : null;
    const result = frozen({
      id: randomUUID(),
      testId: test.id,
      testVersion: test.version,
      ...concluded(tally, test.empty, stopped),
      queryText,
      parameters: [...parametersOf(test, map)],
      population: stopped === null ? tally.population : null,
      tested: tally.tested,
      failedCount: tally.failed,
      failed: [...tally.rows],
      sample: drawn,
      source,
      startedAt,
      finishedAt: instantOf(clock),
    });
    await store.add(result, concludes(result));
    parts.changed();
    return result;
  };

  const ownTest = async (test: ApplicationTest, map: ControlsMap, work: Work, sample?: Sampling) => {
    const startedAt = instantOf(clock);
    const counting = sample === undefined ? countAll() : countSample(sample);
    const parameters = parametersOf(test, map);
    let stopped: Stopped | null = null;
    try {
      const number = (name: string): number => {
        const value = parameters.find((one) => one.name === name)?.value;
        if (typeof value !== 'number') throw new RangeError(`${test.id} has no number ${name}`);
        return value;
      };
      counting.add(await test.check(parts.own, { now: clock.now(), number, signal: work.signal }));
    } catch (error) {
      throwIfCancelled(work.signal);
      stopped = stoppedBy(error);
    }
    return conclude(test, map, { counting, stopped, queryText: test.asks, source: HERE, sample, startedAt });
  };

  const clinicTest = async (
    test: ClinicTest,
    map: ControlsMap,
    work: Work,
    session: () => Promise<TestSession>,
    options: { readonly sample?: Sampling; readonly bounds: ReadBounds },
  ) => {
    const startedAt = instantOf(clock);
    const { sample } = options;
    const counting = sample === undefined ? countAll() : countSample(sample);
    const queryText = queryOf(test, map);
    let source: TestResult['source'] = { server: 'not asked', database: 'not asked', role: 'none' };
    let stopped: Stopped | null = null;
    if (queryText === null) stopped = { reason: notMapped(missing(test, map)) };
    else
      try {
        const open = await session();
        ({ source } = open);
        for await (const page of open.rows(queryText, relationsOf(test, map), options.bounds))
          counting.add(page);
      } catch (error) {
        throwIfCancelled(work.signal);
        stopped = stoppedBy(error);
      }
    return conclude(test, map, { counting, stopped, queryText: queryText ?? '', source, sample, startedAt });
  };

  return {
    list: async () => {
      const map = await parts.map();
      const [latest, concluding] = await Promise.all([store.latest(), store.concluded()]);
      const of = (results: readonly TestResult[], id: string) =>
        results.find(({ testId }) => testId === id) ?? null;
      return all.map((test) => standingOf(shownOf(test, map), of(latest, test.id), of(concluding, test.id)));
    },
    run: async (choice, work, { sample, bounds } = {}) => {
      const map = await parts.map();
      const tests = chosen(all, choice);
      const results: TestResult[] = [];
      const line = sessionLine(() => parts.reader.open(map.role, work.signal));
      try {
        for (const [index, test] of tests.entries()) {
          throwIfCancelled(work.signal);
          work.progress({ phase: test.title, done: index, total: tests.length, unit: 'tests' });
          const result =
            test.reads === 'application'
              ? await ownTest(test, map, work, sample)
              : await clinicTest(test, map, work, line.session, {
                  ...(sample === undefined ? {} : { sample }),
                  bounds: { ...BOUNDS, ...bounds },
                });
          results.push(result);
          if (test.reads === 'clinic' && result.outcome === 'could-not-tell') await line.renewIfLost();
        }
      } finally {
        await line.leave();
      }
      work.progress({ phase: 'Done', done: tests.length, total: tests.length, unit: 'tests' });
      return results;
    },
    latest: () => store.latest(),
    results: (filter) => store.between(filter),
    result: async (id) => {
      const found = await store.read(id);
      if (found === null)
        throw new Fault(
          'run-unknown',
          'There is no result of that number.',
          'Look at the list of tests; results are never removed.',
        );
      return found;
    },
    days: (testId, most = DAYS) => store.days(testId, most),
  };
}
