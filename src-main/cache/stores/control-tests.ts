import type { TestDay, TestOutcome, TestResult } from '../../../src-shared/controls/tests.ts';
import type { CacheDatabase } from '../database.ts';

type Row = { readonly document: string };

const resultOf = ({ document }: Row): TestResult => JSON.parse(document) as TestResult;

/** Results of control tests in the cache: only ever added. */
export function controlTestStore(database: CacheDatabase) {
  const insert = database.prepare<[string, string, TestOutcome, number, string, string]>(
    'insert into test_result (id, test_id, outcome, concludes, day, document) values (?, ?, ?, ?, ?, ?)',
  );
  const one = database.prepare<[string], Row>('select document from test_result where id = ?');
  const newest = (which: string): string =>
    `select t.document from test_result t join (select max(number) as number from test_result ${which} group by test_id) n on n.number = t.number order by t.test_id`;
  const latest = database.prepare<[], Row>(newest(''));
  const concluded = database.prepare<[], Row>(newest('where concludes = 1'));
  const between = database.prepare<{ from: string; to: string; test: string | null }, Row>(
    'select document from test_result where day between $from and $to and ($test is null or test_id = $test) order by number',
  );
  const days = database.prepare<[string, number], TestDay>(
    `select d.day, d.runs, t.outcome from (select day, count(*) as runs, max(number) as number from test_result where test_id = ? group by day order by day desc limit ?) d
       join test_result t on t.number = d.number order by d.day`,
  );
  return {
    add: (result: TestResult, concludes: boolean): void => {
      insert.run(
        ...([
          result.id,
          result.testId,
          result.outcome,
          concludes ? 1 : 0,
          result.finishedAt.slice(0, 10),
        ] as const),
        JSON.stringify(result),
      );
    },
    read: (id: string): TestResult | null => {
      const row = one.get(id);
      return row === undefined ? null : resultOf(row);
    },
    latest: (): readonly TestResult[] => latest.all().map(resultOf),
    concluded: (): readonly TestResult[] => concluded.all().map(resultOf),
    between: (from: string, to: string, test: string | null): readonly TestResult[] =>
      between.all({ from, to, test }).map(resultOf),
    days: (testId: string, most: number): readonly TestDay[] => days.all(testId, most),
  };
}
