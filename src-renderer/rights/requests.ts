import { useQueries, useQuery } from '@tanstack/react-query';
import type { CaseFilter, CaseRow } from '../../src-shared/rights/contract.ts';
import type { ApiFailure } from '../lib/api.ts';
import { queryFor, useAnswer } from '../lib/query.ts';

/** Every request. */
export const everyCase: CaseFilter = { open: null, type: null, state: null, id: '' };
/** What is still worked on. */
export const openCases: CaseFilter = { ...everyCase, open: true };

/** What one call answers at most. */
const PAGE = 500;

/** All requests that a filter finds, however many; undefined until the last page has come. */
export interface Requests {
  readonly rows: readonly CaseRow[] | undefined;
  readonly today: string | undefined;
  readonly failure: ApiFailure | null;
  readonly again: () => void;
}

/** Reads every page of the list: figures and calendars must speak of all of them. */
export function useRequests(filter: CaseFilter): Requests {
  const first = useQuery(queryFor('rights.list', { filter, offset: 0, limit: PAGE }));
  const total = first.data?.total ?? 0;
  const rest = useQueries({
    queries: Array.from({ length: Math.max(0, Math.ceil(total / PAGE) - 1) }, (_, at) =>
      queryFor('rights.list', { filter, offset: (at + 1) * PAGE, limit: PAGE }),
    ),
  });
  const pages = [first, ...rest];
  const rows = pages.every(({ data }) => data !== undefined)
    ? pages.flatMap(({ data }) => data?.rows ?? [])
    : undefined;
  return {
    // A case that moved between two pages while they were read would count twice.
    rows: rows === undefined ? undefined : [...new Map(rows.map((row) => [row.caseId, row])).values()],
    today: first.data?.today,
    failure: pages.find(({ isError }) => isError)?.error ?? null,
    again: () => {
      for (const page of pages) if (page.isError) void page.refetch();
    },
  };
}

/** Days within which a request counts as pressing. */
export const SOON = 7;

/** How many open requests run, are due within a week, and are late. */
export const pressing = (
  rows: readonly CaseRow[],
): { readonly running: number; readonly soon: number; readonly late: number } => {
  const left = rows.flatMap(({ daysLeft }) => (daysLeft === null ? [] : [daysLeft]));
  return {
    running: left.length,
    soon: left.filter((days) => days >= 0 && days <= SOON).length,
    late: left.filter((days) => days < 0).length,
  };
};

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
