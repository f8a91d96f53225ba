import type { EntryHeader } from '../../src-shared/audit/types.ts';

/** One field of an entry before and now. Null where there was, or is, no value; undefined where there is no entry at all. */
export interface FieldDifference {
  readonly field: keyof EntryHeader;
  readonly label: string;
  readonly before: EntryHeader[keyof EntryHeader] | undefined;
  readonly now: EntryHeader[keyof EntryHeader] | undefined;
  readonly changed: boolean;
}

/** The fields in the order in which they are read. */
const FIELDS: readonly (readonly [keyof EntryHeader, string])[] = [
  ['entryId', 'Entry'],
  ['occurredAt', 'When'],
  ['actor', 'Who'],
  ['actorRole', 'Role'],
  ['eventType', 'Event'],
  ['action', 'Action'],
  ['resourceType', 'On what'],
  ['resourceId', 'Which'],
  ['success', 'Outcome'],
];

/** Lines up an entry as it was witnessed with the row as it is now; a side that does not exist differs nowhere. */
export function differences(before: EntryHeader | null, now: EntryHeader | null): readonly FieldDifference[] {
  if (before === null && now === null) return [];
  return FIELDS.map(([field, label]) => ({
    field,
    label,
    before: before?.[field],
    now: now?.[field],
    changed: before !== null && now !== null && before[field] !== now[field],
  }));
}
