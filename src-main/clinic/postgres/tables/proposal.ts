import type { Inspection, Mapping } from '../../../../src-shared/audit/tables.ts';
import { MOST_COLUMNS } from '../../../../src-shared/audit/tables.ts';
import { isIntegerType, isTimeType } from '../../../audit/index.ts';
import type { Column, Unique } from './shape.ts';

/** A key that is a number from a sequence settles within a transaction. Seconds. */
const KEY_SETTLES = 60;
/** A time that the database writes itself settles within a transaction. Seconds. */
const CLOCK_SETTLES = 900;
/** A time that somebody else wrote: rows may be loaded a day later. Seconds. */
const LOADED_SETTLES = 86_400;
const BY_CLOCK = /now\(\)|current_timestamp|clock_timestamp|statement_timestamp|transaction_timestamp/i;
const TIME_NAMES: readonly RegExp[] = [
  /^(recorded|occurred|created|logged|event|audit|log)(_?(at|on|time|ts|date))?$/i,
  /(recorded|occurred|created|logged|event|audit|insert).*(at|on|time|ts|date)?$/i,
  /(time|_at|_ts|date|updated)$/i,
];

/** How a table is best mapped, from its catalogue alone; no value is looked at. */
export function proposalFor(
  schema: string,
  table: string,
  columns: readonly Column[],
  uniques: readonly Unique[],
): Pick<Inspection, 'proposal' | 'why'> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const best =
    uniques.find(({ primary }) => primary) ??
    uniques.toSorted((a, b) => a.columns.length - b.columns.length)[0];
  const time = timeOf(columns);
  // A partitioned table's primary key must hold the time it is partitioned by; the number alone names the row.
  const number = best?.columns.filter((name) => byName.get(name)?.rising === true) ?? [];
  const key =
    best === undefined
      ? columns
          .filter(({ rising }) => rising === true)
          .slice(0, 1)
          .map(({ name }) => name)
      : number.length > 0 && best.columns.every((name) => number.includes(name) || name === time?.name)
        ? number.slice(0, 1)
        : best.columns;
  if (key.length === 0)
    return {
      proposal: null,
      why: 'The table has no unique key and no numbered column. Choose columns that together name one row.',
    };
  const timeName = time === undefined || key.includes(time.name) ? null : time.name;
  const content = columns.map(({ name }) => name).filter((name) => !key.includes(name) && name !== timeName);
  if (content.length === 0) return { proposal: null, why: 'The table has nothing but its key and a time.' };
  if (columns.length > MOST_COLUMNS)
    return {
      proposal: null,
      why: `The table has ${columns.length} columns; at most ${MOST_COLUMNS} can be protected.`,
    };
  const single = key.length === 1 ? byName.get(key[0] ?? '') : undefined;
  const byKey = single !== undefined && isIntegerType(single.type) && single.rising === true;
  const byTime = timeName !== null && time?.nullable === false;
  const clock = timeName !== null && BY_CLOCK.test(time?.fallback ?? '');
  const order: Mapping['order'] = byKey ? 'key' : byTime ? 'time' : 'none';
  return {
    proposal: {
      schema,
      table,
      key: [...key],
      time: timeName,
      content,
      order,
      settleSeconds: order === 'key' ? KEY_SETTLES : clock ? CLOCK_SETTLES : LOADED_SETTLES,
    },
    why: `${best === undefined ? 'There is no unique index; the numbered column is taken as the key.' : best.primary ? 'The key is the primary key.' : 'The key is a unique index.'} ${WHY[order]}`,
  };
}

const WHY: Readonly<Record<Mapping['order'], string>> = {
  key: 'Its numbers come from a sequence, so new rows have higher ones.',
  time: 'New rows are told by their time.',
  none: 'Nothing tells a new row from one that was put in later.',
};

function timeOf(columns: readonly Column[]): Column | undefined {
  const times = columns.filter(({ type }) => isTimeType(type));
  const zoned = times.filter(({ type }) => type.includes('with time zone'));
  for (const among of [zoned, times])
    for (const pattern of TIME_NAMES) {
      const found = among.find(({ name }) => pattern.test(name));
      if (found !== undefined) return found;
    }
  return zoned[0] ?? times[0];
}
