import type { TablesStanding } from '../../src-shared/audit/tables.ts';
import type { Verdict } from '../../src-shared/audit/types.ts';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatCount, formatOf } from '../lib/format.ts';

/** What is shown of the log and the other tables together: nothing better than the worst of them. */
export interface Standing {
  readonly verdict: Verdict | null;
  /** Whose verdict it is. */
  readonly of: 'log' | 'tables' | 'nothing';
}

/** Pure. Without a sealed log, and without a watched table, there is nothing that could be intact. */
export function standing({
  clinic,
  integrity,
  tables,
}: Pick<Status, 'clinic' | 'integrity' | 'tables'>): Standing {
  if (clinic.guarded === false)
    return tables.watched === 0
      ? { verdict: null, of: 'nothing' }
      : { verdict: tables.verdict, of: 'tables' };
  const log = integrity.lastRun?.result ?? null;
  const worse = tables.verdict === 'tampered' || tables.verdict === 'could-not-tell';
  if (log === 'tampered' || !worse || (log === 'could-not-tell' && tables.verdict !== 'tampered'))
    return { verdict: log, of: 'log' };
  return { verdict: tables.verdict, of: 'tables' };
}

/** The watched tables in one sentence. */
export function tablesWords({ watched, tampered, unclear, unchecked, rows }: TablesStanding): string {
  const parts = [
    ...(tampered > 0 ? [`${formatCount(tampered)} tampered`] : []),
    ...(unclear > 0 ? [`${formatCount(unclear)} could not tell`] : []),
    ...(unchecked > 0 ? [`${formatCount(unchecked)} never verified`] : []),
  ];
  return `${formatOf(watched, 'table', 'tables')} watched, ${formatOf(rows, 'row', 'rows')} taken over${parts.length === 0 ? '' : `; ${parts.join(', ')}`}.`;
}
