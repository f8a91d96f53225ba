import { create } from 'zustand';
import type { CaseFilter } from '../../src-shared/rights/contract.ts';
import { openCases } from './requests.ts';

/** How the requests are shown. */
export type QueueView = 'table' | 'board';

interface Queue {
  readonly filter: CaseFilter;
  readonly view: QueueView;
  readonly narrow: (change: Partial<CaseFilter>) => void;
  readonly choose: (view: QueueView) => void;
}

/** Filters of the list of requests, kept while one looks at a case. */
export const useQueue = create<Queue>()((set) => ({
  filter: openCases,
  view: 'table',
  narrow: (change) => {
    set(({ filter }) => ({ filter: { ...filter, ...change } }));
  },
  choose: (view) => {
    set({ view });
  },
}));
