export {
  asReviewed,
  type Catalogue,
  effectiveOn,
  nodeOf,
  readCatalogue,
  requirementsOf,
  withEditions,
} from './catalogue.ts';
export { type Checklists, checklistsSchema } from './checks/checklist.ts';
export { everyCheck } from './checks/every.ts';
export { checks, type Checks } from './checks/service.ts';
export { type Gaps, gapService } from './gaps/service.ts';
export { readFramework, type ReadFramework, readsFrameworks } from './framework-file.ts';
export { compareVersions, type Edition, editionOf } from './own/edition.ts';
export { namingRefusals, standingRefusals } from './own/refusals.ts';
export { ownFrameworks, type OwnFrameworks } from './own/service.ts';
export { testsInUse } from './own/support.ts';
export { FRAMEWORK_TEMPLATE } from './own/template.ts';
export { ALL_TESTS } from './tests/all.ts';
export { dailyTests } from './tests/daily.ts';
export { type ControlsMaps, controlsMaps } from './tests/maps.ts';
export { testRecords } from './tests/records.ts';
export { type ControlTests, controlTests } from './tests/service.ts';
export { type Looked, type NewestReview } from './coverage.ts';
export { frameworksService } from './frameworks.ts';
export { type Carried, carried, type Conclusion, mappingsOf } from './mappings.ts';
export { APPROVE as APPROVE_CONTROLS, LOCK as LOCK_CYCLE } from './review/approvals.ts';
export { certificateLook, colleagues, type Colleagues } from './review/colleagues.ts';
export { type EvidenceLibrary, evidenceLibrary } from './review/evidence-library.ts';
export {
  type ControlRecord,
  controlRecordSchema,
  type CycleRecord,
  cycleRecordSchema,
  type EvidenceCheck,
  evidenceCheckSchema,
  type EvidenceRecord,
  evidenceRecordSchema,
  type ReviewChange,
  type SampleRecord,
  sampleRecordSchema,
} from './review/records.ts';
export type { ReviewParts, SignedIn } from './review/review-parts.ts';
export { newestReviews } from './review/newest.ts';
export { controlReviews } from './review/reviews.ts';
export { type Samples, samplesService } from './review/samples.ts';
export type { ControlReviews, CycleBoard, CycleVerification, Meant } from './review/service.ts';
export { signOffChecks } from './review/sign-off-checks.ts';
