// What other rooms may use of the rights room.
export { isInForce, isOpenCase, openStepSchema, type RightsCase, type TakenStep } from './case.ts';
export { bindingOf, civilDateAt } from './clock.ts';
export { GROUNDS, type Ground, groundOf, groundsOf } from './grounds.ts';
export { type Periods, periodsSchema } from './periods.ts';
export { contactGuard, type ContactService, contactService } from './contact.ts';
export { closingLetter } from './rules-answer.ts';
export { rightsService } from './desk.ts';
export { type ErasureService, erasureService } from './erasure.ts';
export { type EvidenceService, evidenceService } from './evidence.ts';
export { saveEvidence } from './evidence-file.ts';
export { reminderWatch } from './reminders.ts';
export type { CaseWords, Reminder, RightsService } from './service.ts';
export type { Circumstances } from './rule.ts';
export type { Words } from './sealed-words.ts';
export { deliveryService, type DeliveryService } from './delivery/service.ts';
export { type LetterService, letterService } from './letter-pages.ts';
export { type RecipientService, recipientService } from './recipients.ts';
export { fhirMapSchema } from './response/fhir-map.ts';
export { releasedOf, type ReleaseSource } from './response/from-releases.ts';
export { responseService, type ResponseService } from './response/service.ts';
export { feeFor, type FeeGround, FLAT_CENTS, isFirstAccounting } from './fees.ts';
export { lintLetter, mustIssue } from './letter-linter.ts';
export {
  composeLetter,
  type LetterTexts,
  letterTextsSchema,
  requiredElements,
  writtenDate,
} from './letters.ts';
export { accountingService, type AccountingService } from './accounting/service.ts';
export { type DossierService, dossierService, type MapFile } from './dossier/service.ts';
export { type ReleasedItem, releases, type Releases } from './dossier/release.ts';
export { readMap } from './dossier/map-file.ts';
export { reviewGuard } from './review/guard.ts';
export type { ReviewService } from './review/review.ts';
export { reviewService } from './review/service.ts';
