/**
 * The rows in sight of a long list. What it returns changes without changing identity, so a component that calls it is
 * never to be memoised by a compiler: `'use no memo'` stands at its top.
 */
export { useVirtualizer as useVirtualRows } from '@tanstack/react-virtual';
