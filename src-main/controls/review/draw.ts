import { createHash } from 'node:crypto';

/** How a sample is drawn: whom the seed decides, so that anybody who has population and seed draws the same again. */
export type Draw = { readonly method: 'random' | 'systematic'; readonly size: number; readonly seed: string };

const hashOf = (seed: string, what: string): Buffer =>
  createHash('sha256').update(`attestry/sample/1\n${seed}\n${what}\n`, 'utf8').digest();

/**
 * Positions that are drawn, from 0, ascending. It draws from the sorted items, so that the order in a file does not matter.
 *
 * `random`: the items with the smallest SHA-256 of `attestry/sample/1`, the seed and the item, each with a line feed.
 * `systematic`: every n/size-th item from a start that the SHA-256 of `attestry/sample/1`, the seed and `start` decides (its
 * first six bytes as a share of the first interval).
 *
 * @returns positions in `items` as they are given; all of them where the size is not smaller
 */
export function drawn(items: readonly string[], { method, size, seed }: Draw): readonly number[] {
  const sorted = items
    .map((item, position) => ({ item, position }))
    .sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : a.position - b.position));
  const wanted = Math.min(size, items.length);
  if (method === 'random')
    return sorted
      .map(({ item, position }) => ({ position, rank: hashOf(seed, item) }))
      .sort((a, b) => a.rank.compare(b.rank) || a.position - b.position)
      .slice(0, wanted)
      .map(({ position }) => position)
      .sort((a, b) => a - b);
  const interval = items.length / wanted;
  const start = (hashOf(seed, 'start').readUIntBE(0, 6) / 2 ** 48) * interval;
  return Array.from(
    { length: wanted },
    (_, step) => sorted[Math.min(items.length - 1, Math.floor(start + step * interval))]?.position ?? 0,
  ).sort((a, b) => a - b);
}
