import { createHash } from 'node:crypto';
import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../../../src-shared/base/schemas.ts';
import { controlReviewSchema, cycleSchema } from '../../../src-shared/controls/cycles.ts';
import { type Evidence, evidenceSchema } from '../../../src-shared/controls/evidence.ts';
import { type Sample, sampleSchema } from '../../../src-shared/controls/samples.ts';
import { type RequirementRef } from '../../../src-shared/controls/types.ts';
import { canonicalJson, type Json } from '../../base/canonical-json.ts';

/** A cycle as it was opened; whether it is locked is read from the sign-offs. */
export const cycleRecordSchema = cycleSchema.omit({
  state: true,
  lockedAt: true,
  lockedBy: true,
  signOff: true,
});
export type CycleRecord = z.infer<typeof cycleRecordSchema>;

/** A control of a cycle as people left it; who approved it is read from the sign-offs. */
export const controlRecordSchema = z.strictObject({
  ...controlReviewSchema.pick({
    requirement: true,
    title: true,
    parent: true,
    obligation: true,
    owner: true,
    dueOn: true,
    conclusion: true,
    narrative: true,
    evidence: true,
    samples: true,
    preparedBy: true,
    preparedAt: true,
    revision: true,
  }).shape,
  scope: controlReviewSchema.shape.scope.omit({ approvedBy: true }),
  addressable: controlReviewSchema.shape.addressable.unwrap().omit({ approvedBy: true }).nullable(),
  /** Results with the hash that they had when they were attached. */
  results: z.array(z.strictObject({ id: z.uuid(), sha256: sha256Hex })).max(200),
  /** Who answers for which part of what is said, by name and SHA-256 of the certificate. None of them approves it. */
  authors: z
    .array(
      z.strictObject({
        part: z.enum(['scope', 'addressable', 'conclude']),
        by: text,
        certificate: sha256Hex,
      }),
    )
    .max(3),
});
export type ControlRecord = z.infer<typeof controlRecordSchema>;

/** Evidence as it was added; what looking at its file says is kept beside it. */
export const evidenceRecordSchema = evidenceSchema.omit({ state: true, sealed: true, checkedAt: true });
export type EvidenceRecord = z.infer<typeof evidenceRecordSchema>;

/** A sample as it is kept: what can be counted from it is left out. */
export const sampleRecordSchema = sampleSchema.omit({
  exceptions: true,
  tested: true,
  deviationRate: true,
  digest: true,
});
export type SampleRecord = z.infer<typeof sampleRecordSchema>;

/** One change of a control, as its history tells it. */
export const reviewChangeSchema = z.strictObject({
  revision: count,
  at: instant,
  by: text,
  /** What was done, in words. */
  what: text,
});
export type ReviewChange = z.infer<typeof reviewChangeSchema>;

/** What is kept of looking at the copy of a piece of evidence. */
export const evidenceCheckSchema = z.strictObject({
  id: opaqueId,
  state: z.enum(['intact', 'missing', 'changed']),
  at: instant,
});
export type EvidenceCheck = z.infer<typeof evidenceCheckSchema>;

/** The name of a control within a cycle. */
export const keyOf = ({ framework, id }: RequirementRef): string => `${framework} ${id}`;

/** SHA-256 of the canonical JSON (RFC 8785) of a value, hexadecimal. */
export const digestOf = (value: Json): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');

/** What is said of a copy as it lies on the disk now. */
const OF_COPY: ReadonlySet<string> = new Set(['state', 'sealed', 'checkedAt']);

/** Digest of a piece of evidence; what its file is like now is no part of it. */
export const evidenceDigest = (evidence: Evidence): string =>
  digestOf(Object.fromEntries(Object.entries(evidence).filter(([name]) => !OF_COPY.has(name))));

/** A sample with what its answers come to. */
export function sampleOf(record: SampleRecord): Sample {
  const tested = record.items.filter(({ answers }) => answers.every((answer) => answer !== null));
  const exceptions = record.items.filter(({ answers }) => answers.includes('not-met')).length;
  const whole = {
    ...record,
    ...{ tested: tested.length, exceptions },
    deviationRate: tested.length === 0 ? null : Math.min(1, exceptions / tested.length),
  };
  return { ...whole, digest: digestOf(whole) };
}
