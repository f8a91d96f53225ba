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

/** The row that a key leads to from `active`; null where the key does not move. */
export function moveBy(key: string, active: number, total: number, visible: number): number | null {
  if (total === 0) return null;
  const clamp = (to: number): number => Math.max(0, Math.min(total - 1, to));
  switch (key) {
    case 'ArrowDown':
      return clamp(active + 1);
    case 'ArrowUp':
      return clamp(active - 1);
    case 'PageDown':
      return clamp(active + visible);
    case 'PageUp':
      return clamp(active - visible);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
