import type { CaseFilter } from '../../src-shared/rights/contract.ts';
import { useAnswer } from '../lib/query.ts';

/** Every request. */
export const everyCase: CaseFilter = { open: null, type: null, state: null, id: '' };
/** What is still worked on. */
export const openCases: CaseFilter = { ...everyCase, open: true };

/** The day at the clinic, by the main process; until it has answered, this machine's. */
export function useToday(): string {
  const list = useAnswer('rights.list', { filter: everyCase, offset: 0, limit: 1 });
  return list.data?.today ?? new Date().toISOString().slice(0, 10);
}

/** A day some years later; 29 February becomes 1 March. */
export function yearsAfter(day: string, years: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString().slice(0, 10);
}
