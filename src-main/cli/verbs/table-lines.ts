import type { TableInfo } from '../../../src-shared/audit/tables.ts';

/** A watched table in a list: what was taken over, how it stands, what it ran into. */
export const tableLines = (one: TableInfo): string[] => [
  `${one.sourceId}  ${one.mapping.schema}.${one.mapping.table}: ${one.taken} rows taken over${one.lastTakeOver === null ? '' : `, last at ${one.lastTakeOver}`}${one.settled === null ? '' : `; settled up to ${one.settled}`}`,
  ...(one.lastRun === null
    ? []
    : [`    ${one.lastRun.result} at ${one.lastRun.startedAt} (level ${one.lastRun.level})`]),
  ...(one.drawn === null || one.drawn.rows === 0
    ? []
    : [
        `    ${one.drawn.rows} rows drawn at random since the last verification: one row altered just after it would have been seen with ${percent(one.drawn.chanceSeen)}`,
      ]),
  ...(one.problem === null ? [] : [`    ${one.problem.message} ${one.problem.remedy}`]),
];

/** Never rounded up to certainty. */
const percent = (chance: number): string => `${(Math.floor(chance * 1000) / 10).toFixed(1)} %`;
