import { z } from 'zod';

/** What a person can ask for. The last two are an option (Regulation (EU) 2016/679) and off by default. */
export const CASE_TYPES = [
  'access',
  'amendment',
  'restriction',
  'confidential-communications',
  'accounting',
  'complaint',
  'gdpr-erasure',
  'gdpr-portability',
] as const;
export const caseTypeSchema = z.enum(CASE_TYPES);
export type CaseType = z.infer<typeof caseTypeSchema>;

/** The rights whose record is given out item by item: such a request is decided by what became of its items, and by nothing else. */
export const ITEM_TYPES: readonly CaseType[] = ['access', 'gdpr-portability'];

/** Where a case stands. */
export const CASE_STATES = [
  'received',
  'identity-pending',
  'verified',
  'scoping',
  'collecting',
  'review',
  'approved',
  'partial',
  'denied',
  'prepared',
  'delivered',
  'delivery-failed',
  'closed',
  'withdrawn',
  'unverified-closed',
  'review-requested',
  'review-decided',
  'disagreement',
  'rebutted',
  'linked',
  'active',
  'terminated',
] as const;
export const caseStateSchema = z.enum(CASE_STATES);
export type CaseState = z.infer<typeof caseStateSchema>;

export const intakeChannelSchema = z.enum(['walk-in', 'mail', 'phone', 'portal', 'e-mail']);
export type IntakeChannel = z.infer<typeof intakeChannelSchema>;

/** Who asks. All but the first need a decision on their authority, except an anonymous complainant. */
export const requesterSchema = z.enum([
  'individual',
  'personal-representative',
  'parent-of-minor',
  'representative-of-deceased',
  'third-party-directive',
  'anonymous',
]);
export type Requester = z.infer<typeof requesterSchema>;

/** Why a request is recorded later than it was received. */
export const backDatingSchema = z.enum([
  'mail-room',
  'business-associate',
  'closed-day',
  'found-late',
  'system-down',
  'other',
]);

export const identityMethodSchema = z.enum([
  'demographic_match',
  'security_questions',
  'document_upload',
  'phone_verification',
  'email_verification',
  'in_person',
]);
export type IdentityMethod = z.infer<typeof identityMethodSchema>;

/** Why a case is at high risk of being somebody else's. */
export const riskReasonSchema = z.enum([
  'whole-record',
  'representative-or-third-party',
  'new-delivery-address',
  'sensitive-records',
  'minor',
  'deceased',
  'gdpr-erasure',
  'contact-changed',
]);
export type RiskReason = z.infer<typeof riskReasonSchema>;

/** What shows that somebody may act for the patient (45 CFR 164.502(g)). */
export const authorityDocumentSchema = z.enum([
  'health-care-power-of-attorney',
  'court-order',
  'guardianship',
  'parent-birth-record',
  'letters-of-administration',
  'executor',
  'signed-directive',
  'other',
]);

export const deliveryMannerSchema = z.enum([
  'portal',
  'encrypted-e-mail',
  'unencrypted-e-mail',
  'media',
  'mail',
  'in-person',
]);
export type DeliveryManner = z.infer<typeof deliveryMannerSchema>;

export const letterKindSchema = z.enum([
  'acknowledgement',
  'identity-request',
  'unverified-outcome',
  'extension',
  'fee-estimate',
  'approval',
  'partial',
  'denial',
  'review-outcome',
  'amendment-granted',
  'amendment-denied',
  'disagreement',
  'request-outcome',
  'accounting',
  'complaint-reply',
  'gdpr-refusal',
]);
export type LetterKind = z.infer<typeof letterKindSchema>;

/** Why more time is needed; the words themselves stay in the letter. */
export const extensionReasonSchema = z.enum([
  'records-elsewhere',
  'volume',
  'professional-review',
  'several-sites',
  'third-party-material',
  'other',
]);

export const flagSchema = z.enum(['job-failed', 'other-person', 'part-2', 'question', 'conflict']);
export type Flag = z.infer<typeof flagSchema>;

/** Whose contact details a request names. `alternative`: where confidential communications are asked for to go. */
export const contactOfSchema = z.enum(['patient', 'requester', 'third-party', 'alternative']);
export type ContactOf = z.infer<typeof contactOfSchema>;

export const contactPartSchema = z.enum(['address', 'phone', 'email']);
export type ContactPart = z.infer<typeof contactPartSchema>;

/** Why contact details were put right. */
export const contactReasonSchema = z.enum(['mistyped', 'changed', 'came-back', 'other']);
export type ContactReason = z.infer<typeof contactReasonSchema>;

/** What was done about a case that ran late. */
export const mitigationSchema = z.enum([
  'person-informed',
  'priority-raised',
  'partial-sent',
  'process-changed',
]);
export type Mitigation = z.infer<typeof mitigationSchema>;

export const dispositionSchema = z.enum([
  'substantiated',
  'partly-substantiated',
  'not-substantiated',
  'referred',
]);
export type Disposition = z.infer<typeof dispositionSchema>;

/** `legal`: a law says so. `internal`: a target of the entity's own, never to be called a legal deadline. */
export const deadlineKindSchema = z.enum(['legal', 'internal']);

export const escalationSchema = z.enum(['15', '7', '3', '1', 'overdue']);
export type Escalation = z.infer<typeof escalationSchema>;

/** `R-2026-0001`: says nothing about anybody. */
export const caseIdSchema = z.string().regex(/^R-\d{4}-\d{4,6}$/);

/** A day as ISO 8601 writes it, in the zone of the covered entity. */
export const civilDateSchema = z.iso.date();
