import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { tamperTypeSchema } from '../audit/types.ts';
import { caseTypeSchema } from '../rights/words.ts';
import { OPTIONAL_PARTS } from './optional-parts.ts';
import {
  assessmentSchema,
  exceptionSchema,
  exclusionSchema,
  figureSchema,
  notTestedSchema,
  reportDay,
  reportedEvidenceSchema,
  reportedFrameworkSchema,
  reportedGapSchema,
  reportedSourceSchema,
  roadmapStepSchema,
  signedSchema,
  trendRowSchema,
} from './readiness-parts.ts';
import {
  integrityRunSchema,
  reportedCaseSchema,
  reportedCycleSchema,
  reportedKeySchema,
  riskSchema,
} from './readiness-rows.ts';

/** What such a report is called. Only a certified public accountant may issue a SOC 2 report. */
export const READINESS_NAME = 'Internal readiness review';

/** Kinds that report a review cycle. */
export const REVIEW_KINDS = ['soc2', 'hipaa-security', 'hipaa-privacy', 'fhir-r4', 'custom'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];
/** All kinds, in the order in which they are offered. */
export const READINESS_KINDS = [
  ...REVIEW_KINDS,
  'risk-analysis',
  'audit-integrity',
  'key-management',
  'patient-rights',
  'executive',
] as const;
export const readinessKindSchema = z.enum(READINESS_KINDS);
export type ReadinessKind = z.infer<typeof readinessKindSchema>;

/** What the kinds are called. */
export const KIND_TITLES: Readonly<Record<ReadinessKind, string>> = {
  soc2: 'SOC 2 criteria',
  'hipaa-security': 'HIPAA Security Rule',
  'hipaa-privacy': 'HIPAA Privacy Rule',
  'fhir-r4': 'FHIR R4',
  custom: 'Own framework',
  'risk-analysis': 'HIPAA risk analysis',
  'audit-integrity': 'Audit integrity',
  'key-management': 'Key management',
  'patient-rights': 'Patient rights',
  executive: 'Executive summary',
};

/** The framework that a kind is about; null where it can be any, or none. */
export const KIND_FRAMEWORK: Readonly<Record<ReadinessKind, string | null>> = {
  soc2: 'soc2-2017',
  'hipaa-security': 'hipaa-security',
  'hipaa-privacy': 'hipaa-privacy',
  'fhir-r4': 'fhir-r4',
  custom: null,
  'risk-analysis': 'hipaa-security',
  'audit-integrity': null,
  'key-management': null,
  'patient-rights': null,
  executive: null,
};

/** The kind of report on a framework. */
export const kindOfFramework = (framework: string): ReviewKind =>
  REVIEW_KINDS.find((kind) => KIND_FRAMEWORK[kind] === framework) ?? 'custom';

/** Of the frameworks of a review the one that a report on an own framework is about: the first of one's own. */
export const customOf = (frameworks: readonly string[]): string | null =>
  frameworks.find((id) => kindOfFramework(id) === 'custom') ?? null;

/** What every kind states. */
const common = {
  format: z.literal('attestry/readiness-report'),
  version: z.literal(1),
  name: z.literal(READINESS_NAME),
  title: text,
  reportId: opaqueId,
  createdAt: instant,
  application: z.strictObject({ name: z.literal('Attestry'), version: text }),
  /** Whose report it is. */
  entity: text,
  /** Days, both included. */
  period: z.strictObject({ from: reportDay, to: reportDay }),
  preparedBy: text,
  /** Whose certificate the PDF is meant to be signed with; null for a report without a signature. */
  signer: text.nullable(),
  summary: z.strictObject({
    statements: z.array(text).min(1).max(20),
    figures: z.array(figureSchema).max(60),
  }),
  scope: z.strictObject({
    statement: text,
    included: z.array(text).max(200),
    excluded: z.array(exclusionSchema).max(20_000),
  }),
  method: z.array(text).min(1).max(30),
  sources: z.array(reportedSourceSchema).max(5000),
  notTested: z.array(notTestedSchema).max(20_000),
  limits: z.array(text).min(1).max(30),
  /** Parts that it goes without; missing for a whole report. */
  leftOut: z.array(z.enum(OPTIONAL_PARTS)).min(1).max(OPTIONAL_PARTS.length).exactOptional(),
  signOffs: z.array(signedSchema).max(20_000),
  /** That there is no patient data in it, and what rows are called instead. */
  privacy: text,
} as const;

