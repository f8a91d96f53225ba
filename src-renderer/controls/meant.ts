import type { BoardRow, MeantControl } from '../../src-shared/controls/reviews.ts';

/** As many controls as one step may concern. */
export const MOST_MEANT = 1000;

/** The controls as they were looked at. */
export const meantOf = (rows: readonly Pick<BoardRow, 'requirement' | 'revision'>[]): MeantControl[] =>
  rows.slice(0, MOST_MEANT).map(({ requirement, revision }) => ({ requirement, revision }));
