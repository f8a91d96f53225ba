import type { Handlers } from '../../src-shared/ipc/contract.ts';
import { accessHandlers } from './handlers/access.ts';
import { activityHandlers } from './handlers/activity.ts';
import { administratorHandlers } from './handlers/administrator.ts';
import { auditHandlers } from './handlers/audit.ts';
import { auditTriggersHandlers } from './handlers/audit-triggers.ts';
import { bundleHandlers } from './handlers/bundles.ts';
import { checksHandlers } from './handlers/checks.ts';
import { classificationHandlers } from './handlers/classification.ts';
import { clinicHandlers } from './handlers/clinic.ts';
import { driftHandlers } from './handlers/drift.ts';
import { entryHandlers } from './handlers/entries.ts';
import { fieldsHandlers } from './handlers/fields.ts';
import { colleaguesHandlers } from './handlers/colleagues.ts';
import { controlTestsHandlers } from './handlers/control-tests.ts';
import { frameworksHandlers } from './handlers/frameworks.ts';
import { reviewsHandlers } from './handlers/reviews.ts';
import { findingsHandlers } from './handlers/findings.ts';
import { gapsHandlers } from './handlers/gaps.ts';
import { guardHandlers } from './handlers/guard.ts';
import { jobsHandlers } from './handlers/jobs.ts';
import { keysHandlers } from './handlers/keys.ts';
import { recoveryHandlers } from './handlers/recovery.ts';
import { monitorHandlers } from './handlers/monitor.ts';
import { disposalHandlers } from './handlers/disposal.ts';
import { limitsHandlers } from './handlers/limits.ts';
import { rowsHandlers } from './handlers/rows.ts';
import { reportsHandlers } from './handlers/reports.ts';
import { readinessHandlers } from './handlers/readiness.ts';
import { dossierHandlers } from './handlers/dossiers.ts';
import { erasureHandlers } from './handlers/erasure.ts';
import { caseEvidenceHandlers } from './handlers/case-evidence.ts';
import { responseHandlers } from './handlers/responses.ts';
import { rightsHandlers } from './handlers/rights.ts';
import { scheduleHandlers } from './handlers/schedule.ts';
import { fhirHandlers } from './handlers/fhir.ts';
import { monitoringHandlers } from './handlers/monitoring.ts';
import { riskHandlers } from './handlers/risk.ts';
import { securityEventsHandlers } from './handlers/security-events.ts';
import { signingHandlers } from './handlers/signing.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { tablesHandlers } from './handlers/tables.ts';
import { tokenHandlers } from './handlers/token.ts';
import { witnessHandlers } from './handlers/witness.ts';
import type { HandlerParts } from './handlers/parts.ts';

/** Maps the contract to the services; no logic of its own. */
export function handlersFor(given: Omit<HandlerParts, 'changed'>): Handlers {
  const parts: HandlerParts = {
    ...given,
    changed: () => {
      given.push('status.changed', {});
    },
  };
  return {
    ...settingsHandlers(parts),
    ...clinicHandlers(parts),
    ...administratorHandlers(parts),
    ...guardHandlers(parts),
    ...driftHandlers(parts),
    ...limitsHandlers(parts),
    ...rowsHandlers(parts),
    ...auditTriggersHandlers(parts),
    ...monitoringHandlers(parts),
    ...fhirHandlers(parts),
    ...securityEventsHandlers(parts),
    ...riskHandlers(parts),
    ...disposalHandlers(parts),
    ...tokenHandlers(parts),
    ...auditHandlers(parts),
    ...entryHandlers(parts),
    ...bundleHandlers(parts),
    ...monitorHandlers(parts),
    ...tablesHandlers(parts),
    ...findingsHandlers(parts),
    ...witnessHandlers(parts),
    ...reportsHandlers(parts),
    ...readinessHandlers(parts),
    ...signingHandlers(parts),
    ...scheduleHandlers(parts),
    ...keysHandlers(parts),
    ...recoveryHandlers(parts),
    ...classificationHandlers(parts),
    ...accessHandlers(parts),
    ...checksHandlers(parts),
    ...gapsHandlers(parts),
    ...rightsHandlers(parts),
    ...fieldsHandlers(parts),
    ...dossierHandlers(parts),
    ...responseHandlers(parts),
    ...erasureHandlers(parts),
    ...caseEvidenceHandlers(parts),
    ...frameworksHandlers(parts),
    ...reviewsHandlers(parts),
    ...colleaguesHandlers(parts),
    ...controlTestsHandlers(parts),
    ...activityHandlers(parts),
    ...jobsHandlers(parts),
  };
}
