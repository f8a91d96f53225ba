import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { checkSchema } from '../clinic/types.ts';
import { entryViewSchema, proofPathSchema } from './entries.ts';
import { levelSchema, mappedRowSchema, verdictSchema } from './types.ts';

/** A name in PostgreSQL: up to 63 bytes of anything but NUL. */
const NUL = '\0';
export const identifierSchema = z
  .string()
  .min(1)
  .max(63)
  .refine((name) => !name.includes(NUL));

/**
 * How new rows of a mapped table are told from rows that were put in behind.
 * `key`: keys are numbers that rise; `time`: rows come soon after the time they carry; `none`: it cannot be told.
 */
export const ORDERS = ['key', 'time', 'none'] as const;
export const orderSchema = z.enum(ORDERS);
export type Order = z.infer<typeof orderSchema>;

/** Longest settle delay: rows that are loaded from files may be weeks old. Seconds. */
export const SETTLE_SECONDS = { min: 0, max: 31 * 86_400 } as const;
/** First byte of a tuple's field count; beyond it a row could pass for a node of the tree (RFC 9162 §2.1.1). */
export const MOST_COLUMNS = 255;

/** Which table, and what its columns are to Attestry. */
export const mappingSchema = z
  .strictObject({
    schema: identifierSchema,
    table: identifierSchema,
    /** Together they name a row and never change. */
    key: z.array(identifierSchema).min(1).max(16),
    /** When it happened; null: the table has no such column. */
    time: identifierSchema.nullable(),
    /** Everything else that is protected. */
    content: z.array(identifierSchema).min(1).max(MOST_COLUMNS),
    order: orderSchema,
    /** How long a row may be on its way before it counts as put in behind. */
    settleSeconds: z.number().int().min(SETTLE_SECONDS.min).max(SETTLE_SECONDS.max),
  })
  .refine(({ key, time, content }) => {
    const all = [...key, ...(time === null ? [] : [time]), ...content];
    return new Set(all).size === all.length && all.length <= MOST_COLUMNS;
  })
  .refine(({ order, time }) => order !== 'time' || time !== null);
export type Mapping = z.infer<typeof mappingSchema>;

/** A column as it was when the table was mapped, in the order in which columns are read. */
export const mappedColumnSchema = z.strictObject({
  name: identifierSchema,
  role: z.enum(['key', 'time', 'content']),
  /** Type as PostgreSQL names it; changes of it that do not change what is sent are left out. */
  type: z.string().max(20_000),
  /** Labels of an enumeration; only new ones may come. */
  labels: z.array(z.string().max(63)).max(10_000),
  /** Types without a binary form are read as text. */
  sent: z.enum(['binary', 'text']),
});
export type MappedColumn = z.infer<typeof mappedColumnSchema>;

/** A table that is watched; kept in the profile. */
export const mappedTableSchema = z.strictObject({
  sourceId: opaqueId,
  mapping: mappingSchema,
  columns: z.array(mappedColumnSchema).min(2).max(MOST_COLUMNS),
  systemIdentifier: z.string().regex(/^\d+$/),
  database: text,
  mappedAt: instant,
  /** See docs/formats.md. */
  fingerprint: sha256Hex,
});
export type MappedTable = z.infer<typeof mappedTableSchema>;

