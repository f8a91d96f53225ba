import { create } from 'zustand';
import type { ReviewStage } from '../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import type { RequirementRef } from '../../src-shared/controls/types.ts';

/** Which controls of a cycle are shown. */
export interface CycleFilter {
  readonly words: string;
  readonly stage: ReviewStage | 'any';
  /** `contradictory`: with something that does not fit, beyond what an approval takes away. */
  readonly only: 'all' | 'contradictory' | 'overdue' | 'left-out' | 'mine';
}

export const EVERY_CONTROL: CycleFilter = { words: '', stage: 'any', only: 'all' };

/** The name of a control within its cycle. */
export const controlKey = ({ framework, id }: RequirementRef): string => `${framework} ${id}`;

/** Rows that a filter lets through. @param me - common name of whoever is signed in */
export function filterControls(
  rows: readonly BoardRow[],
  { words, stage, only }: CycleFilter,
  me: string | null,
): readonly BoardRow[] {
  const wanted = words.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (stage === 'any' || row.stage === stage) &&
      (wanted === '' || `${row.requirement.id} ${row.title} ${row.owner}`.toLowerCase().includes(wanted)) &&
      (only === 'all' ||
        (only === 'overdue' && row.overdue) ||
        (only === 'left-out' && row.scope !== 'in') ||
        (only === 'mine' && me !== null && row.owner === me) ||
        (only === 'contradictory' && row.errors + row.warnings > (row.stage === 'approved' ? 0 : 1))),
  );
}

interface CycleView {
  readonly filter: CycleFilter;
  readonly view: 'board' | 'table' | 'missing';
  readonly narrow: (change: Partial<CycleFilter>) => void;
  readonly choose: (view: CycleView['view']) => void;
}

/** Filter and view of a cycle, kept while one looks at a control. */
export const useCycleView = create<CycleView>()((set) => ({
  filter: EVERY_CONTROL,
  view: 'board',
  narrow: (change) => {
    set(({ filter }) => ({ filter: { ...filter, ...change } }));
  },
  choose: (view) => {
    set({ view });
  },
}));
