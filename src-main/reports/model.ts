import { z } from 'zod';
import { type Acknowledgement, acknowledgementSchema } from '../../src-shared/audit/monitor.ts';
import {
  checkpointSchema,
  entryHeaderSchema,
  evidenceSchema,
  findingSchema,
  type EntryHeader,
  type Finding,
  levelSchema,
  sourceSchema,
  stepSchema,
  tamperTypeSchema,
  verdictSchema,
  type VerificationRun,
} from '../../src-shared/audit/types.ts';
import { count, instant, opaqueId, text } from '../../src-shared/base/schemas.ts';
import { type KeyTrust } from '../signing/index.ts';
import { HOW_TO_CHECK, verdictInWords } from './wording.ts';

/** What a report shows of an entry: ids, time, actor, event and action. A resource id can be a patient's, so it stays out. */
const reportedHeaderSchema = entryHeaderSchema.pick({
  entryId: true,
  occurredAt: true,
  actor: true,
  eventType: true,
  action: true,
});
type ReportedHeader = z.infer<typeof reportedHeaderSchema>;

const reportedFindingSchema = findingSchema.extend({
  evidence: evidenceSchema.extend({
    before: reportedHeaderSchema.nullable(),
    now: reportedHeaderSchema.nullable(),
  }),
});
export type ReportedFinding = z.infer<typeof reportedFindingSchema>;

/** Everything that an audit integrity report states; the PDF and the JSON are two renderings of it. */
export const integrityReportSchema = z.strictObject({
  format: z.literal('attestry/audit-integrity-report'),
  version: z.literal(1),
  title: z.literal('Audit integrity report'),
  reportId: opaqueId,
  runId: opaqueId,
  createdAt: instant,
  application: z.strictObject({ name: z.literal('Attestry'), version: text }),
  /** Which log of which database the report is about. */
  scope: sourceSchema.extend({ logTable: text }),
  /** occurred_at of the first and the last entry that was checked; null when the log was empty. */
  period: z.strictObject({ first: instant, last: instant }).nullable(),
  level: levelSchema,
  verdict: verdictSchema,
  /** The verdict as a sentence. */
  statement: text,
  /** Why it could not tell, or null. */
  reason: text.nullable(),
  startedAt: instant,
  elapsedMs: z.number().nonnegative(),
  entries: count,
  pending: count,
  found: count,
  foundByType: z.partialRecord(tamperTypeSchema, count),
  steps: z.array(stepSchema),
  checkpoint: checkpointSchema.nullable(),
  /** Who holds the key that signed the checkpoint, and whether this clinic trusts who certified it; null when not known. */
  checkpointKey: z
    .strictObject({
      holder: text,
      issuer: text,
      trusted: z.enum(['trusted', 'untrusted', 'no-anchor']),
      validThen: z.boolean(),
    })
    .nullable(),
  runBy: text,
  /** Whose certificate the PDF is meant to be signed with; null for a report without a signature. */
  signer: text.nullable(),
  howToCheck: z.array(z.strictObject({ tool: text, what: text, commands: z.array(text) })),
  findings: z.array(reportedFindingSchema),
  /** Who took note of which finding (counted from 1) before the report was made, and why. They change no verdict. */
  acknowledgements: z.array(acknowledgementSchema.extend({ finding: count })),
});
export type IntegrityReport = z.infer<typeof integrityReportSchema>;

/** What a report needs beside the verification itself. */
export type ReportDetails = {
  readonly reportId: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly applicationVersion: string;
  /** For example `guard.audit_log`. */
  readonly logTable: string;
  /** occurred_at of the first and the last entry checked, RFC 3339; null for an empty log. */
  readonly period: { readonly first: string; readonly last: string } | null;
  /** What is known of the key that signed the checkpoint; null when there is none. */
  readonly checkpointKey: KeyTrust | null;
  /** Who took note of which finding, by its place in `findings`. */
  readonly acknowledgements: readonly (Acknowledgement & { readonly index: number })[];
  /** Name in the certificate that will sign the PDF, or null. */
  readonly signer: string | null;
};

/**
 * The report of a verification. Leaves out of every finding what could name a patient.
 *
 * @param findings - all findings of the run, in order of position
 */
export function reportModel(
  run: VerificationRun,
  findings: readonly Finding[],
  details: ReportDetails,
): IntegrityReport {
  return {
    format: 'attestry/audit-integrity-report',
    version: 1,
    title: 'Audit integrity report',
    reportId: details.reportId,
    runId: run.runId,
    createdAt: details.createdAt,
    application: { name: 'Attestry', version: details.applicationVersion },
    scope: { ...run.source, logTable: details.logTable },
    period: details.period,
    level: run.level,
    verdict: run.result,
    statement: verdictInWords(run),
    reason: run.reason,
    startedAt: run.startedAt,
    elapsedMs: run.elapsedMs,
    entries: run.entries,
    pending: run.pending,
    found: run.found,
    foundByType: run.foundByType,
    steps: run.steps,
    checkpoint: run.checkpoint,
    checkpointKey: details.checkpointKey,
    runBy: run.runBy,
    signer: details.signer,
    howToCheck: HOW_TO_CHECK.map((way) => ({ ...way, commands: [...way.commands] })),
    findings: findings.map(reported),
    acknowledgements: details.acknowledgements.map(({ index, ...given }) => ({
      ...given,
      finding: index + 1,
    })),
  };
}

const reported = (finding: Finding): ReportedFinding => ({
  ...finding,
  evidence: {
    ...finding.evidence,
    before: reportedHeader(finding.evidence.before),
    now: reportedHeader(finding.evidence.now),
  },
});

const reportedHeader = (header: EntryHeader | null): ReportedHeader | null =>
  header === null
    ? null
    : {
        entryId: header.entryId,
        occurredAt: header.occurredAt,
        actor: header.actor,
        eventType: header.eventType,
        action: header.action,
      };
