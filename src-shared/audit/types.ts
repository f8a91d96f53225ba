import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';

/** The five verification levels; each includes the ones before it. */
export const LEVELS = ['basic', 'chain', 'merkle', 'signature', 'blockchain'] as const;
export const levelSchema = z.enum(LEVELS);
export type VerificationLevel = z.infer<typeof levelSchema>;

/** How fast the log is read: at full speed, or beside the clinic's own work with a quarter of one reader's time. */
export const PACES = ['full', 'background'] as const;
export const paceSchema = z.enum(PACES);
export type Pace = z.infer<typeof paceSchema>;

/** The six kinds of tampering that are told apart. */
export const TAMPER_TYPES = [
  'modification',
  'insertion',
  'deletion',
  'reordering',
  'timestamp-manipulation',
  'signature-invalid',
] as const;
export const tamperTypeSchema = z.enum(TAMPER_TYPES);
export type TamperType = z.infer<typeof tamperTypeSchema>;

/** There are three verdicts and never more; "not checked yet" is the absence of one. */
export const verdictSchema = z.enum(['intact', 'tampered', 'could-not-tell']);
export type Verdict = z.infer<typeof verdictSchema>;

/** What is shown of an audit entry beside its hashes; the patient and the free text stay out. */
export const entryHeaderSchema = z.strictObject({
  entryId: z.number().int(),
  occurredAt: z.union([instant, z.literal('infinity'), z.literal('-infinity')]).nullable(),
  actor: text.nullable(),
  actorRole: text.nullable(),
  eventType: text.nullable(),
  action: text.nullable(),
  resourceType: text.nullable(),
  resourceId: text.nullable(),
  success: z.boolean().nullable(),
});
export type EntryHeader = z.infer<typeof entryHeaderSchema>;

/** What is shown of a row of a mapped table. */
export const mappedRowSchema = z.strictObject({
  key: text,
  /** As text; a mapped table may keep times that no calendar of ours can. */
  time: text.nullable(),
});
export type MappedRow = z.infer<typeof mappedRowSchema>;

/** What a finding rests on. Hashes are leaf hashes (RFC 9162 §2.1.1) unless said. */
export const evidenceSchema = z.strictObject({
  /** One sentence in plain words. */
  summary: text,
  /** Leaf hash that was sealed or witnessed. */
  expectedLeaf: sha256Hex.nullable(),
  /** Leaf hash of the row as it is now. */
  foundLeaf: sha256Hex.nullable(),
  /** Where the expectation comes from. */
  reference: z.enum(['seal', 'witness', 'checkpoint', 'block']),
  /** The header as it was when the officer's machine witnessed it, if it did. */
  before: entryHeaderSchema.nullable(),
  /** The header of the row as it is now, if there is one. */
  now: entryHeaderSchema.nullable(),
  /** For a reordering: the id under which the same content stood when it was sealed. */
  movedFrom: z.number().int().nullable(),
  /** Number of the block concerned, if one is. */
  block: count.nullable(),
  /** In a mapped table: key and time as they were witnessed and as they are; there is no header. */
  row: z.strictObject({ before: mappedRowSchema.nullable(), now: mappedRowSchema.nullable() }).optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** One piece of tampering. `position` counts from 0 in sealing order; null where nothing was ever sealed there. */
export const findingSchema = z.strictObject({
  type: tamperTypeSchema,
  position: count.nullable(),
  entryId: z.number().int().nullable(),
  /** In a mapped table: the row's key as text. */
  key: text.optional(),
  /** Earliest moment at which it can have happened (last moment it was known to be right), if known. */
  earliest: instant.nullable(),
  /** Latest moment: when this verification saw it. */
  latest: instant,
  evidence: evidenceSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** The named steps of a verification. */
export const STEPS = ['rows', 'links', 'tree', 'signatures', 'witness'] as const;
export const stepSchema = z.strictObject({
  step: z.enum(STEPS),
  verdict: verdictSchema,
  /** What was done and seen, in one sentence. */
  detail: text,
});
export type VerificationStep = z.infer<typeof stepSchema>;

/** Which database was read, without credentials. */
export const sourceSchema = z.strictObject({
  database: text,
  host: text,
  /** pg_control_system().system_identifier as decimal digits. */
  systemIdentifier: z.string().regex(/^\d+$/),
  serverVersion: text,
  /** SHA-256 over system identifier, database name and log table: tells one log from another. */
  fingerprint: sha256Hex,
  /** Schema and table, where the log is a mapped table; missing for the log of the guard schema. */
  table: text.optional(),
  /** The mapped table's id; see tables.ts. */
  sourceId: opaqueId.optional(),
});
export type SourceFingerprint = z.infer<typeof sourceSchema>;

/** A signed statement on the log (C2SP tlog-checkpoint): its size, root and who signed. */
export const checkpointSchema = z.strictObject({
  origin: text,
  size: count,
  root: sha256Hex,
  signedAt: instant,
  keyName: text,
  /** The signed note, exactly as stored. */
  note: z.string().max(10_000),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The outcome of one verification, without its findings (they are paged). */
export const runSchema = z.strictObject({
  runId: opaqueId,
  level: levelSchema,
  /** How fast it read; runs of earlier versions were all at full speed. */
  pace: paceSchema.default('full'),
  result: verdictSchema,
  /** Why it could not tell, or null. */
  reason: text.nullable(),
  /** Entries that the verdict is about. */
  entries: count,
  /** Entries in the log that are not sealed, or not yet covered by a checkpoint at the levels that need one. */
  pending: count,
  /** How many findings there are. */
  found: count,
  foundByType: z.partialRecord(tamperTypeSchema, count),
  startedAt: instant,
  elapsedMs: z.number().nonnegative(),
  steps: z.array(stepSchema),
  source: sourceSchema,
  checkpoint: checkpointSchema.nullable(),
  /** Operating-system account or officer name that ran it. */
  runBy: text,
});
export type VerificationRun = z.infer<typeof runSchema>;

/** Cost class of a level, shown before it runs (capability A3). */
export const costSchema = z.enum(['low', 'medium', 'high']);
export const levelInfoSchema = z.strictObject({
  level: levelSchema,
  cost: costSchema,
  /** Expected duration in milliseconds for the log as it is, or null before anything was measured. */
  expectedMs: z.number().nonnegative().nullable(),
  /** The same in the background. */
  expectedBackgroundMs: z.number().nonnegative().nullable(),
  needsWitness: z.boolean(),
});
export type LevelInfo = z.infer<typeof levelInfoSchema>;
