import { z } from 'zod';
import { text } from '../base/schemas.ts';

/** What a word says beyond itself; a colour never says it alone. */
export const toneSchema = z.enum(['good', 'unsure', 'bad', 'plain']);
export type Tone = z.infer<typeof toneSchema>;

/** A cell of a table: text, a number, or nothing. */
export const cellSchema = z.union([z.string().max(20_000), z.number(), z.null()]);
export type ReportCell = z.infer<typeof cellSchema>;

export const columnSchema = z.strictObject({
  id: z.string().max(60),
  title: z.string().max(120),
  /** `hash` is set in a fixed width and may break anywhere; `state` is one of {@link TONES}. */
  kind: z.enum(['text', 'number', 'hash', 'state']),
  /** Share of the width. */
  weight: z.number().positive(),
});
export type ReportColumn = z.infer<typeof columnSchema>;

/** A table with a heading; the same one is a CSV file. */
export const tableSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  title: z.string().max(120),
  columns: z.array(columnSchema).min(1).max(40),
  rows: z.array(z.array(cellSchema).max(40)).max(100_000),
});
export type ReportTable = z.infer<typeof tableSchema>;

export const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paragraph'), text: z.string().max(20_000) }),
  z.strictObject({ kind: z.literal('soft'), text: z.string().max(20_000) }),
  z.strictObject({ kind: z.literal('heading'), id: z.string().max(80), text }),
  z.strictObject({ kind: z.literal('list'), items: z.array(z.string().max(20_000)).max(1000) }),
  z.strictObject({
    kind: z.literal('facts'),
    rows: z.array(z.strictObject({ label: text, value: cellSchema, as: columnSchema.shape.kind })).max(100),
  }),
  z.strictObject({ kind: z.literal('table'), table: tableSchema, empty: text }),
  /** A bar chart; every bar has its number beside it. */
  z.strictObject({
    kind: z.literal('bars'),
    title: text,
    bars: z.array(z.strictObject({ label: text, value: z.number().nonnegative(), tone: toneSchema })).max(60),
  }),
]);
export type ReportBlock = z.infer<typeof blockSchema>;

export const sectionSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  title: text,
  blocks: z.array(blockSchema).max(20_000),
});
export type ReportSection = z.infer<typeof sectionSchema>;

/** A report as it is read: what PDF, HTML and preview show, in this order. */
export const reportDocumentSchema = z.strictObject({
  /** What it is called: `Internal readiness review`. */
  name: text,
  title: text,
  subtitle: text,
  reportId: text,
  createdAt: text,
  madeBy: text,
  signer: text.nullable(),
  sections: z.array(sectionSchema).max(60),
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;

/** Words that stand in a column of kind `state`, and how they are meant. */
export const TONES: Readonly<Record<string, Tone>> = {
  Pass: 'good',
  Fail: 'bad',
  'Could not tell': 'unsure',
  Effective: 'good',
  Exception: 'unsure',
  'Not effective': 'bad',
  'Not tested': 'unsure',
  Intact: 'good',
  Tampered: 'bad',
  Low: 'plain',
  Medium: 'unsure',
  High: 'bad',
  Critical: 'bad',
  Open: 'unsure',
  'In progress': 'unsure',
  Closed: 'good',
  'Risk accepted': 'plain',
  Valid: 'good',
  Voided: 'bad',
  'Not checked': 'unsure',
  None: 'plain',
  Late: 'bad',
  'In time': 'good',
  Fresh: 'good',
  Soon: 'unsure',
  Due: 'bad',
};
