import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { useCycleView } from './cycle-filter.ts';
import { FindingLine } from './missing-list.tsx';

const NAMED = 8;

/** The sheet before a cycle is locked; while something is missing it says what. */
export function LockCycle({
  board,
  onClose,
}: {
  readonly board: Output<'reviews.board'>;
  readonly onClose: () => void;
}): ReactNode {
  const lock = useAsk('reviews.lock');
  const choose = useCycleView((state) => state.choose);
  const { cycle, controls } = board.row;
  const errors = board.findings.filter(({ level }) => level === 'error');
  const warnings = board.findings.length - errors.length;
  if (errors.length > 0)
    return (
      <Modal opened onClose={onClose} title="The cycle cannot be locked yet" size={600}>
        <div className="stack">
          <p>
            A lock is a signature over a review that is complete.{' '}
            {formatOf(errors.length, 'thing is', 'things are')} missing:
          </p>
          <ul className="linked-list">
            {errors.slice(0, NAMED).map((finding, at) => (
              <li key={at}>
                <span className="mono">{finding.requirement?.id ?? 'Cycle'}</span>
                <FindingLine finding={finding} />
              </li>
            ))}
          </ul>
          <div className="row row-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              data-autofocus
              onClick={() => {
                choose('missing');
                onClose();
              }}
            >
              Show all that is missing
            </Button>
          </div>
        </div>
      </Modal>
    );
  return (
    <ConfirmSign
      opened
      onClose={onClose}
      title="Lock this cycle"
      sentence="You sign the whole review as it is now. Nothing in it can be changed any more; whoever changes it behind the application’s back is found by this signature."
      facts={[
        ['Cycle', <bdi key="cycle">{cycle.name}</bdi>],
        ['Period', `${cycle.from} to ${cycle.to}`],
        ['Controls', formatCount(controls)],
        ['Worth a look', warnings === 0 ? 'Nothing' : formatOf(warnings, 'thing', 'things')],
      ]}
      busy={lock.busy}
      failure={lock.failure}
      onSign={() =>
        void lock.ask({ cycleId: cycle.id }).then((done) => {
          if (done !== null) onClose();
        })
      }
    />
  );
}
