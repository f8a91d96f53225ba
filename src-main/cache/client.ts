import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { SignedThing } from '../../src-shared/keys/types.ts';
import type { VerificationLevel } from '../../src-shared/audit/types.ts';
import type {
  AcknowledgementStore,
  ActivityDraft,
  FindingSearch,
  MonitorStore,
  RecordStore,
  RunStore,
  TableWitness,
  TableWitnessWriter,
  WitnessFile,
} from '../audit/index.ts';
import type { ActivityStore, EntryIndex, StoredCheckpoint, Witness, WitnessWriter } from '../audit/ports.ts';
import { Fault } from '../base/fault.ts';
import type { Hash } from '../base/hash.ts';
import type { PlanStore } from '../jobs/index.ts';
import type { JobHistory } from '../jobs/ports.ts';
import { caller, type Wire } from '../processes/rpc.ts';
import type { ReadinessStore, ReportStore } from '../reports/ports.ts';
import type { TestStore } from '../controls/ports.ts';
import type { SignOffStore, WaitingSignatures } from '../signing/ports.ts';
import type { PinFailures } from '../token/ports.ts';
import type { KeyStore } from '../keys/ports.ts';
import type { CheckStore, GapStore } from '../controls/ports.ts';
import type { DriftStore } from '../clinic/ports.ts';
import type { DataMapStore, StoredMap } from '../phi/ports.ts';
import type { EvidenceStore, FrameworkStore, ReviewStore } from '../controls/ports.ts';
import type { DeliveryStore, DossierStore, PatientEntryStore, RightsStore } from '../rights/ports.ts';
import { controlTestClient } from './control-test-methods.ts';
import { dossierClient, patientEntryClient } from './dossier-methods.ts';
import { keyClient } from './key-client.ts';
import { gapClient } from './gap-methods.ts';
import { ownFrameworkClient } from './own-framework-methods.ts';
import { checkClient } from './check-methods.ts';
import { deliveryClient } from './delivery-client.ts';
import { evidenceClient, reviewClient } from './review-methods.ts';
import { rightsClient } from './rights-client.ts';
import { riskClient } from './risk-client.ts';
import type { RiskStore } from '../risk/ports.ts';
import type { CacheMethods } from './methods.ts';
import { readinessClient } from './readiness-methods.ts';
import { RECORDED } from './recorded.ts';

/** The cache as the other rooms see it; the work is done on the cache thread. */
export type Cache = {
  witness(fingerprint: string): Witness & WitnessWriter & EntryIndex;
  tableWitness(fingerprint: string): TableWitness & TableWitnessWriter;
  readonly reports: ReportStore;
  readonly signOffs: SignOffStore;
  readonly checks: CheckStore;
  readonly readiness: ReadinessStore;
  readonly gaps: GapStore;
  readonly waitingSignatures: WaitingSignatures;
  readonly pinFailures: PinFailures;
  readonly runs: RunStore;
  readonly monitor: MonitorStore;
  readonly acknowledgements: AcknowledgementStore;
  readonly activity: ActivityStore;
  readonly findings: FindingSearch;
  readonly keys: KeyStore;
  readonly rights: RightsStore;
  readonly risk: RiskStore;
  readonly dossiers: DossierStore;
  readonly patientEntries: PatientEntryStore;
  readonly deliveries: DeliveryStore;
  readonly reviews: ReviewStore;
  readonly evidence: EvidenceStore;
  readonly ownFrameworks: FrameworkStore;
  readonly controlTests: TestStore;
  readonly schedule: PlanStore;
  readonly jobHistory: JobHistory;
  readonly records: RecordStore;
  readonly file: WitnessFile;
  readonly dataMap: DataMapStore;
  readonly drift: DriftStore;
  /** Sign-offs and checkpoints that were signed with a certificate (DER). */
  signedRecords(certificate: Uint8Array): Promise<readonly SignedThing[]>;
  close(): Promise<void>;
};

