import { randomBytes } from 'node:crypto';
import type {
  CheckRun,
  CheckRunRow,
  ChecklistItem,
  ChecklistSheet,
} from '../../../src-shared/controls/checks.ts';
import { CHECKLIST_PERIODS } from '../../../src-shared/controls/checks.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SignOffs } from '../../signing/index.ts';
import { type Check, many, runChecks, tallyOf, worstOf } from './check.ts';
import { type Checklists, linesOf } from './checklist.ts';
import type { CheckStore } from './ports.ts';
import { LIST_KIND, pastTurns, sheetDetails, sheetOf, SHOWN_DAYS, type TurnRecord } from './sheets.ts';
import { civilDay, plusDays, type Turn, turnNamed, turnOf } from './turns.ts';

/** Everything that is due, in one go; and the lists that are gone through every day, week and month. */
export interface Checks {
  /**
   * Looks at everything and keeps what was seen.
   *
   * @throws Fault `cancelled`: then nothing is kept; `disk-full`, `cache-unreadable`
   */
  run(work: Work): Promise<CheckRun>;
  /** Newest first. */
  runs(): Promise<readonly CheckRunRow[]>;
  /** @throws Fault `check-unknown` */
  get(runId: string): Promise<CheckRun>;
  latest(): Promise<CheckRun | null>;
  /** The lists of today, this week and this month, and those before them, newest first. */
  lists(): Promise<{ readonly now: readonly ChecklistSheet[]; readonly past: readonly ChecklistSheet[] }>;
  /** @throws Fault `checklist-refused` with what to do */
  tick(wanted: {
    readonly turn: string;
    readonly itemId: string;
    readonly done: boolean;
    readonly note: string;
  }): Promise<void>;
  /** Signs a list with the officer's token. @throws Fault `checklist-refused` while something is open, `not-signed-in`, of the token */
  sign(turn: string): Promise<void>;
}

const RUNS_LISTED = 400;

