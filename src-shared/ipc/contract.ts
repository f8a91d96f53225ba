import { z } from 'zod';
import { activityContract } from '../audit/activity.ts';
import { auditContract } from '../audit/contract.ts';
import { entriesContract } from '../audit/entries.ts';
import { exportsContract } from '../audit/exports.ts';
import { findingSearchContract } from '../audit/finding-search.ts';
import { timelineContract } from '../audit/timeline.ts';
import { monitorContract } from '../audit/monitor.ts';
import { waitingCheckpointsContract } from '../audit/waiting-checkpoints.ts';
import { tablesContract } from '../audit/tables.ts';
import { retentionContract } from '../audit/retention.ts';
import { witnessContract } from '../audit/witness.ts';
import { nothing, opaqueId } from '../base/schemas.ts';
import { administratorContract } from '../clinic/administrator.ts';
import { auditTriggersContract } from '../clinic/audit-triggers.ts';
import { driftContract } from '../clinic/drift.ts';
import { guardContract } from '../clinic/guard.ts';
import { clinicContract } from '../clinic/contract.ts';
import { colleaguesContract } from '../controls/colleagues.ts';
import { evidenceContract } from '../controls/evidence.ts';
import { controlTestsContract } from '../controls/tests.ts';
import { frameworksContract } from '../controls/frameworks.ts';
import { reviewsContract } from '../controls/reviews.ts';
import { samplesContract } from '../controls/samples.ts';
import { fhirContract } from '../fhir/contract.ts';
import { monitoringContract } from '../clinic/monitoring.ts';
import { securityEventsContract } from '../clinic/security-events.ts';
import { checksContract } from '../controls/checks.ts';
import { gapsContract } from '../controls/gaps.ts';
import { disposalContract } from '../phi/disposal.ts';
import { limitsContract } from '../clinic/limits.ts';
import { rowsContract } from '../phi/rows.ts';
import { keysContract } from '../keys/contract.ts';
import { recoveryContract } from '../keys/recovery.ts';
import { jobsContract } from '../jobs/contract.ts';
import { accessContract } from '../phi/access.ts';
import { classificationContract } from '../phi/classification.ts';
import { fieldsContract } from '../phi/fields.ts';
import { reportsContract } from '../reports/contract.ts';
import { bundleContract } from '../review/contract.ts';
import { readinessContract } from '../reports/readiness-list.ts';
import { accountingContract } from '../rights/accounting.ts';
import { erasureContract } from '../rights/erasure.ts';
import { contactContract } from '../rights/contact.ts';
import { rightsContract } from '../rights/contract.ts';
import { dossierContract } from '../rights/dossier.ts';
import { reviewContract } from '../rights/review.ts';
import { deliveryContract } from '../rights/delivery.ts';
import { riskContract } from '../risk/contract.ts';
import { caseEvidenceContract } from '../rights/case-evidence.ts';
import { scheduleContract } from '../jobs/schedule.ts';
import { signingContract } from '../signing/contract.ts';
import { settingsContract } from '../settings/contract.ts';
import { tokenContract } from '../token/contract.ts';
import type { Channel, EventName } from './channels.ts';
import type { Result } from './result.ts';

/** One call: what goes in and what comes out, both checked in the main process. */
export type Call = { readonly input: z.ZodType; readonly output: z.ZodType };

/** The one contract between window and main process. */
export const contract = {
  ...settingsContract,
  ...clinicContract,
  ...administratorContract,
  ...guardContract,
  ...driftContract,
  ...limitsContract,
  ...rowsContract,
  ...auditTriggersContract,
  ...monitoringContract,
  ...fhirContract,
  ...securityEventsContract,
  ...riskContract,
  ...disposalContract,
  ...checksContract,
  ...gapsContract,
  ...tokenContract,
  ...auditContract,
  ...entriesContract,
  ...exportsContract,
  ...bundleContract,
  ...monitorContract,
  ...waitingCheckpointsContract,
  ...findingSearchContract,
  ...timelineContract,
  ...retentionContract,
  ...witnessContract,
  ...scheduleContract,
  ...tablesContract,
  ...reportsContract,
  ...readinessContract,
  ...signingContract,
  ...keysContract,
  ...recoveryContract,
  ...classificationContract,
  ...accessContract,
  ...rightsContract,
  ...contactContract,
  ...erasureContract,
  ...fieldsContract,
  ...dossierContract,
  ...reviewContract,
  ...accountingContract,
  ...deliveryContract,
  ...evidenceContract,
  ...colleaguesContract,
  ...frameworksContract,
  ...reviewsContract,
  ...samplesContract,
  ...caseEvidenceContract,
  ...controlTestsContract,
  ...activityContract,
  ...jobsContract,
} as const satisfies Record<Channel, Call>;

export type Contract = typeof contract;
export type Input<C extends Channel> = z.infer<Contract[C]['input']>;
export type Output<C extends Channel> = z.infer<Contract[C]['output']>;

/** What each event carries: ids only, the window refetches what they name. */
export const eventSchemas = {
  'status.changed': nothing,
  'job.changed': z.strictObject({ jobId: opaqueId }),
  'runs.changed': nothing,
  'reports.changed': nothing,
  'administrator.changed': nothing,
  'guard.changed': nothing,
  'drift.changed': nothing,
  'limits.changed': nothing,
  'rows.changed': nothing,
  'audit-triggers.changed': nothing,
  'security-events.changed': nothing,
  'risk.changed': nothing,
  'disposal.changed': nothing,
  'monitor.changed': nothing,
  'witness.changed': nothing,
  'keys.changed': nothing,
  'data-map.changed': nothing,
  'checks.changed': nothing,
  'access-matrix.changed': nothing,
  'gaps.changed': nothing,
  'rights.changed': nothing,
  'control-tests.changed': nothing,
  'fields.changed': nothing,
  'reviews.changed': nothing,
  'schedule.changed': nothing,
  'tables.changed': nothing,
  /** A menu item or shortcut that the window carries out. */
  'app.command': z.strictObject({
    command: z.enum(['palette', 'shortcuts', 'overview', 'integrity', 'reports']),
  }),
} as const satisfies Record<EventName, z.ZodType>;
export type EventPayload<E extends EventName> = z.infer<(typeof eventSchemas)[E]>;

/** What the preload exposes as `window.attestry`: exactly these two members. */
export interface Bridge {
  invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Result<Output<C>>>;
  /** Returns its own unsubscribe. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** One handler per channel; a missing or extra one does not compile. */
export type Handlers = { readonly [C in Channel]: (input: Input<C>) => Promise<Output<C>> | Output<C> };
