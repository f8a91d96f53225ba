import type {
  Finding,
  TamperType,
  VerificationLevel,
  VerificationRun,
} from '../../src-shared/audit/types.ts';
import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { FindingFilter, Grouping } from '../../src-shared/audit/finding-search.ts';
import type { Acknowledgement } from '../../src-shared/audit/monitor.ts';
import type { ReportInfo } from '../../src-shared/reports/types.ts';
import type { Job } from '../../src-shared/jobs/types.ts';
import type { SignedDecision } from '../../src-shared/signing/types.ts';
import type { Rebuild } from '../../src-shared/audit/witness.ts';
import type { Collected, TableState, WitnessBeginning } from '../audit/index.ts';
import type { WaitingSignature } from '../signing/ports.ts';
import type { StoredCheckpoint } from '../audit/ports.ts';
import { clinicMethods } from './clinic-methods.ts';
import { type CacheDatabase, cacheFault } from './database.ts';
import { controlTestMethods } from './control-test-methods.ts';
import { dossierMethods } from './dossier-methods.ts';
import { gapMethods } from './gap-methods.ts';
import { ownFrameworkMethods } from './own-framework-methods.ts';
import { keyMethods } from './key-methods.ts';
import { checkMethods } from './check-methods.ts';
import { deliveryMethods } from './delivery-methods.ts';
import { rightsMethods } from './rights-methods.ts';
import { reviewMethods } from './review-methods.ts';
import { riskMethods } from './risk-methods.ts';
import { activityStore } from './stores/activity.ts';
import { entryIndex } from './stores/entry-index.ts';
import { monitorStore } from './stores/monitor.ts';
import { recordStore } from './stores/records.ts';
import { pinLock } from './pin-lock.ts';
import { findingSearch } from './stores/finding-search.ts';
import { witnessFile } from './stores/start-over.ts';
import { pinFailureStore } from './stores/pin-failures.ts';
import { readinessMethods } from './readiness-methods.ts';
import { reportStore } from './stores/reports.ts';
import { jobHistoryStore } from './stores/job-history.ts';
import { scheduleStore } from './stores/schedule.ts';
import { runStore } from './stores/runs.ts';
import { signOffStore } from './stores/sign-offs.ts';
import { waitingSignatureStore } from './stores/waiting-signatures.ts';
import { signedRecords } from './stores/signed-records.ts';
import { tableStore } from './stores/tables.ts';
import { type TileInput, witnessStore } from './stores/witness.ts';

/** What the cache thread is started with. */
export type CacheWorkerData = { readonly file: string; readonly reports: string };

type Log = { readonly log: string };
/** What is recorded together with the change, or neither is. */
type Recorded = { readonly event?: ActivityEvent | undefined };