/** See {@link Checks}. */
export function checks(parts: {
  readonly checks: readonly Check[];
  readonly store: CheckStore;
  readonly checklists: () => Promise<Checklists>;
  readonly signOffs: Pick<SignOffs, 'signOff' | 'about'>;
  readonly activity: Pick<ActivityLog, 'event'>;
  readonly clock: Clock;
  /** IANA name. */
  readonly zone: () => string;
  readonly officer: () => string;
}): Checks {
  const { store, clock } = parts;
  const dayOf = (instant: string): string => civilDay(Date.parse(instant), parts.zone());
  const today = (): string => civilDay(clock.now(), parts.zone());

  const recordsOf = async (turns: readonly Turn[]): Promise<readonly TurnRecord[]> => {
    const days = turns.flatMap(({ from, to }) => [from, to]).sort();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return [];
    // A day of any zone lies within a day of that name in UTC, give or take one.
    const [ticks, runs] = await Promise.all([
      store.ticks(turns.map(({ turn }) => turn)),
      store.runsBetween(plusDays(first, -1), plusDays(last, 2)),
    ]);
    return Promise.all(
      turns.map(async (turn) => ({
        turn,
        ticks: ticks.filter((tick) => tick.turn === turn.turn),
        runs: runs.filter(({ finishedAt }) => {
          const day = dayOf(finishedAt);
          return turn.from <= day && day <= turn.to;
        }),
        signOffs: await parts.signOffs.about(LIST_KIND, turn.turn),
      })),
    );
  };
  const itemsOf = ({ items }: Checklists, { period }: Turn): readonly ChecklistItem[] =>
    items.filter((item) => item.period === period);
  /** The turn of a name, if it may still be worked on. */
  const workable = async (name: string): Promise<TurnRecord> => {
    const turn = turnNamed(name);
    const now = today();
    if (turn === null || turn.from > now || turn.to < plusDays(now, -SHOWN_DAYS))
      throw refused('There is no such list to work on.', `Choose one of the last ${SHOWN_DAYS} days.`);
    const [record] = await recordsOf([turn]);
    if (record === undefined) throw refused('There is no such list.', 'Look at the lists again.');
    if (record.signOffs.length > 0)
      throw refused(
        'This list is signed; it is not changed any more.',
        'Note what came later on the next list.',
      );
    return record;
  };

  const latest = async (): Promise<CheckRun | null> => {
    const [row] = await store.runs(1);
    return row === undefined ? null : store.run(row.runId);
  };
  return {
    run: async (work) => {
      const startedAt = instantOf(clock);
      const results = [...(await runChecks(parts.checks, work))];
      const run: CheckRun = {
        ...{ runId: randomBytes(9).toString('base64url'), startedAt, finishedAt: instantOf(clock) },
        ...{ by: parts.officer(), outcome: worstOf(results.map(({ outcome }) => outcome)) },
        ...{ tally: tallyOf(results), results },
      };
      await store.addRun(
        run,
        parts.activity.event({
          operation: 'checks.run',
          objectType: 'check-run',
          objectId: run.runId,
          purpose: `${run.outcome}; ${many(run.tally.failed, 'check', 'checks')} failed`,
        }),
      );
      return run;
    },
    runs: () => store.runs(RUNS_LISTED),
    get: async (runId) => {
      const run = await store.run(runId);
      if (run !== null) return run;
      throw new Fault('check-unknown', 'This run is not kept here.', 'Look at the list of runs.');
    },
    latest,
    lists: async () => {
      const checklists = await parts.checklists();
      const [now, since] = [today(), await store.since()];
      const current = CHECKLIST_PERIODS.map((period) => turnOf(period, now));
      const past = pastTurns(since === null ? null : dayOf(since), now, checklists);
      const sheets = (await recordsOf([...current, ...past])).map((record) =>
        sheetOf(itemsOf(checklists, record.turn), record, now, dayOf),
      );
      return {
        now: sheets.slice(0, current.length),
        past: sheets.slice(current.length).sort((a, b) => b.to.localeCompare(a.to)),
      };
    },
    tick: async ({ turn, itemId, done, note }) => {
      const { turn: at, runs, ticks } = await workable(turn);
      const item = itemsOf(await parts.checklists(), at).find(({ id }) => id === itemId);
      if (item === undefined)
        throw refused('This is not on the list any more.', 'Look at the list again, then tick it.');
      const line = linesOf([item], ticks, runs)[0];
      if (done && item.checks.length > 0 && line?.state !== 'done' && note === '')
        throw refused(
          'The check has not found this in order.',
          'Write down why it counts as done all the same, or mend it and run the check again.',
        );
      await store.addTick(
        { turn, itemId, done, note, at: instantOf(clock), by: parts.officer() },
        parts.activity.event({
          operation: done ? 'checklist.tick' : 'checklist.untick',
          objectType: 'checklist',
          objectId: turn,
          // The note is a person's own words and may name somebody: it stays with the list.
          purpose: itemId,
        }),
      );
    },
    sign: async (name) => {
      const record = await workable(name);
      const items = itemsOf(await parts.checklists(), record.turn);
      const open = linesOf(items, record.ticks, record.runs).filter(({ state }) => state !== 'done');
      if (open.length > 0)
        throw refused(
          `${many(open.length, 'thing is', 'things are')} not done: ${open.map(({ item }) => item.title).join('; ')}.`,
          'Do them and tick them, or write down why not; then sign.',
        );
      const { period, turn } = record.turn;
      await parts.signOffs.signOff({
        kind: LIST_KIND,
        subject: turn,
        decision: 'done',
        statement: `The ${period} list of ${turn} was gone through: ${many(items.length, 'thing', 'things')}, all done as listed.`,
        details: sheetDetails(items, record, instantOf(clock)),
      });
    },
  };
}

const refused = (message: string, remedy: string): Fault => new Fault('checklist-refused', message, remedy);
