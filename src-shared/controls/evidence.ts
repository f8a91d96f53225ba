import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { testResultSchema } from './tests.ts';

/** Largest file, in bytes: 2 GiB. */
export const MOST_EVIDENCE_BYTES = 2 * 1024 ** 3;

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

/** What an officer says about a piece of evidence. Names no patient. */
export const evidenceFactsSchema = z.strictObject({
  title: z.string().trim().min(3).max(200),
  /** Where it comes from: a system, a department, a person. */
  source: z.string().trim().min(2).max(200),
  /** First and last day that it speaks of. */
  from: day,
  to: day,
  /** The last day on which it counts; null when it does not expire. */
  expiresOn: day.nullable(),
});
export type EvidenceFacts = z.infer<typeof evidenceFactsSchema>;

/** What looking at the kept copy said. `not-checked`: it has the right size, its content was not read again. */
export const EVIDENCE_STATES = ['intact', 'not-checked', 'missing', 'changed'] as const;
export const evidenceStateSchema = z.enum(EVIDENCE_STATES);
export type EvidenceState = z.infer<typeof evidenceStateSchema>;

/** A file, or the result of a test, kept as a copy under its hash. It is never changed; a newer one is another piece. */
export const evidenceSchema = z.strictObject({
  id: opaqueId,
  ...evidenceFactsSchema.shape,
  kind: z.enum(['file', 'query']),
  /** Name of the file without its folder. */
  fileName: text,
  bytes: count,
  sha256: sha256Hex,
  /** The result that it holds, for `query`. */
  resultId: z.uuid().nullable(),
  collectedAt: instant,
  /** Subject of the certificate, or the account, of whoever added it. */
  collectedBy: text,
  state: evidenceStateSchema,
  /** Whether the copy is encrypted: only the token under whose key it is opens it. */
  sealed: z.boolean(),
  /** When its content was last read again; null when it never was. */
  checkedAt: instant.nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Channels of the evidence library. */
export const evidenceContract = {
  /** Query: newest first, with how many controls name each. */
  'evidence.list': {
    input: z.strictObject({}),
    output: z.strictObject({
      evidence: z.array(evidenceSchema).max(20_000),
      /** Whether what is added now can be encrypted: somebody is signed in to a token and may do so. */
      canSeal: z.boolean(),
    }),
  },
  /** Command: open dialog; null when cancelled. Nothing is kept yet. */
  'evidence.choose-file': {
    input: z.strictObject({}),
    output: z.strictObject({ file: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** Command: keeps a copy of the chosen file, or of the result of a test. */
  'evidence.add': {
    input: z.strictObject({
      facts: evidenceFactsSchema,
      from: z.union([z.strictObject({ handle: opaqueId }), z.strictObject({ result: z.uuid() })]),
      /** Encrypts the copy under a key of the token. */
      sealed: z.boolean(),
    }),
    output: z.strictObject({ id: opaqueId }),
  },
  /**
   * Query: the test result that a piece holds, read from its copy; refused when that is not what was added.
   * `title`: of the test, where it is still there.
   */
  'evidence.result': {
    input: z.strictObject({ id: opaqueId }),
    output: z.strictObject({ title: text.nullable(), result: testResultSchema }),
  },
  /** Command: encrypts every copy that lies in clear, as a job that goes on where it was stopped. */
  'evidence.seal': { input: z.strictObject({}), output: z.strictObject({ jobId: opaqueId }) },
  /** Command: reads every copy again; `unread`: encrypted, and nobody here can open them. */
  'evidence.check': {
    input: z.strictObject({}),
    output: z.strictObject({ intact: count, missing: count, changed: count, unread: count }),
  },
  /** Command: save dialog for a copy of a piece, or for the test result that it holds as a table; null when cancelled. */
  'evidence.save': {
    input: z.strictObject({ id: opaqueId, as: z.enum(['copy', 'table']) }),
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
} as const;
