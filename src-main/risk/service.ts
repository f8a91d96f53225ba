import type { RiskChange } from '../../src-shared/risk/change.ts';
import type {
  ExplainedEntry,
  RiskCase,
  RiskDecision,
  RiskEntry,
  RiskFilter,
  RiskStatus,
  StoryWish,
} from '../../src-shared/risk/contract.ts';
import { STORY_MOST } from '../../src-shared/risk/contract.ts';
import { pseudonymSchema } from '../../src-shared/clinic/monitoring.ts';
import { defaultRiskTuning, type RiskTuning } from '../../src-shared/risk/tuning.ts';
import type { Work } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import type { LinedProblem } from '../base/lined-document.ts';
import { changedTuning } from './change.ts';
import { readRiskMap } from './map-file.ts';
import type { AlertDesk, ClinicRelations, EntryReader, RiskStore } from './ports.ts';
import { pseudonymOf } from './pseudonym.ts';
import { type Look, scoreNext, tellDue } from './scoring.ts';
import { type RiskWatch, riskWatch } from './watch.ts';

/** Where the map of the clinic's tables comes from. */
export type RiskMapFile = { readonly origin: 'own' | 'shipped'; readonly text: Uint8Array };

/** The risk of accesses to the clinic's records. */
export interface RiskService {
  readonly watch: RiskWatch;
  status(): Promise<RiskStatus>;
  /** Scores everything that is there now. @throws Fault `cancelled`, `profile-missing`, `database-…` */
  catchUp(work: Work): Promise<number>;
  /** @throws Fault `profile-missing`, `database-…` */
  cases(
    filter: RiskFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly RiskCase[] }>;
  /** @throws Fault `risk-unknown` */
  case(caseId: number): Promise<NonNullable<Awaited<ReturnType<RiskStore['case']>>>>;
  /** Recorded in the activity log with each case. @throws Fault `risk-unknown` where one is not there: none is decided then */
  decide(cases: readonly number[], state: RiskDecision, reason: string): Promise<void>;
  /** Scores of entries, the worst first. */
  entries(
    filter: { readonly from: string | null; readonly to: string | null; readonly min: number },
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly RiskEntry[] }>;
  /** Why an entry has its score. @throws Fault `risk-unknown` */
  explain(entryId: number): Promise<ExplainedEntry>;
  /** One person's or one patient's accesses, oldest first. */
  story(wish: StoryWish): Promise<{
    readonly of: string;
    readonly total: number;
    readonly rows: readonly RiskEntry[];
  }>;
  tuning(): Promise<{
    readonly tuning: RiskTuning;
    readonly history: Awaited<ReturnType<RiskStore['tuningHistory']>>;
  }>;
  /** Recorded with its reason; holds for what comes from then on. @throws Fault `usage` */
  tune(change: RiskChange, reason: string): Promise<void>;
  /** Takes over a map of the clinic's tables, unless something is wrong with it. */
  setMap(text: Uint8Array): Promise<readonly LinedProblem[]>;
}

/** A desk that did not take an alert is asked again after this; scoring goes on meanwhile. Milliseconds. */
const DESK_WAIT_MS = 30_000;