const gone = (): Fault =>
  new Fault(
    'cache-unreadable',
    "The profile's cache stopped working.",
    'Start Attestry again; nothing was lost.',
  );

/**
 * @param wire - the wire to the cache thread (worker.ts)
 * @param eventOf - makes the event that is recorded in one transaction with a change; without it nothing is recorded
 */
export function cacheClient(wire: Wire, eventOf?: (draft: ActivityDraft) => ActivityEvent): Cache {
  const told = (draft: ActivityDraft | undefined): { readonly event?: ActivityEvent } =>
    draft === undefined || eventOf === undefined ? {} : { event: eventOf(draft) };
  const calls = caller<CacheMethods>(wire, gone);
  const common = (log: string) => ({
    size: () => calls.call('size', { log }),
    first: () => calls.call('first', { log }),
    tile: (level: number, index: number) => calls.call('tile', { log, level, index }),
    lastBlock: async () => {
      const block = await calls.call('lastBlock', { log });
      return block === null ? null : { number: block.number, hash: block.hash as Hash };
    },
    newestCheckpoint: () => calls.call('newestCheckpoint', { log }),
    checkpoints: (above: number | null) => calls.call('checkpoints', { log, above }),
    certificates: () => calls.call('certificates', { log }),
    lastIntact: (level: VerificationLevel) => calls.call('lastIntact', { log, level }),
    addCheckpoint: (checkpoint: StoredCheckpoint) =>
      calls.call('addCheckpoint', { log, checkpoint, ...told(RECORDED.signed(log, checkpoint)) }),
  });
  return {
    witness: (log) => ({
      ...common(log),
      entries: (from, to) => calls.call('entries', { log, from, to }),
      positionsOf: (entryId) => calls.call('positionsOf', { log, entryId }),
      extend: (from, collected, tiles, lastBlock) =>
        calls.call('extend', {
          ...{ log, from, collected, tiles, lastBlock },
          ...told(RECORDED.witnessed(log, from + collected.entryIds.length)),
        }),
    }),
    tableWitness: (log) => ({
      ...common(log),
      find: (keys) => calls.call('findKeys', { log, keys }),
      kept: async (positions) =>
        (await calls.call('keptRows', { log, positions })).map((row) => ({
          ...row,
          header: Buffer.from(row.header),
        })),
      takenAt: (positions) => calls.call('takenAt', { log, positions }),
      state: () => calls.call('tableState', { log }),
      take: (from, rows, keys, tiles, at) =>
        calls.call('takeRows', {
          ...{ fingerprint: log, from, rows, keys, tiles, at },
          ...told(RECORDED.witnessed(log, from + rows.entryIds.length)),
        }),
      saveState: (state) => calls.call('saveTableState', { log, state }),
    }),
    reports: {
      add: (info, pdf, json) =>
        calls.call('addReport', { info, pdf, json, ...told(RECORDED.reported(info)) }),
      extend: (info, pdf) => calls.call('extendReport', { info, pdf, ...told(RECORDED.extended(info)) }),
      list: () => calls.call('reports', undefined),
      read: (reportId, format) => calls.call('readReport', { reportId, format }),
    },
    signOffs: {
      append: (signed, about) =>
        calls.call('addSignOff', { signed, ...about, ...told(RECORDED.signedOff(signed, about)) }),
      read: (signOffId) => calls.call('signOff', { signOffId }),
      all: () => calls.call('signOffs', undefined),
      about: (kind, subject) => calls.call('signOffsAbout', { kind, subject }),
    },
    waitingSignatures: {
      add: (signature) => calls.call('addWaitingSignature', signature),
      remove: (path) => calls.call('removeWaitingSignature', { path }),
      list: () => calls.call('waitingSignatures', undefined),
    },
    pinFailures: {
      read: (serial) => calls.call('pinFailures', { serial }),
      write: (serial, failures) =>
        calls.call('setPinFailures', { serial, failures, ...told(RECORDED.triedPin(serial, failures)) }),
      takeTurn: () => calls.call('takePinLock', undefined),
      endTurn: () => calls.call('releasePinLock', undefined),
    },
    runs: {
      add: (log, run, findings) =>
        calls.call('addRun', { log, run, findings, ...told(RECORDED.verified(run)) }),
      list: () => calls.call('runs', undefined),
      run: (runId) => calls.call('run', { runId }),
      findings: (runId, offset, limit, type) => calls.call('findings', { runId, offset, limit, type }),
      finding: (runId, index) => calls.call('finding', { runId, index }),
      lastLog: () => calls.call('lastLog', undefined),
    },
    monitor: {
      load: (log) => calls.call('monitorState', { log }),
      save: (log, document) => calls.call('saveMonitorState', { log, document }),
    },
    acknowledgements: {
      add: (runId, index, acknowledgement) =>
        calls.call('acknowledge', {
          ...{ runId, index, acknowledgement },
          ...told(RECORDED.acknowledged(runId, index, acknowledgement)),
        }),
      list: (runId, index) => calls.call('acknowledgements', { runId, index }),
      ofRun: (runId) => calls.call('acknowledgementsOfRun', { runId }),
    },
    keys: keyClient(calls),
    rights: rightsClient(calls),
    risk: riskClient(calls, told),
    dossiers: dossierClient(calls),
    patientEntries: patientEntryClient(calls),
    deliveries: deliveryClient(calls),
    checks: checkClient(calls),
    readiness: readinessClient(calls),
    gaps: gapClient(calls),
    reviews: reviewClient(calls),
    evidence: evidenceClient(calls),
    ownFrameworks: ownFrameworkClient(calls),
    controlTests: controlTestClient(calls),
    activity: {
      record: (event) => calls.call('record', { event }),
      head: () => calls.call('activityHead', undefined),
      entries: (from, to) => calls.call('activityEntries', { from, to }),
      checkpoints: () => calls.call('activityCheckpoints', undefined),
      addCheckpoint: (checkpoint) => calls.call('addActivityCheckpoint', { checkpoint }),
    },
    findings: {
      search: (runId, filter, offset, limit) =>
        calls.call('searchFindings', { runId, filter, offset, limit }),
      groups: (runId, filter, by) => calls.call('groupFindings', { runId, filter, by }),
      density: (runId, width) => calls.call('findingDensity', { runId, width }),
    },
    dataMap: {
      load: async (source) => {
        const document = await calls.call('dataMap', { source });
        return document === null ? null : (JSON.parse(document) as StoredMap);
      },
      save: (source, map) => calls.call('saveDataMap', { source, document: JSON.stringify(map) }),
    },
    drift: {
      load: (source) => calls.call('drift', { source }),
      save: (source, document) => calls.call('saveDrift', { source, document }),
    },
    schedule: {
      load: (planId) => calls.call('planMemory', { planId }),
      save: (planId, document) => calls.call('savePlanMemory', { planId, document }),
      lease: (holder, now, ms) => calls.call('leaseSchedule', { holder, now, ms }),
      release: (holder) => calls.call('releaseSchedule', { holder }),
    },
    jobHistory: {
      append: (job) => calls.call('appendJob', { job }),
      recent: () => calls.call('recentJobs', undefined),
    },
    file: {
      integrity: () => calls.call('integrity', undefined),
      startOver: async (log, decision, from) => {
        const kept = await calls.call('startOver', { log, decision, from });
        const { event } = told(RECORDED.startedOver(log, from?.size ?? null));
        if (event !== undefined) await calls.call('record', { event });
        return kept;
      },
    },
    signedRecords: (certificate) => calls.call('signedRecords', { certificate }),
    records: {
      add: (log, kind, document) =>
        calls.call('addRecord', { log, kind, document, ...told(RECORDED.kept(log, kind)) }),
      list: (log, kind) => calls.call('records', { log, kind }),
    },
    close: async () => {
      await calls.call('close', undefined).catch(() => undefined);
      wire.kill();
    },
  };
}
