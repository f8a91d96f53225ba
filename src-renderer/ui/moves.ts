/** The row that a key leads to from `active`; null where the key does not move. */
export function moveBy(key: string, active: number, total: number, visible: number): number | null {
  if (total === 0) return null;
  const clamp = (to: number): number => Math.max(0, Math.min(total - 1, to));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(active + 1);
    case 'ArrowUp':
    case 'k':
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
