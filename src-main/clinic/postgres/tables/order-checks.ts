import type { Mapping } from '../../../../src-shared/audit/tables.ts';
import { isIntegerType, isTimeType } from '../../../audit/index.ts';
import type { ConnectionCheck } from '../../ports.ts';
import type { Connected } from '../connect.ts';
import { answered, check } from './check.ts';
import { quoted } from './session.ts';
import type { Column } from './shape.ts';

/** Whether new rows can be told from rows that were put in behind, in the way that was chosen. */
export async function orderChecks(
  client: Connected,
  mapping: Mapping,
  columns: readonly Column[],
): Promise<ConnectionCheck[]> {
  const from = `${quoted(mapping.schema)}.${quoted(mapping.table)}`;
  const column = (name: string): Column | undefined => columns.find((one) => one.name === name);
  const time = mapping.time === null ? undefined : column(mapping.time);
  const checks: ConnectionCheck[] = [];
  if (time !== undefined && !isTimeType(time.type))
    checks.push(
      check(
        'time',
        'Time',
        mapping.order === 'time' ? 'failed' : 'warning',
        `The time column has the type ${time.type.slice(0, 100)}: a change of it is seen, but rows cannot be ordered by it.`,
        mapping.order === 'time'
          ? 'Choose a column with a date or timestamp, or another way to tell new rows.'
          : '',
      ),
    );
  if (mapping.order === 'key') {
    const [name = ''] = mapping.key;
    const key = column(name);
    if (mapping.key.length !== 1 || key === undefined || !isIntegerType(key.type))
      return [
        ...checks,
        check(
          'order',
          'New rows',
          'failed',
          'Only a single column with whole numbers rises with every row.',
          BY_TIME,
        ),
      ];
    if (key.rising === false)
      return [
        ...checks,
        check(
          'order',
          'New rows',
          'failed',
          'The sequence of the key hands out numbers ahead, so a new row may have a lower number than an older one.',
          BY_TIME,
        ),
      ];
    const falls =
      time !== undefined && isTimeType(time.type)
        ? await answered(
            client,
            `select exists (select from (select ${quoted(time.name)} as at, max(${quoted(time.name)}) over (order by ${quoted(name)} rows between unbounded preceding and 1 preceding) as before
               from (select ${quoted(name)}, ${quoted(time.name)} from ${from} where isfinite(${quoted(time.name)}) order by ${quoted(name)} desc limit 10000) newest) s
              where before - at > interval '1 second' * ${Math.max(mapping.settleSeconds, 60)}) as found`,
          )
        : null;
    checks.push(
      falls === true
        ? check(
            'order',
            'New rows',
            'warning',
            'Among the newest rows are some whose time lies well before that of rows with lower numbers: numbers may not rise with time.',
            BY_TIME,
          )
        : key.rising === true
          ? check(
              'order',
              'New rows',
              'ok',
              'The key comes from a sequence that rises by one: a row that appears below the highest settled number was put in behind.',
            )
          : check(
              'order',
              'New rows',
              'warning',
              'No sequence of the database gives out the key, so it rests on the application that numbers rise.',
              BY_TIME,
            ),
    );
  } else if (mapping.order === 'time') {
    checks.push(
      time?.nullable === true
        ? check(
            'order',
            'New rows',
            'warning',
            'The time may be missing: rows without one can never be told to have been put in behind.',
            '',
          )
        : check(
            'order',
            'New rows',
            'ok',
            `A row that appears more than ${waitText(mapping.settleSeconds)} after its own time is told to have been put in behind.`,
          ),
    );
  } else
    checks.push(
      check(
        'order',
        'New rows',
        'warning',
        'Without an order, a row that somebody puts in later cannot be told from a new one. Changes, removals and moves are seen all the same.',
        '',
      ),
    );
  return checks;
}
const BY_TIME = 'Tell new rows by their time instead, or not at all.';

/** A duration for the eye. */
const waitText = (seconds: number): string =>
  seconds >= 172_800
    ? `${Math.round(seconds / 86_400)} days`
    : seconds >= 7200
      ? `${Math.round(seconds / 3600)} hours`
      : seconds >= 120
        ? `${Math.round(seconds / 60)} minutes`
        : `${seconds} seconds`;
