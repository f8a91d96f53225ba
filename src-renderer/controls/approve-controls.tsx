import { type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import { formatCount } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { meantOf } from './meant.ts';
import { CONCLUSION_WORDS, SCOPE_WORDS } from './words.ts';

/** As many are named in the sheet; all of them are in what is signed. */
const NAMED = 12;

type Approved = Pick<BoardRow, 'requirement' | 'revision' | 'scope' | 'conclusion'>;

const saidOf = ({ requirement, scope, conclusion }: Approved): string =>
  `${requirement.id}: ${scope === 'in' ? (conclusion === null ? 'no conclusion' : CONCLUSION_WORDS[conclusion].name.toLowerCase()) : SCOPE_WORDS[scope].toLowerCase()}`;

/** The sheet before an approval: what is approved, by whom, and what it means. */
export function ApproveControls({
  cycle,
  controls,
  onClose,
}: {
  readonly cycle: Cycle;
  readonly controls: readonly Approved[];
  readonly onClose: () => void;
}): ReactNode {
  const approve = useAsk('reviews.approve');
  return (
    <ConfirmSign
      opened
      onClose={onClose}
      title={
        controls.length === 1 ? 'Approve this control' : `Approve ${formatCount(controls.length)} controls`
      }
      sentence="You sign that you looked at these conclusions and agree. Any later change takes the approval away. Who prepared a control cannot approve it."
      facts={[
        ['Cycle', <bdi key="cycle">{cycle.name}</bdi>],
        [
          'Controls',
          <span key="controls">
            {controls.slice(0, NAMED).map(saidOf).join('; ')}
            {controls.length > NAMED ? `; and ${formatCount(controls.length - NAMED)} more` : ''}
          </span>,
        ],
      ]}
      busy={approve.busy}
      failure={approve.failure}
      onSign={() =>
        void approve.ask({ cycleId: cycle.id, controls: meantOf(controls) }).then((done) => {
          if (done !== null) onClose();
        })
      }
    />
  );
}