const reviewed = {
  ...common,
  cycle: reportedCycleSchema,
  frameworks: z.array(reportedFrameworkSchema).min(1).max(50),
  gaps: z.array(reportedGapSchema).max(5000),
  roadmap: z.array(roadmapStepSchema).max(5000),
  trend: z.array(trendRowSchema).max(5000),
  evidence: z.array(reportedEvidenceSchema).max(50_000),
} as const;

const reviewReport = z.strictObject({
  ...reviewed,
  kind: z.enum(REVIEW_KINDS),
  assessments: z.array(assessmentSchema).max(20_000),
  exceptions: z.array(exceptionSchema).max(20_000),
});

/** The nine elements that the Office for Civil Rights expects of a risk analysis, 45 CFR 164.308(a)(1)(ii)(A). */
const riskAnalysisReport = z.strictObject({
  ...reviewed,
  kind: z.literal('risk-analysis'),
  elements: z
    .array(z.strictObject({ number: count, title: text, statements: z.array(text).min(1).max(200) }))
    .length(9),
  risks: z.array(riskSchema).max(5000),
});

const integrityReport = z.strictObject({
  ...common,
  kind: z.literal('audit-integrity'),
  runs: z.array(integrityRunSchema).max(20_000),
  foundByType: z.partialRecord(tamperTypeSchema, count),
  /** The newest checkpoint over the log; null when there is none. */
  checkpoint: z
    .strictObject({ origin: text, size: count, root: sha256Hex, signedAt: instant, keyName: text })
    .nullable(),
});

const keyReport = z.strictObject({
  ...common,
  kind: z.literal('key-management'),
  /** One row a version. */
  keys: z.array(reportedKeySchema).max(20_000),
  uses: z
    .array(
      z.strictObject({
        keyId: opaqueId,
        name: text,
        version: count,
        operation: text,
        operations: count,
        lastAt: instant,
      }),
    )
    .max(20_000),
  destructions: z
    .array(
      z.strictObject({
        requestId: opaqueId,
        keyId: opaqueId,
        version: count,
        state: text,
        requestedAt: instant,
        requestedBy: text,
        approvals: count,
      }),
    )
    .max(5000),
});

const rightsReport = z.strictObject({
  ...common,
  kind: z.literal('patient-rights'),
  byRight: z
    .array(
      z.strictObject({
        right: caseTypeSchema,
        received: count,
        answered: count,
        open: count,
        late: count,
        extended: count,
        /** Middle one of the days to an answer; null where none was answered. */
        medianDays: z.number().nonnegative().nullable(),
      }),
    )
    .max(20),
  cases: z.array(reportedCaseSchema).max(50_000),
});

const executiveReport = z.strictObject({
  ...common,
  kind: z.literal('executive'),
  frameworks: z.array(reportedFrameworkSchema).max(50),
  posture: z
    .array(
      z.strictObject({
        framework: text,
        cycle: text,
        inScope: count,
        effective: count,
        exception: count,
        notEffective: count,
        notTested: count,
      }),
    )
    .max(50),
  gaps: z.array(reportedGapSchema).max(5000),
  trend: z.array(trendRowSchema).max(5000),
});

/** Everything that an internal readiness review states; PDF, HTML, CSV, JSON and OSCAL are renderings of it. */
export const readinessReportSchema = z.discriminatedUnion('kind', [
  reviewReport,
  riskAnalysisReport,
  integrityReport,
  keyReport,
  rightsReport,
  executiveReport,
]);
/** A value whose members cannot be set. */
export type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type ReadinessReport = Frozen<z.infer<typeof readinessReportSchema>>;
export type ReviewReport = Frozen<z.infer<typeof reviewReport>>;
export type RiskAnalysisReport = Frozen<z.infer<typeof riskAnalysisReport>>;
export type IntegrityReview = Frozen<z.infer<typeof integrityReport>>;
export type KeyReview = Frozen<z.infer<typeof keyReport>>;
export type RightsReview = Frozen<z.infer<typeof rightsReport>>;
export type ExecutiveReport = Frozen<z.infer<typeof executiveReport>>;
/** What every kind states, without what it is about. */
export type ReportFrame = Omit<KeyReview, 'kind' | 'keys' | 'uses' | 'destructions'>;
