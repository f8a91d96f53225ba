import { z } from 'zod';
import { count, opaqueId, sha256Hex } from '../base/schemas.ts';
import {
  authorityDocumentSchema,
  backDatingSchema,
  caseIdSchema,
  caseTypeSchema,
  civilDateSchema,
  contactOfSchema,
  contactPartSchema,
  contactReasonSchema,
  deliveryMannerSchema,
  dispositionSchema,
  extensionReasonSchema,
  flagSchema,
  identityMethodSchema,
  intakeChannelSchema,
  letterKindSchema,
  mitigationSchema,
  requesterSchema,
  escalationSchema,
} from './words.ts';

// Nothing here can hold what names a patient: codes, dates, counts, hashes and ids of ours. Words go into the sealed part.

/** A member of staff: subject of a certificate, or an account; never a patient. */
const staff = z.string().trim().min(1).max(300);
/** Code of a ground, a source or an exclusion. */
const code = z.string().regex(/^[A-Za-z][A-Za-z0-9.()-]{0,39}$/);
const cents = count.max(100_000_000);

/** A letter that left the house. */
const sentLetter = z.strictObject({
  kind: letterKindSchema,
  sha256: sha256Hex,
  sentOn: civilDateSchema,
  manner: deliveryMannerSchema,
  /** Id of the proof of dispatch. */
  proof: opaqueId,
});
export type SentLetter = z.infer<typeof sentLetter>;

/** What the risk of a case is computed from. */
export const riskFactsSchema = z.strictObject({
  wholeRecord: z.boolean(),
  newDeliveryAddress: z.boolean(),
  /** 42 CFR Part 2, mental health, HIV or reproductive care. */
  sensitive: z.boolean(),
  minor: z.boolean(),
  deceased: z.boolean(),
  contactChangedOn: civilDateSchema.nullable(),
});
export type RiskFacts = z.infer<typeof riskFactsSchema>;

/** What was asked for, in the form and manner asked for. */
export const scopeSchema = z.strictObject({
  wholeRecord: z.boolean(),
  inspect: z.boolean(),
  /** Kinds of record, as the dossier map names them; empty for all. */
  categories: z.array(code).max(100),
  from: civilDateSchema.nullable(),
  until: civilDateSchema.nullable(),
  form: z.enum(['paper', 'pdf', 'fhir-json', 'fhir-xml', 'view']),
  manner: deliveryMannerSchema,
  /** The person agreed in advance to a summary and its fee (164.524(c)(2)(iii)). */
  summaryAgreed: z.boolean(),
  /** Whether an alternative address is on file (164.522(b)); if it is, it was applied. */
  confidentialAddress: z.enum(['none-on-file', 'applied']),
  /** What it will cost, told in advance; null: free. */
  fee: z.strictObject({ cents, letter: sentLetter }).nullable(),
});
export type Scope = z.infer<typeof scopeSchema>;

/** What a deletion for a request came to: rows, and why others stay. */
export const erasedSchema = z.strictObject({
  disposal: opaqueId,
  /** The signed certificate. */
  signOff: opaqueId,
  deleted: count,
  /** By a legal hold. */
  held: count,
  /** Other rows point at them. */
  referenced: count,
  /** A rule of retention asks to keep them still. */
  retained: count,
  /** Whether reading again found none of what was deleted. */
  verified: z.boolean(),
});
export type Erased = z.infer<typeof erasedSchema>;

const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.strictObject({ step: z.literal(name), ...shape });

