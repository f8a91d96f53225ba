import { Button, Modal } from '@mantine/core';
import { type ReactNode } from 'react';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { NeedsSignIn } from '../token/needs-sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts } from '../ui/page.tsx';
import { meantOf } from './meant.ts';

/** Names that are listed; the table has all of them. */
const NAMED = 10;

/** Controls on which nobody has concluded, and to which tests speak clearly. */
export const takenOver = (rows: readonly BoardRow[]): readonly BoardRow[] =>
  rows.filter(
    ({ scope, conclusion, found }) =>
      scope === 'in' && conclusion === null && (found === 'pass' || found === 'fail'),
  );

const counted = (rows: readonly BoardRow[]): string => {
  const names = rows.slice(0, NAMED).map(({ requirement }) => requirement.id);
  const more = rows.length > NAMED ? ' and others' : '';
  return rows.length === 0
    ? 'None'
    : `${formatOf(rows.length, 'control', 'controls')}: ${names.join(', ')}${more}`;
};

/** The sheet before what the tests found becomes conclusions: on which controls, with which one, and which are left. */
export function TakeOver({
  cycleId,
  rows,
  onClose,
}: {
  readonly cycleId: string;
  readonly rows: readonly BoardRow[];
  readonly onClose: () => void;
}): ReactNode {
  const edit = useAsk('reviews.edit');
  const clear = takenOver(rows);
  const waiting = rows.filter(({ scope, conclusion }) => scope === 'in' && conclusion === null);
  const of = (found: BoardRow['found']): readonly BoardRow[] => waiting.filter((row) => row.found === found);
  return (
    <Modal opened onClose={onClose} title="Take over what the control tests found" size={640}>
      <div className="stack">
        <p>
          The newest results of the period are attached to each control, and what they came to is written down
          as your conclusion. Somebody else has to approve it. A test shows a part of what is asked for: read
          what it does not show, and change a conclusion that you do not share.
        </p>
        <Facts
          rows={[
            ['Effective, as every test passed', counted(of('pass'))],
            ['With exceptions, as a test failed', counted(of('fail'))],
            ['Left to you, as a test could not tell', counted(of('unclear'))],
            ['Left to you, as there is no test', counted(of('none'))],
          ]}
        />
        <p className="soft">
          What somebody has concluded on stays as it is. For each exception the page Gaps offers to write down
          what has to be done.
        </p>
        <NeedsSignIn why="Who concludes is told from who approves by their tokens.">
          {edit.failure === null ? null : <FailurePanel failure={edit.failure} />}
          <div className="row row-end">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button
              loading={edit.busy}
              disabled={clear.length === 0}
              onClick={() =>
                void edit
                  .ask({ cycleId, controls: meantOf(clear), change: { edit: 'take-over' } })
                  .then((done) => {
                    if (done !== null) onClose();
                  })
              }
            >
              Conclude on {formatOf(clear.length, 'control', 'controls')}
            </Button>
          </div>
        </NeedsSignIn>
      </div>
    </Modal>
  );
}