/** A table that could be mapped. */
export const candidateSchema = z.strictObject({
  schema: identifierSchema,
  table: identifierSchema,
  kind: z.enum(['table', 'partitioned', 'view', 'other']),
  readable: z.boolean(),
  /** As the database estimates it; null when it never counted. */
  rows: count.nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** A column of a table, from the catalogue; never a value. */
export const tableColumnSchema = z.strictObject({
  name: identifierSchema,
  type: z.string().max(20_000),
  nullable: z.boolean(),
  /** A number that can be ordered, a time, or something else. */
  kind: z.enum(['integer', 'time', 'other']),
});
export type TableColumn = z.infer<typeof tableColumnSchema>;

/** What a table offers, and how we would map it. */
export const inspectionSchema = z.strictObject({
  columns: z.array(tableColumnSchema).max(1600),
  /** Null when the table cannot be mapped at all. */
  proposal: mappingSchema.nullable(),
  /** Why it is proposed like this, in a sentence; or why nothing is. */
  why: text,
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** A watched table as the list shows it. */
export const tableInfoSchema = z.strictObject({
  sourceId: opaqueId,
  mapping: mappingSchema,
  columns: z.array(
    z.strictObject({ name: identifierSchema, role: mappedColumnSchema.shape.role, type: text }),
  ),
  database: text,
  mappedAt: instant,
  /** Rows taken over. */
  taken: count,
  lastTakeOver: instant.nullable(),
  /** Up to which key or time rows count as complete, as text; null before anything has settled. */
  settled: text.nullable(),
  /** Rows covered by the newest signed checkpoint, and when it was signed. */
  checkpoint: z.strictObject({ size: count, signedAt: instant }).nullable(),
  lastRun: z
    .strictObject({
      runId: opaqueId,
      level: levelSchema,
      result: verdictSchema,
      found: count,
      startedAt: instant,
    })
    .nullable(),
  /** What the last attempt to read it ran into. */
  problem: z.strictObject({ message: text, remedy: text }).nullable(),
  /**
   * Rows drawn at random since the last whole reading, and the chance that one row altered then was seen by now; null: the
   * key has no unique index, so rows cannot be looked up by it.
   */
  drawn: z.strictObject({ rows: count, chanceSeen: z.number().min(0).max(1) }).nullable(),
});
export type TableInfo = z.infer<typeof tableInfoSchema>;

const source = z.strictObject({ sourceId: opaqueId });
const job = z.strictObject({ jobId: opaqueId });

/** One row: as it was taken over, what stands under its key now, and how the first is proven. */
export const rowViewSchema = z.strictObject({
  position: count,
  taken: mappedRowSchema,
  /** When it was taken over. */
  takenAt: instant.nullable(),
  leaf: sha256Hex,
  /** Rows that have its key now; null: the database was not asked, or cannot be. */
  now: z
    .array(z.strictObject({ row: mappedRowSchema, leaf: sha256Hex }))
    .max(10)
    .nullable(),
  result: verdictSchema,
  detail: text,
  checkpoint: entryViewSchema.shape.checkpoint,
  proof: proofPathSchema.nullable(),
});
export type RowView = z.infer<typeof rowViewSchema>;

/** How all watched tables stand together. */
export const tablesStandingSchema = z.strictObject({
  watched: count,
  tampered: count,
  /** Not told at the last verification, or the last look ran into something. */
  unclear: count,
  /** Never verified. */
  unchecked: count,
  rows: count,
  /** The worst of them; null when none is watched, or one was never verified and nothing worse is known. */
  verdict: verdictSchema.nullable(),
  /** When the one that waits longest was verified; null when one never was. */
  checkedAt: instant.nullable(),
});
export type TablesStanding = z.infer<typeof tablesStandingSchema>;

export const tablesContract = {
  /** query: the tables that are watched; needs no database. */
  'tables.list': { input: nothing, output: z.strictObject({ tables: z.array(tableInfoSchema).max(1000) }) },
  /** query: tables of the clinic's database that could be mapped. */
  'tables.candidates': {
    input: nothing,
    output: z.strictObject({ candidates: z.array(candidateSchema).max(10_000) }),
  },
  /** query: columns of a table and a proposal. */
  'tables.inspect': {
    input: z.strictObject({ schema: identifierSchema, table: identifierSchema }),
    output: inspectionSchema,
  },
  /** query: what is right and wrong with a mapping. */
  'tables.check': {
    input: mappingSchema,
    output: z.strictObject({ ready: z.boolean(), checks: z.array(checkSchema).max(50) }),
  },
  /** command: watches a table from now on. */
  'tables.map': { input: mappingSchema, output: source },
  /** command: another settle delay; what was taken over stays. */
  'tables.settle': {
    input: z.strictObject({
      sourceId: opaqueId,
      settleSeconds: z.number().int().min(SETTLE_SECONDS.min).max(SETTLE_SECONDS.max),
    }),
    output: nothing,
  },
  /** command: stops watching; what this machine witnessed is kept. */
  'tables.forget': { input: source, output: nothing },
  /** command: takes over what is new and signs a checkpoint if somebody is signed in. A job. */
  'tables.watch': { input: source, output: job },
  /** query: one row by its position. */
  'tables.row': { input: z.strictObject({ sourceId: opaqueId, position: count }), output: rowViewSchema },
  /** command: verifies a table. A job whose result names the run. */
  'tables.verify': { input: z.strictObject({ sourceId: opaqueId, level: levelSchema }), output: job },
} as const;