/** The steps that an officer, or a job, takes on an open case. */
export const stepSchema = z.discriminatedUnion('step', [
  // Anywhere
  step('add-note', {}),
  step('attach', {
    kind: z.enum(['request', 'receipt', 'identity', 'authority', 'proof', 'other']),
    object: opaqueId,
    sha256: sha256Hex,
  }),
  step('link-duplicate', { other: caseIdSchema }),
  step('send-letter', { letter: sentLetter }),
  step('extend', {
    newDate: civilDateSchema,
    reasons: z.array(extensionReasonSchema).max(6),
    letter: sentLetter,
  }),
  step('pause-clock', { askedOn: civilDateSchema }),
  step('resume-clock', { answeredOn: civilDateSchema }),
  step('escalate', { level: escalationSchema }),
  step('mark-overdue', {}),
  step('mitigate', { what: mitigationSchema }),
  step('raise-flag', { flag: flagSchema }),
  step('resolve-flag', { flag: flagSchema }),
  step('withdraw', { document: opaqueId }),
  // Which details, never what stands in them: that is sealed.
  step('correct-contact', {
    of: contactOfSchema,
    parts: z.array(contactPartSchema).min(1).max(3),
    /** `from-record`: by the program, before the record itself is erased. */
    reason: z.enum([...contactReasonSchema.options, 'from-record']),
  }),
  // Who asks
  step('ask-identity', { methods: z.array(identityMethodSchema).min(1).max(6) }),
  step('add-evidence', {
    method: identityMethodSchema,
    outcome: z.enum(['passed', 'failed']),
    tries: z.number().int().min(1).max(20),
    evidence: opaqueId,
    checkedOn: civilDateSchema,
    /** Since when the telephone number or address is on file; null for methods without one. */
    onFileSince: civilDateSchema.nullable(),
  }),
  step('decide-authority', {
    accepted: z.boolean(),
    document: authorityDocumentSchema,
    evidence: opaqueId,
    expiresOn: civilDateSchema.nullable(),
    scope: z.array(caseTypeSchema).max(8),
    /** Why the status is refused (164.502(g)(5)); null when it is accepted. */
    refusal: z.enum(['endangerment', 'expired', 'out-of-scope', 'not-shown']).nullable(),
  }),
  step('link-patient', {
    basis: z.enum(['record-number', 'exact', 'similar']),
    /** 0 to 100. */
    score: z.number().int().min(0).max(100),
    /** Keyed hash of the patient's id, see docs/rights.md. */
    index: sha256Hex,
  }),
  step('assess-risk', { risk: riskFactsSchema }),
  step('verify', {}),
  step('close-unverified', {
    letter: sentLetter,
    alternativeOffered: z.boolean(),
    supervisor: staff,
    retainUntil: civilDateSchema,
  }),
  // What is asked for
  step('fix-scope', { scope: scopeSchema }),
  step('start-collection', { sources: z.array(code).max(500) }),
  step('report-source', { source: code, outcome: z.enum(['rows', 'none', 'failed']), rows: count }),
  step('finish-collection', {
    manifest: sha256Hex,
    excluded: z.array(z.strictObject({ code, items: count })).max(500),
  }),
  step('start-review', {}),
  step('fail-job', {}),
  // The decision
  step('sign-licensed', {
    grounds: z.array(code).min(1).max(20),
    licensed: z.boolean(),
    signOff: opaqueId.nullable(),
  }),
  step('decide', {
    outcome: z.enum(['approved', 'partial', 'denied']),
    grounds: z.array(code).max(20),
    signOff: opaqueId.nullable(),
  }),
  step('note-paid-in-full', { evidence: opaqueId }),
  step('record-amendment', { records: count, sha256: sha256Hex, notified: count }),
  step('dispose', {
    disposition: dispositionSchema,
    subject: staff.nullable(),
    breachAssessment: z.boolean(),
    /** Left out in cases that were decided before it was signed. */
    signOff: opaqueId.nullish(),
  }),
  step('suspend-rows', {
    statement: z.enum(['written', 'oral']),
    document: opaqueId,
    until: civilDateSchema,
    rows: count,
  }),
  step('reissue-rows', { letter: sentLetter }),
  // The answer
  step('prepare', { package: sha256Hex }),
  step('deliver', {
    manner: deliveryMannerSchema,
    recipient: z.enum(['requester', 'representative', 'directed-third-party']),
    /** The person was warned that it can be read on the way and still prefers it. */
    warned: z.boolean(),
    package: sha256Hex,
    proof: opaqueId,
    deliveredOn: civilDateSchema,
  }),
  step('fail-delivery', { why: z.enum(['bounced', 'returned', 'expired', 'refused', 'damaged']) }),
  step('close', { retainUntil: civilDateSchema }),
  // The erasure of what was approved: which deletions were begun, and what each came to
  step('start-erasure', { disposals: z.array(opaqueId).min(1).max(101) }),
  step('record-erasure', erasedSchema.shape),
  step('note-erasure', { document: opaqueId }),
  // What may follow
  step('request-review', { reviewer: staff, licensed: z.boolean(), document: opaqueId }),
  step('decide-review', { outcome: z.enum(['upheld', 'access-granted']), signOff: opaqueId.nullable() }),
  step('file-disagreement', { sha256: sha256Hex }),
  step('rebut', { sha256: sha256Hex, copySent: z.boolean() }),
  step('link-statements', { records: count, sha256: sha256Hex }),
  step('activate', {}),
  step('terminate', { how: z.enum(['written', 'oral-documented', 'informed']), document: opaqueId }),
]);
export type Step = z.infer<typeof stepSchema>;
export type StepName = Step['step'];
/** The step of one name. */
export type StepOf<N extends StepName> = Extract<Step, { readonly step: N }>;

/** How a case came in. What names people goes into the sealed part. */
export const openingSchema = z.strictObject({
  type: caseTypeSchema,
  receivedOn: civilDateSchema,
  channel: intakeChannelSchema,
  requester: requesterSchema,
  /** Received by a business associate: that counts as received. */
  byBusinessAssociate: z.boolean(),
  /** Why it is recorded on a later day than it was received; null on the same day. */
  backDating: backDatingSchema.nullable(),
  /** Of an access request: whether the person wants to look at the record instead of having a copy. */
  inspect: z.boolean(),
  /** Of an access request: whether the record is kept electronically. */
  electronic: z.boolean(),
  risk: riskFactsSchema,
});
export type Opening = z.infer<typeof openingSchema>;
