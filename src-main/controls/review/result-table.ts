import type { TestResult } from '../../../src-shared/controls/tests.ts';
import { BYTE_ORDER_MARK, type Cell, csvLine } from '../../base/csv.ts';

/**
 * A test result as a table for a spreadsheet: what it is, one fact a line, an empty line, then the rows that failed. Cells that
 * a spreadsheet would take for a formula get an apostrophe in front.
 */
export function resultTable(result: TestResult, title: string | null): string {
  const { sample, source, population } = result;
  const facts: readonly (readonly [string, Cell])[] = [
    ...([
      ['Test', title ?? result.testId],
      ['Id of the test', result.testId],
    ] as const),
    ...([
      ['Version of the test', result.testVersion],
      ['Outcome', result.outcome],
    ] as const),
    ['Reason', result.reason],
    ...([
      ['Population', population],
      ['Tested', result.tested],
      ['Failed', result.failedCount],
    ] as const),
    ['Sample', sample === null ? 'whole population' : `${sample.size}, seed ${sample.seed}`],
    ...([
      ['Server', source.server],
      ['Database', source.database],
      ['Role', source.role],
    ] as const),
    ...([
      ['Started', result.startedAt],
      ['Finished', result.finishedAt],
    ] as const),
    ...result.parameters.map(({ meaning, value }) => [meaning, value] as const),
    ...([
      ['Query', result.queryText],
      ['SHA-256 of the query', result.queryHash],
    ] as const),
    ...([
      ['Id of the result', result.id],
      ['SHA-256 of the result', result.sha256],
    ] as const),
  ];
  return [
    BYTE_ORDER_MARK,
    csvLine(['Fact', 'Value']),
    ...facts.map((line) => csvLine(line)),
    '\r\n',
    csvLine(['Failed row', 'What is wrong']),
    ...result.failed.map(({ key, fact }) => csvLine([key, fact])),
  ].join('');
}
