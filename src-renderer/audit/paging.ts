/** Rows fetched at a time; the contract allows 500. */
export const PAGE_SIZE = 200;

/**
 * Rows a list can show: browsers cap the height of an element (about 33 million pixels), and 36 px rows beyond this
 * many would not be reachable. Filters narrow what is longer.
 */
export const MOST_ROWS = 900_000;

/** Offsets of the pages that hold rows `first` to `last` (both included), in order; empty for an empty list. */
export function pagesFor(first: number, last: number, total: number, size = PAGE_SIZE): readonly number[] {
  if (total <= 0 || last < first) return [];
  const from = Math.floor(Math.max(0, first) / size);
  const to = Math.floor(Math.min(last, total - 1) / size);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => (from + at) * size);
}

/** Where row `index` is: the offset of its page and its place in it. */
export function placeOf(index: number, size = PAGE_SIZE): { readonly offset: number; readonly at: number } {
  const at = index % size;
  return { offset: index - at, at };
}