/** Everything the cache thread answers to: one method a call, one cloneable argument. */
export function cacheMethods(database: CacheDatabase, reportsFolder: string) {
  const witness = witnessStore(database);
  const index = entryIndex(database);
  const tables = tableStore(database, witness);
  const runs = runStore(database);
  const reports = reportStore(database, reportsFolder);
  const failures = pinFailureStore(database);
  const signOffs = signOffStore(database);
  const waitingSignatures = waitingSignatureStore(database);
  const lock = pinLock(`${database.name}.pin-lock`);
  const monitor = monitorStore(database);
  const activity = activityStore(database);
  const schedule = scheduleStore(database);
  const search = findingSearch(database);
  const history = jobHistoryStore(database);
  const records = recordStore(database);
  const file = witnessFile(database);
  const signed = signedRecords(database);
  const guarded =
    <I, O>(work: (input: I) => O) =>
    async (input: I): Promise<Awaited<O>> => {
      try {
        return await work(input);
      } catch (error) {
        throw cacheFault(error);
      }
    };
  /** A change with the entry of the activity log that tells of it, in one transaction. */
  const recorded = <I extends object>(work: (input: I) => void) =>
    guarded((input: I & Recorded) => {
      database
        .transaction(() => {
          work(input);
          if (input.event !== undefined) activity.append(input.event);
        })
        .immediate();
    });
  return {
    size: guarded(({ log }: Log) => witness.size(log)),
    first: guarded(({ log }: Log) => witness.first(log)),
    tile: guarded(({ log, level, index }: Log & { level: number; index: number }) =>
      witness.tile(log, level, index),
    ),
    lastBlock: guarded(({ log }: Log) => witness.lastBlock(log)),
    entries: guarded(({ log, from, to }: Log & { from: number; to: number }) =>
      witness.entries(log, from, to),
    ),
    positionsOf: guarded(({ log, entryId }: Log & { entryId: number }) => index.positionsOf(log, entryId)),
    newestCheckpoint: guarded(({ log }: Log) => witness.newestCheckpoint(log)),
    checkpoints: guarded(({ log, above }: Log & { above: number | null }) => witness.checkpoints(log, above)),
    certificates: guarded(({ log }: Log) => witness.certificates(log)),
    lastIntact: guarded(({ log, level }: Log & { level: VerificationLevel }) =>
      witness.lastIntact(log, level),
    ),
    extend: recorded(
      (
        input: Log & {
          from: number;
          collected: Collected;
          tiles: readonly TileInput[];
          lastBlock: { readonly number: number; readonly hash: string };
        },
      ) => {
        witness.extend(input.log, input.from, input.collected, input.tiles, input.lastBlock);
      },
    ),
    addCheckpoint: recorded(({ log, checkpoint }: Log & { checkpoint: StoredCheckpoint }) => {
      witness.addCheckpoint(log, checkpoint);
    }),
    findKeys: guarded(({ log, keys }: Log & { keys: Uint8Array }) => tables.find(log, keys)),
    keptRows: guarded(({ log, positions }: Log & { positions: readonly number[] }) =>
      tables.kept(log, positions),
    ),
    takenAt: guarded(({ log, positions }: Log & { positions: readonly number[] }) =>
      tables.takenAt(log, positions),
    ),
    tableState: guarded(({ log }: Log) => tables.state(log)),
    saveTableState: guarded(({ log, state }: Log & { state: TableState }) => {
      tables.saveState(log, state);
    }),
    takeRows: recorded((input: Parameters<typeof tables.take>[0]) => {
      tables.take(input);
    }),
    addRun: recorded(
      ({ log, run, findings }: Log & { run: VerificationRun; findings: readonly Finding[] }) => {
        runs.add(log, run, findings);
      },
    ),
    run: guarded(({ runId }: { runId: string }) => runs.run(runId)),
    runs: guarded(() => runs.list()),
    lastLog: guarded(() => runs.lastLog()),
    findings: guarded((input: { runId: string; offset: number; limit: number; type: TamperType | null }) =>
      runs.findings(input.runId, input.offset, input.limit, input.type),
    ),
    finding: guarded(({ runId, index }: { runId: string; index: number }) => runs.finding(runId, index)),
    addReport: guarded((input: { info: ReportInfo; pdf: Uint8Array; json: Uint8Array } & Recorded) =>
      reports.add(input.info, input.pdf, input.json, () => {
        if (input.event !== undefined) activity.append(input.event);
      }),
    ),
    extendReport: guarded((input: { info: ReportInfo; pdf: Uint8Array } & Recorded) =>
      reports.extend(input.info, input.pdf, () => {
        if (input.event !== undefined) activity.append(input.event);
      }),
    ),
    reports: guarded(() => reports.list()),
    readReport: guarded(({ reportId, format }: { reportId: string; format: 'pdf' | 'json' }) =>
      reports.read(reportId, format),
    ),
    addSignOff: recorded((input: { signed: SignedDecision; kind: string; subject: string }) => {
      signOffs.append(input.signed, input.kind, input.subject);
    }),
    signOff: guarded(({ signOffId }: { signOffId: string }) => signOffs.read(signOffId)),
    signOffs: guarded(() => signOffs.all()),
    addWaitingSignature: guarded((signature: WaitingSignature) => {
      waitingSignatures.add(signature);
    }),
    removeWaitingSignature: guarded(({ path }: { path: string }) => {
      waitingSignatures.remove(path);
    }),
    waitingSignatures: guarded(() => waitingSignatures.list()),
    signOffsAbout: guarded(({ kind, subject }: { kind: string; subject: string }) =>
      signOffs.about(kind, subject),
    ),
    takePinLock: guarded(() => lock.take()),
    releasePinLock: guarded(() => {
      lock.release();
    }),
    pinFailures: guarded(({ serial }: { serial: string }) => failures.read(serial)),
    setPinFailures: recorded(({ serial, failures: count }: { serial: string; failures: number }) => {
      failures.write(serial, count);
    }),
    monitorState: guarded(({ log }: Log) => monitor.load(log)),
    saveMonitorState: guarded(({ log, document }: Log & { document: string }) => {
      monitor.save(log, document);
    }),
    acknowledge: recorded((input: { runId: string; index: number; acknowledgement: Acknowledgement }) => {
      monitor.acknowledge(input.runId, input.index, input.acknowledgement);
    }),
    acknowledgements: guarded(({ runId, index }: { runId: string; index: number }) =>
      monitor.acknowledgements(runId, index),
    ),
    acknowledgementsOfRun: guarded(({ runId }: { runId: string }) => monitor.acknowledgementsOfRun(runId)),
    record: guarded(({ event }: { event: ActivityEvent }) => {
      activity.append(event);
    }),
    activityHead: guarded(() => activity.head()),
    activityEntries: guarded(({ from, to }: { from: number; to: number }) => activity.entries(from, to)),
    activityCheckpoints: guarded(() => activity.checkpoints()),
    addActivityCheckpoint: guarded(({ checkpoint }: { checkpoint: StoredCheckpoint }) => {
      activity.addCheckpoint(checkpoint);
    }),
    searchFindings: guarded(
      (input: { runId: string; filter: FindingFilter; offset: number; limit: number }) =>
        search.search(input.runId, input.filter, input.offset, input.limit),
    ),
    groupFindings: guarded((input: { runId: string; filter: FindingFilter; by: Grouping }) =>
      search.groups(input.runId, input.filter, input.by),
    ),
    findingDensity: guarded(({ runId, width }: { runId: string; width: number }) =>
      search.density(runId, width),
    ),
    planMemory: guarded(({ planId }: { planId: string }) => schedule.load(planId)),
    savePlanMemory: guarded(({ planId, document }: { planId: string; document: string }) => {
      schedule.save(planId, document);
    }),
    leaseSchedule: guarded(({ holder, now, ms }: { holder: string; now: number; ms: number }) =>
      schedule.lease(holder, now, ms),
    ),
    releaseSchedule: guarded(({ holder }: { holder: string }) => {
      schedule.release(holder);
    }),
    appendJob: guarded(({ job }: { job: Job }) => {
      history.append(job);
    }),
    recentJobs: guarded(() => history.recent()),
    addRecord: recorded(({ log, kind, document }: Log & { kind: string; document: string }) => {
      records.add(log, kind, document);
    }),
    integrity: guarded(() => file.integrity()),
    startOver: guarded(
      ({ log, decision, from }: Log & { decision: Omit<Rebuild, 'kept'>; from: WitnessBeginning | null }) =>
        file.startOver(log, decision, from),
    ),
    records: guarded(({ log, kind }: Log & { kind: string }) => records.list(log, kind)),
    ...clinicMethods(database, guarded),
    ...keyMethods(database, activity, guarded),
    signedRecords: guarded(({ certificate }: { certificate: Uint8Array }) => signed(certificate)),
    ...rightsMethods(database, activity, guarded),
    ...riskMethods(database, activity, guarded),
    ...dossierMethods(database, activity, guarded),
    ...deliveryMethods(database, activity, guarded),
    ...checkMethods(database, activity, guarded),
    ...readinessMethods(database, reportsFolder, activity, guarded),
    ...gapMethods(database, activity, guarded),
    ...ownFrameworkMethods(database, activity, guarded),
    ...reviewMethods(database, activity, guarded),
    ...controlTestMethods(database, guarded),
    close: guarded(() => {
      database.close();
    }),
  };
}

/** See {@link cacheMethods}. */
export type CacheMethods = ReturnType<typeof cacheMethods>;
