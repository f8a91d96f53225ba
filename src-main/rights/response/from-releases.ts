import type { Companion, ItemField } from '../../../src-shared/rights/dossier.ts';
import type { ReleasedItems } from './released.ts';

/** What was decided to be given out, as the dossier keeps it. */
export interface ReleaseSource {
  items(caseId: string): AsyncIterable<
    readonly {
      readonly number: number;
      readonly source: string;
      readonly title: string;
      readonly category: string;
      readonly key: readonly string[];
      readonly day: string | null;
      readonly part2: boolean;
      readonly fields: readonly ItemField[];
      readonly companions: readonly Companion[];
    }[]
  >;
  content(content: NonNullable<ItemField['content']>): AsyncIterable<Uint8Array>;
}

/** The released items of a case, one by one; long values are read when they are needed. */
export const releasedOf = (source: ReleaseSource, caseId: string): ReleasedItems =>
  async function* () {
    for await (const batch of source.items(caseId))
      for (const item of batch)
        yield {
          ...item,
          key: item.key.length === 1 ? (item.key[0] ?? '') : JSON.stringify(item.key),
          fields: item.fields.map(({ content, ...field }) => ({
            ...field,
            content: content === null ? null : { ...content, read: () => whole(source.content(content)) },
          })),
        };
  };

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
