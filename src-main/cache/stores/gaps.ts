import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import { gapEventSchema, gapSchema } from '../../../src-shared/controls/gaps.ts';
import { Fault } from '../../base/fault.ts';
import type { GapChange } from '../../controls/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

type Row = { readonly document: string };
const plainGap = gapSchema.omit({ history: true });

/** Gaps as their changes; a change and the entry of the activity log are one transaction. */
export function gapStore(database: CacheDatabase, activity: ActivityTable) {
  const insert = database.prepare('insert into gap_change values (?, ?, ?, ?)');
  const changes = database.prepare<[string], { count: number }>(
    'select count(*) as count from gap_change where gap_id = ?',
  );
  const one = database.prepare<[string], Row>(
    'select document from gap_change where gap_id = ? order by number',
  );
  const ofCycle = database.prepare<[string], Row>(
    'select document from gap_change where cycle_id = ? order by gap_id, number',
  );
  const read = ({ document }: Row): GapChange => {
    const { gap, event } = JSON.parse(document) as { gap: unknown; event: unknown };
    return { gap: plainGap.parse(gap), event: gapEventSchema.parse(event) };
  };
  const put = database.transaction((change: GapChange, after: number, event: ActivityEvent): void => {
    if (changes.get(change.gap.id)?.count !== after)
      throw new Fault(
        'gap-changed',
        'Somebody else changed this gap in the meantime.',
        'Look at it again, then change it.',
      );
    insert.run(change.gap.id, after, change.gap.cycleId, JSON.stringify(change));
    activity.append(event);
  });
  return {
    add: (change: GapChange, after: number, event: ActivityEvent): void => {
      put.immediate(change, after, event);
    },
    of: (gapId: string): GapChange[] => one.all(gapId).map(read),
    inCycle: (cycleId: string): GapChange[] => ofCycle.all(cycleId).map(read),
  };
}
