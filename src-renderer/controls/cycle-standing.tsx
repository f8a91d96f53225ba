import type { ReactNode } from 'react';
import { REVIEW_STAGES } from '../../src-shared/controls/cycles.ts';
import type { CycleRow } from '../../src-shared/controls/reviews.ts';
import { formatCount } from '../lib/format.ts';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { STAGE_WORDS } from './words.ts';

/** How far a cycle is, as a strip with its numbers. */
export function CycleStanding({ row }: { readonly row: CycleRow }): ReactNode {
  const { cycle, stages, controls, lock } = row;
  return (
    <div className="standing" role="group" aria-label="How far it is">
      <div className="standing-strip" aria-hidden>
        {REVIEW_STAGES.toReversed().map((stage) =>
          stages[stage] === 0 ? null : (
            <span key={stage} data-stage={stage} style={{ flexGrow: stages[stage] }} />
          ),
        )}
      </div>
      <ul className="standing-words">
        {REVIEW_STAGES.toReversed().map((stage) => (
          <li key={stage}>
            <span className="standing-mark" data-stage={stage} aria-hidden />
            {STAGE_WORDS[stage]} <strong>{formatCount(stages[stage])}</strong>
          </li>
        ))}
        <li className="soft">of {formatCount(controls)}</li>
        {lock === null ? null : (
          <li className="row">
            Locked by <bdi>{cycle.lockedBy}</bdi>
            {cycle.lockedAt === null ? null : <When at={cycle.lockedAt} />}
            <VerdictBadge verdict={lock.result} />
          </li>
        )}
      </ul>
    </div>
  );
}
