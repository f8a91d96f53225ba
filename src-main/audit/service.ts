import type {
  Checkpoint,
  Finding,
  LevelInfo,
  Pace,
  TamperType,
  VerificationLevel,
  VerificationRun,
} from '../../src-shared/audit/types.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import type { Fault } from '../base/fault.ts';
import { turns } from '../base/turns.ts';
import type { Signer } from '../token/ports.ts';
import { checkpointOf } from './checkpoint.ts';
import { levelInfos, measuredRates } from './levels.ts';
import { WINDOW } from './range.ts';
import { runOf } from './run.ts';
import type { SealedLog, StoredCheckpoint, Witness, WitnessWriter } from './ports.ts';
import { notSignedIn, unlessBusy, unsignable, waitsForPin } from './seal-faults.ts';
import { ASK_AFTER_MS, isSigningDue, SIGN_AFTER_MS } from './signing-rhythm.ts';
import { type Place, runsOfLog } from './standing-run.ts';
import { verify } from './verify.ts';
import { extendWitness, originOf, signWitnessed, sourceOf } from './witness.ts';

/** What long work is given: when to stop, and whom to tell how far it is. */
export type Work = {
  readonly signal: AbortSignal;
  progress(progress: { phase: string; done: number; total: number | null; unit: string }): void;
};

/** Where runs and findings are kept. */
export interface RunStore {
  add(fingerprint: string, run: VerificationRun, findings: readonly Finding[]): Promise<void>;
  list(): Promise<readonly VerificationRun[]>;
  /** @throws Fault `run-unknown` */
  run(runId: string): Promise<VerificationRun>;
  findings(
    runId: string,
    offset: number,
    limit: number,
    type: TamperType | null,
  ): Promise<{ readonly total: number; readonly rows: { index: number; finding: Finding }[] }>;
  finding(runId: string, index: number): Promise<Finding>;
  /** Fingerprint of the log that was seen last, for when the database cannot be asked. */
  lastLog(): Promise<string | null>;
}

/** What came of sealing. */
export type SealOutcome = {
  /** Entries sealed now. */
  readonly sealed: number;
  /** Entries this machine has witnessed, in total. */
  readonly witnessed: number;
  /** True when what was sealed does not agree with its rows or with what this machine saw: verify. */
  readonly stopped: boolean;
  /** Entries that are sealed and were not taken over yet: the next time goes on with them. */
  readonly left: number;
  readonly checkpoint: Checkpoint | null;
  /** Why no checkpoint was signed although there was something to sign, or null. */
  readonly unsigned: Fault | null;
};

/** What window and command line can ask of the audit room. */
export interface AuditService {
  /** @throws Fault `seal-…`, `database-…`, `cancelled` */
  seal(work: Work): Promise<SealOutcome>;
  /** As {@link AuditService.seal} without sealing: signs what others sealed, asking for the PIN where the key wants it. */
  sign(work: Work): Promise<SealOutcome>;
  /**
   * As {@link AuditService.seal} for the monitor: a token that fails or is away, and another sealer at work, are told and
   * hinder nothing. Signs in a rhythm of its own (signing-rhythm.ts), and never with a key that asks for the PIN each time.
   * @param options - seal: false takes over what others sealed and seals nothing itself; enough: asked after each piece,
   *   true leaves the rest to the next time
   * @throws Fault `seal-fork`, `seal-refused`, `database-…`, `checkpoint-inconsistent`, `cancelled`
   */
  takeOver(
    work: Work,
    options: { readonly seal: boolean; readonly enough: () => boolean },
  ): Promise<SealOutcome>;
  /**
   * @param pace - at full speed unless said
   * @throws Fault `database-…`, `cancelled`: then nothing is known and no run is kept
   */
  verify(level: VerificationLevel, work: Work, pace?: Pace): Promise<VerificationRun>;
  levels(): Promise<readonly LevelInfo[]>;
  /** The newest signed checkpoint of the log seen last; needs no database. */
  checkpoint(): Promise<Checkpoint | null>;
  /** Entries witnessed of the log seen last; needs no database. */
  witnessed(): Promise<number>;
  readonly runs: RunStore;
  /** The runs on the log that is connected, newest first; needs no database. */
  logRuns(): Promise<readonly VerificationRun[]>;
}

/** The phase in which what is sealed is taken over; done and total count the log from its beginning. */
export const TAKING_OVER = 'Taking over';
const never = (): boolean => false;

