import { z } from 'zod';
import { count, instant, opaqueId, text } from '../base/schemas.ts';

/** A file as the window knows it: an opaque handle, and the name without its folder. */
const savedFile = z.strictObject({ handle: opaqueId, name: text });

/** What an auditor can be given, each a file of its own. */
export const proofFileSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('proof'),
    entryId: z.number().int(),
    /** Puts the whole entry in: patient, address, session and details. */
    withContent: z.boolean(),
  }),
  /** A row of a mapped table; holds nothing of it. */
  z.strictObject({ what: z.literal('row'), sourceId: opaqueId, position: count }),
  z.strictObject({ what: z.literal('checkpoint') }),
  z.strictObject({ what: z.literal('key'), format: z.enum(['vkey', 'pem', 'certificate']) }),
]);
export type ProofFile = z.infer<typeof proofFileSchema>;

const started = z.strictObject({
  /** Null when the officer chose no file. Its result is the handle of the file. */
  jobId: opaqueId.nullable(),
});

export const exportsContract = {
  /** command: asks where to, then writes a proof, the checkpoint or the key. Null when nothing was chosen. */
  'proofs.save': { input: proofFileSchema, output: z.strictObject({ saved: savedFile.nullable() }) },
  /** command: asks where to, then writes the findings of a run. A job. */
  'findings.export': {
    input: z.strictObject({ runId: opaqueId, format: z.enum(['csv', 'json']) }),
    output: started,
  },
  /** command: asks where to, then writes sealed entries whose time lies in [from, to) as FHIR AuditEvents. A job. */
  'fhir.export': {
    input: z.strictObject({
      format: z.enum(['bundle', 'ndjson']),
      from: instant.nullable(),
      to: instant.nullable(),
    }),
    output: started,
  },
} as const;
