import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { clockSchema } from './deadlines.ts';
import { candidateSchema, noteSchema, personSchema, requestWordsSchema } from './people.ts';
import { countedSchema } from './policy.ts';
import { knownStateSchema, rightsSettingsSchema } from './settings.ts';
import { erasedSchema, openingSchema, scopeSchema, type Step, stepSchema } from './steps.ts';
import {
  caseIdSchema,
  caseStateSchema,
  caseTypeSchema,
  civilDateSchema,
  deadlineKindSchema,
  deliveryMannerSchema,
  dispositionSchema,
  escalationSchema,
  flagSchema,
  identityMethodSchema,
  letterKindSchema,
  mitigationSchema,
  riskReasonSchema,
} from './words.ts';

const code = z.string().max(60);
const staff = z.string().max(300);

/** Steps that only the main process takes: what they say comes from jobs and deliveries, not from the window or its user. */
export const OWN_STEPS = [
  'correct-contact',
  'link-patient',
  'report-source',
  'finish-collection',
  'fail-job',
  'mark-overdue',
  'escalate',
  'start-erasure',
  'record-erasure',
  'prepare',
  'deliver',
] as const satisfies readonly Step['step'][];

/** A step as the window may ask for it. */
export const officerStepSchema = stepSchema.refine(
  ({ step }) => !OWN_STEPS.some((own) => own === step),
  'the program takes this step itself',
);

/** A case in one row; nothing in it names anybody. */
export const caseRowSchema = z.strictObject({
  caseId: caseIdSchema,
  type: caseTypeSchema,
  state: caseStateSchema,
  requester: openingSchema.shape.requester,
  channel: openingSchema.shape.channel,
  receivedOn: civilDateSchema,
  open: z.boolean(),
  due: civilDateSchema,
  dueKind: deadlineKindSchema,
  workingTarget: civilDateSchema,
  daysLeft: z.number().int().nullable(),
  stoppedOn: civilDateSchema.nullable(),
  late: z.boolean(),
  escalation: escalationSchema.nullable(),
  extended: z.boolean(),
  flags: z.array(flagSchema).max(10),
  duplicates: count,
  inForce: z.boolean(),
});
export type CaseRow = z.infer<typeof caseRowSchema>;

/** What narrows the list; null narrows nothing. */
export const caseFilterSchema = z.strictObject({
  open: z.boolean().nullable(),
  type: caseTypeSchema.nullable(),
  state: caseStateSchema.nullable(),
  /** Part of the case's id. */
  id: z.string().trim().max(20),
});
export type CaseFilter = z.infer<typeof caseFilterSchema>;

/** The identity check as it stands. */
export const identitySchema = z.strictObject({
  score: count,
  threshold: count,
  passed: z.boolean(),
  risk: z.array(riskReasonSchema).max(8),
  counted: z.array(countedSchema).max(200),
  missing: z.array(text).max(20),
  locked: z.array(identityMethodSchema).max(6),
});

/** Everything of a case that names nobody. */
export const caseViewSchema = z.strictObject({
  row: caseRowSchema,
  clock: clockSchema,
  opening: openingSchema,
  identity: identitySchema,
  verifiedOn: civilDateSchema.nullable(),
  authority: z
    .strictObject({
      accepted: z.boolean(),
      document: code,
      expiresOn: civilDateSchema.nullable(),
      by: staff,
      on: civilDateSchema,
      refusal: code.nullable(),
    })
    .nullable(),
  patient: z.strictObject({ basis: code, score: count }).nullable(),
  scope: scopeSchema.nullable(),
  sources: z
    .array(z.strictObject({ source: code, outcome: z.enum(['waiting', 'rows', 'none', 'failed']) }))
    .max(500),
  manifest: z.string().nullable(),
  decision: z
    .strictObject({
      outcome: z.enum(['approved', 'partial', 'denied']),
      grounds: z.array(code).max(20),
      by: staff,
      on: civilDateSchema,
      signOff: opaqueId.nullable(),
    })
    .nullable(),
  /** Of an approved erasure, once it was begun. */
  erasure: z
    .strictObject({
      pending: z.array(opaqueId).max(101),
      done: z.array(erasedSchema).max(1000),
      elsewhere: opaqueId.nullable(),
    })
    .nullable(),
  disposition: dispositionSchema.nullable(),
  package: z.string().nullable(),
  letters: z
    .array(z.strictObject({ kind: letterKindSchema, sentOn: civilDateSchema, manner: deliveryMannerSchema }))
    .max(1000),
  /** The letter that must have been sent before it can be closed. */
  closingLetter: letterKindSchema.nullable(),
  suspended: z.strictObject({ statement: code, until: civilDateSchema, rows: count }).nullable(),
  review: z
    .strictObject({ reviewer: staff, outcome: z.enum(['upheld', 'access-granted']).nullable() })
    .nullable(),
  duplicates: z.array(caseIdSchema).max(1000),
  overdueOn: civilDateSchema.nullable(),
  mitigations: z.array(mitigationSchema).max(1000),
  retainUntil: civilDateSchema.nullable(),
  /** How many steps were taken: to be given back with the next one, so that none is taken on an old picture. */
  steps: count,
  history: z
    .array(
      z.strictObject({
        number: count,
        at: instant,
        on: civilDateSchema,
        by: staff,
        step: z.string().max(40),
        /** Plain words without anybody's name. */
        detail: text,
        words: z.boolean(),
      }),
    )
    .max(10_000),
  /** The steps that this state knows, each with what is missing for it. */
  offered: z.array(z.strictObject({ step: code, missing: z.array(text).max(20) })).max(100),
});
export type CaseView = z.infer<typeof caseViewSchema>;

