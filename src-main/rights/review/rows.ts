import type { ItemField } from '../../../src-shared/rights/dossier.ts';
import type { ItemRow } from '../../../src-shared/rights/review.ts';
import type { SealedItem } from '../dossier/batch.ts';
import type { ItemRecord, SourceRecord } from '../dossier/ports.ts';

const SUMMARY = 300;

/** An item in one row. */
export const itemRowOf = (
  { source, title, category }: SourceRecord,
  record: ItemRecord,
  item: SealedItem,
): ItemRow => ({
  ...{ number: record.number, source, title, category, day: item.d, held: record.held, part2: record.part2 },
  summary: item.v
    .flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : []))
    .join(' · ')
    .slice(0, SUMMARY),
  ...{ decision: record.decision, ground: record.ground, redacted: [...record.redacted] },
  ...{ companions: record.companions, decidedBy: record.by },
});

/** The fields of an item; `hide`: what was redacted is not there. */
export const fieldsOf = (
  { fields }: SourceRecord,
  { redacted }: Pick<ItemRecord, 'redacted'>,
  item: SealedItem,
  hide: boolean,
): ItemField[] =>
  fields.map(({ field, title }, at) => {
    const value = item.v[at] ?? null;
    const hidden = redacted.includes(field);
    return {
      ...{ field, title, redacted: hidden },
      value: typeof value === 'string' && !(hidden && hide) ? value : null,
      content: value !== null && typeof value !== 'string' && !(hidden && hide) ? value : null,
    };
  });
