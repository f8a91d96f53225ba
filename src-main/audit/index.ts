// What other rooms may use of the audit room.
export { type ActivityDraft, type ActivityLog, activityLog } from './activity.ts';
export { activityFrom, nextActivity } from './activity-entry.ts';
export type { SignerTrust } from './activity-verify.ts';
export type { Block } from './block.ts';
export { checkCheckpoint, type CheckpointBody, parseCheckpoint, type SignatureCheck } from './checkpoint.ts';
export { everyCheckpoint } from './checkpoints.ts';
export { acknowledgements, type Acknowledgements } from './acknowledge.ts';
export { type Cycle, runCycle, withoutLog } from './cycle.ts';
export { ENTRY_COLUMNS, EntryFormatError, bodyOf, headerFrom, headerOf, leafOf } from './entry.ts';
export { entryViewer, type ViewEntry } from './entry-view.ts';
export {
  auditEvents,
  FHIR_FORMATS,
  type FhirChoice,
  type FhirFormat,
  type FhirTally,
} from './exports/audit-events.ts';
export { FINDINGS_FORMATS, findingsFile, type FindingsFormat } from './exports/findings.ts';
export type { FindingSearch } from './finding-search.ts';
export { timeline } from './timeline.ts';
export { levelInfos } from './levels.ts';
export { type Kernel, openKernel } from './kernel.ts';
export { KERNEL_BYTES } from './kernel-tree.ts';
export { KernelWalk, suitsKernel } from './kernel-walk.ts';
export { type Monitor, monitor, type Timer } from './monitor.ts';
export {
  type AcknowledgementStore,
  loadState,
  type MonitorState,
  type MonitorStore,
  saveState,
  withKnown,
} from './monitor-state.ts';
export { certificateNoteKey, readNoteKey, type NoteKey } from './note-key.ts';
export { checkProof } from './proof-check.ts';
export { KEY_FORMATS, type KeyFormat, proofs, type Proofs, type ProofText } from './proofs.ts';
export { type Collected, type RangeReport, type RangeTask, type Walk, WINDOW } from './range.ts';
export { type RecordKind, recordsOf, type RecordStore } from './records.ts';
export { retention, type Retention } from './retention.ts';
export { colleagues, type Colleagues, type Imported } from './colleagues.ts';
export {
  ownWitness,
  rebuildsOf,
  rebuiltWords,
  type OwnWitness,
  type Rebuilt,
  type WitnessFile,
} from './own-copy.ts';
export { RangeWalk } from './range-walk.ts';
export { type Place, runsOfLog, standingRun } from './standing-run.ts';
export { pinnedLog } from './pinned-log.ts';
export { auditService, type AuditService, type RunStore, type SealOutcome, type Work } from './service.ts';
export { begunBehind, startingPoints, type StartingPoints, type WitnessBeginning } from './starting-point.ts';
export { rootNow, TileMissingError } from './tiles.ts';
export { verify, type Verification } from './verify.ts';
export { extendWitness, originOf, signWitnessed, type Witnessed } from './witness.ts';
export type {
  KeptRow,
  MappingReport,
  RowBatch,
  TableCatalogue,
  TableList,
  TableReader,
  TableSnapshot,
  TableState,
  TableWitness,
  TableWitnessWriter,
} from './tables/ports.ts';
export { HEADER_BYTES, isIntegerType, isReadableKey, isTimeType, rankOf } from './tables/row.ts';
export { type SignableLog, waitingCheckpoints, type WaitingCheckpoints } from './waiting-checkpoints.ts';
export type { TablesService, Watched } from './tables/contract.ts';
export { tablesService } from './tables/service.ts';
export { newState } from './tables/settle.ts';
export { standingOf } from './tables/standing.ts';