const caseIs = z.strictObject({ caseId: caseIdSchema });

/** Channels of the patients' requests. */
export const rightsContract = {
  /** Query. Open cases first by the day they are due, the overdue on top. */
  'rights.list': {
    input: z.strictObject({
      filter: caseFilterSchema,
      offset: count,
      limit: z.number().int().min(1).max(500),
    }),
    output: z.strictObject({ total: count, today: civilDateSchema, rows: z.array(caseRowSchema).max(500) }),
  },
  'rights.get': { input: caseIs, output: caseViewSchema },
  /** Query. What names people; somebody must be signed in. */
  'rights.words': {
    input: caseIs,
    output: z.strictObject({
      request: requestWordsSchema,
      /** The patient in the clinic's database, once linked. */
      patientId: z.string().max(200).nullable(),
      notes: z.array(z.strictObject({ number: count, note: noteSchema })).max(10_000),
    }),
  },
  /** Command: asks for the scan of a request; null when nothing was chosen. */
  'rights.choose-scan': {
    input: nothing,
    output: z.strictObject({ file: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** Command; somebody must be signed in. Cases that may be the same are linked at once, each with its own clock. */
  'rights.open': {
    input: z.strictObject({ opening: openingSchema, words: requestWordsSchema, scan: opaqueId.nullable() }),
    output: z.strictObject({ caseId: caseIdSchema, duplicates: z.array(caseIdSchema).max(1000) }),
  },
  /** Command: one step. Refused with the reasons, as `rights-refused`, or `rights-changed` on an old picture. */
  'rights.step': {
    input: z.strictObject({ caseId: caseIdSchema, steps: count, step: officerStepSchema, note: noteSchema }),
    output: z.strictObject({ steps: count, state: caseStateSchema }),
  },
  /** Command: attaches a file, sealed. Null when nothing was chosen. */
  'rights.attach': {
    input: z.strictObject({
      caseId: caseIdSchema,
      kind: z.enum(['request', 'receipt', 'identity', 'authority', 'proof', 'other']),
    }),
    output: z.strictObject({ object: opaqueId.nullable(), sha256: sha256Hex.nullable() }),
  },
  /** Query in the clinic's database, read only. Recorded without what was searched for. */
  'rights.match': {
    input: z.strictObject({ caseId: caseIdSchema, person: personSchema }),
    output: z.strictObject({ candidates: z.array(candidateSchema).max(50) }),
  },
  /** Command: this is the patient. */
  'rights.link': {
    input: z.strictObject({
      caseId: caseIdSchema,
      steps: count,
      patientId: z.string().min(1).max(200),
      basis: candidateSchema.shape.basis,
      score: candidateSchema.shape.score,
    }),
    output: z.strictObject({ duplicates: z.array(caseIdSchema).max(1000) }),
  },
  'rights.settings': {
    input: nothing,
    output: z.strictObject({
      settings: rightsSettingsSchema,
      zone: z.string().max(60),
      lettersAllowed: z.boolean(),
      /** States whose stricter periods are known. */
      states: z.array(knownStateSchema).max(60),
    }),
  },
  'rights.set-settings': { input: z.strictObject({ settings: rightsSettingsSchema }), output: nothing },
} as const;
