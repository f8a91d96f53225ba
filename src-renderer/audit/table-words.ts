import type { Order } from '../../src-shared/audit/tables.ts';

/** How new rows are told from rows that were put in behind, in words. */
export const ORDER_WORDS: Readonly<Record<Order, { readonly name: string; readonly sees: string }>> = {
  key: {
    name: 'By the key: its numbers rise',
    sees: 'A row that appears below a number that is complete is told to have been put in.',
  },
  time: {
    name: 'By the time: rows come soon after it',
    sees: 'A row that appears long after its own time is told to have been put in.',
  },
  none: {
    name: 'Not at all',
    sees: 'A row that somebody puts in later cannot be told from a new one.',
  },
};

/** A delay in words. */
export function settleWords(seconds: number): string {
  const of = (value: number, unit: string): string => `${String(value)} ${unit}${value === 1 ? '' : 's'}`;
  if (seconds >= 86_400 && seconds % 86_400 === 0) return of(seconds / 86_400, 'day');
  if (seconds >= 3600 && seconds % 3600 === 0) return of(seconds / 3600, 'hour');
  if (seconds >= 60 && seconds % 60 === 0) return of(seconds / 60, 'minute');
  return of(seconds, 'second');
}

/** The delays that are offered. */
export const SETTLES: readonly { readonly value: string; readonly label: string }[] = [
  60, 900, 3600, 86_400, 604_800,
].map((seconds) => ({ value: String(seconds), label: `Rows settle after ${settleWords(seconds)}` }));
