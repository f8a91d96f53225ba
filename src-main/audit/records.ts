import type { z } from 'zod';

/** What a record is about. */
export type RecordKind =
  'cut' | 'rebuild' | 'colleague' | 'colleague-note' | 'comparison' | 'access-intent' | 'access-review';

/** Where records are kept, by log; only added to. */
export interface RecordStore {
  add(fingerprint: string, kind: RecordKind, document: string): Promise<void>;
  /** Oldest first. */
  list(fingerprint: string, kind: RecordKind): Promise<readonly string[]>;
}

/** Records of one kind, oldest first. @throws Error when one is not what was written */
export async function recordsOf<T extends z.ZodType>(
  store: RecordStore,
  fingerprint: string,
  kind: RecordKind,
  schema: T,
): Promise<readonly z.infer<T>[]> {
  return (await store.list(fingerprint, kind)).map((document) => schema.parse(JSON.parse(document)));
}
