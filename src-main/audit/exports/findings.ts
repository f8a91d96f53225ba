import type { EntryHeader, Finding, VerificationRun } from '../../../src-shared/audit/types.ts';
import { throwIfCancelled } from '../../base/fault.ts';
import { BYTE_ORDER_MARK, type Cell, csvLine } from '../../base/csv.ts';
import type { RunStore, Work } from '../service.ts';

/** The forms in which the findings of a run can leave. */
export const FINDINGS_FORMATS = ['csv', 'json'] as const;
export type FindingsFormat = (typeof FINDINGS_FORMATS)[number];

/** Findings read at a time: what is held in memory. */
const PAGE = 500;

const HEADER_FIELDS: readonly (readonly [keyof EntryHeader, string])[] = [
  ['occurredAt', 'time'],
  ['actor', 'actor'],
  ['actorRole', 'role'],
  ['eventType', 'event'],
  ['action', 'action'],
  ['resourceType', 'resource_type'],
  ['resourceId', 'resource_id'],
  ['success', 'success'],
];
/** Columns of the CSV file, in order. */
export const FINDINGS_COLUMNS: readonly string[] = [
  'finding',
  'type',
  'summary',
  'position',
  'entry',
  'key',
  'earliest',
  'latest',
  'reference',
  'block',
  'moved_from',
  'expected_leaf',
  'found_leaf',
  ...HEADER_FIELDS.map(([, name]) => `before_${name}`),
  ...HEADER_FIELDS.map(([, name]) => `now_${name}`),
];

/**
 * The findings of a run as a file, piece by piece: a hundred thousand findings are never in memory at once.
 *
 * @throws Fault `run-unknown`, `cancelled`
 */
export async function* findingsFile(
  runs: RunStore,
  runId: string,
  format: FindingsFormat,
  work: Work,
): AsyncGenerator<string> {
  const run = await runs.run(runId);
  yield format === 'csv' ? BYTE_ORDER_MARK + csvLine(FINDINGS_COLUMNS) : jsonBegin(run);
  for (let offset = 0; offset < run.found; offset += PAGE) {
    throwIfCancelled(work.signal);
    const { rows } = await runs.findings(runId, offset, PAGE, null);
    yield rows
      .map(({ index, finding }) =>
        format === 'csv' ? csvLine(cellsOf(index, finding)) : jsonLine(index, finding),
      )
      .join('');
    work.progress({
      phase: 'Writing findings',
      done: offset + rows.length,
      total: run.found,
      unit: 'findings',
    });
  }
  if (format === 'json') yield '\n]}\n';
}

const jsonBegin = (run: VerificationRun): string =>
  `${JSON.stringify({ format: 'attestry/findings', version: 1, run }).slice(0, -1)},"findings":[`;
const jsonLine = (index: number, finding: Finding): string =>
  `${index === 0 ? '' : ','}\n${JSON.stringify({ finding: index + 1, ...finding })}`;

function cellsOf(
  index: number,
  { type, position, entryId, key, earliest, latest, evidence }: Finding,
): readonly Cell[] {
  // A row of a mapped table has a time and no further fields.
  const fields = (side: EntryHeader | null, time: string | null | undefined): readonly Cell[] =>
    HEADER_FIELDS.map(([field]) =>
      side === null && field === 'occurredAt' ? (time ?? null) : (side?.[field] ?? null),
    );
  return [
    index + 1,
    type,
    evidence.summary,
    position,
    entryId,
    key ?? null,
    earliest,
    latest,
    evidence.reference,
    evidence.block,
    evidence.movedFrom,
    evidence.expectedLeaf,
    evidence.foundLeaf,
    ...fields(evidence.before, evidence.row?.before?.time),
    ...fields(evidence.now, evidence.row?.now?.time),
  ];
}