/** See {@link RiskService}. */
export function riskService(parts: {
  readonly reader: EntryReader;
  readonly relations: ClinicRelations;
  readonly store: RiskStore;
  readonly desk: AlertDesk;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly zone: () => Promise<string>;
  /** Null where there is none for this clinic. */
  readonly mapFile: () => Promise<RiskMapFile | null>;
  readonly writeMap: (text: Uint8Array) => Promise<void>;
  readonly timer: (ms: number, then: () => void) => () => void;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}): RiskService {
  const { store, clock, reader } = parts;
  let blind: Fault | null = null;
  let untold: { readonly fault: Fault; readonly until: number } | null = null;
  const log = (): Promise<string> => reader.fingerprint();
  const tuning = async (): Promise<RiskTuning> => (await store.tuning()) ?? defaultRiskTuning;
  const tell = async (of: string): Promise<void> => {
    if (untold !== null && clock.now() < untold.until) return;
    try {
      await tellDue(parts, of);
      untold = null;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      untold = { fault: error, until: clock.now() + DESK_WAIT_MS };
    }
  };
  const look = async (): Promise<Look> => {
    const done = await scoreNext({
      ...parts,
      tuning,
      map: async () => {
        const file = await parts.mapFile();
        return file === null ? null : readRiskMap(file.text).map;
      },
      now: () => clock.now(),
    });
    if (done.scored > 0) blind = done.blind;
    await tell(done.log);
    return done;
  };
  const unknown = (what: string): Fault =>
    new Fault('risk-unknown', `There is no such ${what}.`, 'Look it up in the list of access risks.');
  const mapState = async (): Promise<RiskStatus['map']> => {
    const file = await parts.mapFile();
    if (file === null) return { name: null, origin: 'none', problem: '' };
    const { map, problems } = readRiskMap(file.text);
    const [first] = problems;
    const place = typeof first?.line === 'number' ? `Line ${String(first.line)}: ` : '';
    return {
      name: map?.name ?? null,
      origin: file.origin,
      problem:
        first !== undefined
          ? `${place}${first.text}`
          : blind === null
            ? ''
            : `${blind.message} ${blind.remedy}`,
    };
  };
  const watch = riskWatch({
    timer: parts.timer,
    look: async () => ((await tuning()).enabled ? look() : null),
    changed: parts.changed,
    failed: parts.failed,
  });
  return {
    watch,
    status: async () => ({
      ...watch.state(),
      ...(untold === null
        ? {}
        : { problem: `The desk did not take an alert: ${untold.fault.message} ${untold.fault.remedy}` }),
      ...(await store.figures(await log())),
      map: await mapState(),
    }),
    catchUp: async (work) => {
      for (let scored = 0; ;) {
        throwIfCancelled(work.signal);
        const { scored: now, more } = await look();
        scored += now;
        work.progress({ phase: 'Scoring accesses', done: scored, total: null, unit: 'entries' });
        if (!more) return scored;
      }
    },
    cases: async (filter, offset, limit) => store.cases(await log(), filter, offset, limit),
    case: async (caseId) => {
      const found = await store.case(await log(), caseId);
      if (found === null) throw unknown('case');
      return found;
    },
    decide: async (cases, state, reason) => {
      await store.decide(await log(), cases, { state, reason, by: parts.officer(), at: instantOf(clock) });
      parts.changed();
    },
    entries: async (filter, limit) => store.entries(await log(), filter, limit),
    explain: async (entryId) => {
      const found = await store.entry(await log(), entryId);
      if (found === null) throw unknown('entry, or it was not scored');
      return found;
    },
    story: async ({ kind, of, from, to }) => {
      // Whoever has the clinic's own key of a patient finds the pseudonym by it; the key goes no further.
      const known = pseudonymSchema.safeParse(of);
      const who = kind === 'user' ? of : known.success ? known.data : pseudonymOf(of.toLowerCase());
      const rows = await store.story(
        await log(),
        kind === 'user' ? { actor: who } : { patient: who },
        { from, to },
        STORY_MOST,
      );
      return { of: who, ...rows };
    },
    tuning: async () => ({ tuning: await tuning(), history: await store.tuningHistory() }),
    tune: async (change, reason) => {
      const who = { by: parts.officer(), at: instantOf(clock), reason };
      const next = changedTuning(await tuning(), change, who);
      await store.saveTuning(next.tuning, {
        ...who,
        what: next.what,
        draft: {
          operation: 'risk.tune',
          objectType: 'risk-tuning',
          objectId: change.kind,
          purpose: next.what,
        },
      });
      watch.renew();
      parts.changed();
    },
    setMap: async (text) => {
      const { problems } = readRiskMap(text);
      if (problems.length > 0) return problems;
      await parts.writeMap(text);
      blind = null;
      parts.changed();
      return [];
    },
  };
}
