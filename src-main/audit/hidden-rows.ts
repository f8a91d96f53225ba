import { type Draft, draft } from './draft.ts';
import type { LogSnapshot } from './ports.ts';

/** So many are told one by one. */
const TOLD = 100;

/**
 * Rows that lie in the table and that no search by number leads to, so that nothing that goes by the number sees them.
 *
 * @param found - rows that were found by their number
 * @param duty - see RangeTask.duty
 */
export async function hiddenFindings(
  snapshot: LogSnapshot,
  found: number,
  duty: number,
): Promise<readonly Draft[]> {
  const { rows, ids } = await snapshot.hidden(found, duty);
  if (rows === 0) return [];
  const told = ids.slice(0, TOLD).map((id) => insertion(id, `Entry ${id} was put in so that`));
  const left = rows - told.length;
  return left > 0 ? [...told, insertion(null, `${left} entries were put in so that`)] : told;
}

const insertion = (entryId: number | null, words: string): Draft =>
  draft('insertion', null, entryId, {
    summary: `${words} a search by number does not find ${entryId === null ? 'them' : 'it'}: the index of the log's table was not told.`,
  });