export function auditService(parts: {
  /** @throws Fault `profile-missing` when no clinic is connected */
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness & WitnessWriter;
  readonly runs: RunStore;
  /** Whoever is signed in, or null. */
  readonly signer: () => Signer | null;
  /** See {@link Subject.accepted}. */
  readonly accepted?: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly others?: (fingerprint: string) => Promise<readonly StoredCheckpoint[]>;
  readonly remark?: (fingerprint: string) => Promise<string | null>;
  /** The database that is connected; missing or null: any that was verified. */
  readonly place?: () => Promise<Place | null>;
  readonly clock: Clock;
  /** Who runs it, for the record. */
  readonly officer: () => string;
}): AuditService {
  const { runs, clock } = parts;
  const now = (): string => instantOf(clock);

  const witnessed = async (): Promise<number> => {
    const fingerprint = await runs.lastLog();
    return fingerprint === null ? 0 : parts.witness(fingerprint).size();
  };

  // Sealer and monitor of this machine must not extend the witness at the same time.
  const inTurn = turns();
  const sealAll = async (log: SealedLog, work: Work, enough: () => boolean): Promise<number> => {
    const { pending } = await log.figures();
    let sealed = 0;
    for (let batch = -1; batch !== 0 && !work.signal.aborted && !(sealed > 0 && enough()); sealed += batch) {
      batch = await log.sealPending(WINDOW);
      work.progress({
        phase: 'Sealing',
        done: sealed + batch,
        total: Math.max(pending, sealed + batch),
        unit: 'entries',
      });
    }
    return sealed;
  };
  const takeOver = async (
    work: Work,
    seal: (log: SealedLog) => Promise<number>,
    asked: boolean,
    enough: () => boolean,
    unsignable: (error: unknown) => Fault,
  ): Promise<SealOutcome> => {
    const log = await parts.log();
    const { fingerprint } = await sourceOf(log, parts.witness);
    const witness = parts.witness(fingerprint);
    const sealed = await seal(log);
    const tell = (done: number, total: number): void => {
      work.progress({ phase: TAKING_OVER, done, total, unit: 'entries' });
    };
    const seen = await extendWitness(log, witness, work.signal, tell, enough);
    const { to, left, stopped } = seen;
    const outcome = { sealed, witnessed: to, stopped, left, checkpoint: null, unsigned: null };
    const newest = await witness.newestCheckpoint();
    const signer = parts.signer();
    const wantsPin = !asked && signer?.identity.pinEachTime === true;
    const after = wantsPin ? ASK_AFTER_MS : SIGN_AFTER_MS;
    const isDue = asked || isSigningDue(newest, seen.to, clock.now(), after);
    if (seen.stopped || seen.to <= (newest?.size ?? 0) || !isDue) return outcome;
    if (signer === null) return { ...outcome, unsigned: notSignedIn() };
    // Nobody is at the desk: asked for a PIN that they did not ask for, people learn to type it.
    if (wantsPin) return { ...outcome, unsigned: waitsForPin() };
    work.progress({ phase: 'Signing the checkpoint', done: 0, total: null, unit: '' });
    try {
      const checkpoint = await signWitnessed(originOf(fingerprint), witness, signer, now, work.signal);
      return { ...outcome, checkpoint };
    } catch (error) {
      return { ...outcome, unsigned: unsignable(error) };
    }
  };

  const asOfficer = (work: Work, seal: (log: SealedLog) => Promise<number>): Promise<SealOutcome> =>
    inTurn(() =>
      takeOver(work, seal, true, never, (error) => {
        throw error;
      }),
    );

  return {
    runs,
    seal: (work) => asOfficer(work, (log) => sealAll(log, work, never)),
    sign: (work) => asOfficer(work, () => Promise.resolve(0)),
    takeOver: (work, { seal, enough }) =>
      inTurn(() =>
        takeOver(
          work,
          async (log) => (seal ? sealAll(log, work, enough).catch(unlessBusy) : 0),
          false,
          enough,
          unsignable,
        ),
      ),
    verify: async (level, work, pace = 'full') => {
      const log = await parts.log();
      const source = await sourceOf(log, parts.witness);
      const startedAt = now();
      const begun = performance.now();
      const verification = await verify(
        {
          log,
          witness: parts.witness(source.fingerprint),
          fingerprint: source.fingerprint,
          accepted: () => parts.accepted?.(source.fingerprint) ?? Promise.resolve([]),
          others: () => parts.others?.(source.fingerprint) ?? Promise.resolve([]),
          remark: () => parts.remark?.(source.fingerprint) ?? Promise.resolve(null),
        },
        {
          level,
          pace,
          signal: work.signal,
          now,
          onProgress: (done, total) => {
            work.progress({ phase: 'Verifying', done, total, unit: 'entries' });
          },
        },
      );
      const run = runOf(verification, {
        level,
        pace,
        startedAt,
        elapsedMs: Math.round(performance.now() - begun),
        source,
        runBy: parts.officer(),
      });
      await runs.add(source.fingerprint, run, verification.findings);
      return run;
    },
    // What this machine has seen is near enough for an estimate, and needs no database.
    levels: async () => levelInfos(await witnessed(), measuredRates(ofGuard(await runs.list()))),
    checkpoint: async () => {
      const fingerprint = await runs.lastLog();
      if (fingerprint === null) return null;
      const newest = await parts.witness(fingerprint).newestCheckpoint();
      return newest === null ? null : checkpointOf(newest);
    },
    witnessed,
    logRuns: async () => runsOfLog(await runs.list(), await parts.place?.()),
  };
}

/** Runs on mapped tables say nothing of the log in the guard schema. */
const ofGuard = (runs: readonly VerificationRun[]): readonly VerificationRun[] =>
  runs.filter(({ source }) => source.table === undefined);
