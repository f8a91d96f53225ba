import { z } from 'zod';
import { instant } from '../../src-shared/base/schemas.ts';
import { standingDriftSchema } from '../../src-shared/clinic/drift.ts';
import type { DriftStore } from './ports.ts';

const attachmentSchema = z.object({ kind: z.string(), relation: z.string(), table: z.string() });
/** What hung on one of the clinic's tables, by the number of the table. */
export type KnownAttachment = z.infer<typeof attachmentSchema>;

const stateSchema = z.object({
  lookedAt: instant,
  /**
   * Number of the newest entry of the log at the last look but one and at the last: an entry of a transaction that was
   * under way at the last one has a number before its newest.
   */
  entries: z.tuple([z.string(), z.string()]),
  /** What was attached, and what should be: it stays until a `guard.detached` entry or the officer takes it off. */
  attachments: z.array(attachmentSchema),
  standing: z.array(standingDriftSchema),
  alert: z.object({ detectedAt: instant, found: z.number(), first: z.string() }).nullable(),
});
/** What is remembered of the guard of one database. */
export type DriftState = z.infer<typeof stateSchema>;

/** The state of a database; null: it was never looked at, or what was kept cannot be read. */
export async function loadDriftState(store: DriftStore, source: string): Promise<DriftState | null> {
  const document = await store.load(source);
  if (document === null) return null;
  try {
    return stateSchema.parse(JSON.parse(document));
  } catch {
    return null;
  }
}
