import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { BoardRow, MeantControl } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { ApproveControls } from './approve-controls.tsx';
import { ConcludeSheet } from './conclude-sheet.tsx';
import { ScopeSheet } from './scope-sheet.tsx';

/** As many controls as one step may concern. */
const MOST = 1000;

/** The controls as they were looked at. */
export const meantOf = (rows: readonly Pick<BoardRow, 'requirement' | 'revision'>[]): MeantControl[] =>
  rows.map(({ requirement, revision }) => ({ requirement, revision }));

/** What can be done with several controls at once. */
export function BulkBar({
  cycle,
  rows,
  chosen,
  onChoose,
}: {
  readonly cycle: Cycle;
  readonly rows: readonly BoardRow[];
  readonly chosen: readonly BoardRow[];
  readonly onChoose: (rows: readonly BoardRow[]) => void;
}): ReactNode {
  const [sheet, setSheet] = useState<'conclude' | 'scope' | 'approve' | null>(null);
  const edit = useAsk('reviews.edit');
  const many = Math.min(rows.length, MOST);
  const none = chosen.length === 0;
  const passing = rows.filter((row) => row.passing);
  const close = (): void => {
    setSheet(null);
  };
  const ready = chosen.filter(({ stage }) => stage === 'to-approve' || stage === 'voided');
  const controls = meantOf(chosen);
  return (
    <>
      <div className="bulk-bar" role="toolbar" aria-label="Several controls at once">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onChoose(none ? rows.slice(0, MOST) : []);
          }}
        >
          {none ? `Choose all ${String(many)}` : 'Choose none'}
        </Button>
        {none && passing.length > 0 ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onChoose(passing.slice(0, MOST));
            }}
          >
            Choose the {String(Math.min(passing.length, MOST))} whose tests passed
          </Button>
        ) : null}
        <span className="soft grow" aria-live="polite">
          {none
            ? 'Choose controls to deal with several at once.'
            : `${formatOf(chosen.length, 'control', 'controls')} chosen`}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={none}
          loading={edit.busy}
          onClick={() => void edit.ask({ cycleId: cycle.id, controls, change: { edit: 'attach-results' } })}
        >
          Attach test results
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={none}
          onClick={() => {
            setSheet('scope');
          }}
        >
          Scope…
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={none}
          onClick={() => {
            setSheet('conclude');
          }}
        >
          Conclude…
        </Button>
        <Button
          size="compact-sm"
          disabled={ready.length === 0}
          onClick={() => {
            setSheet('approve');
          }}
        >
          Approve {ready.length === 0 ? '' : String(ready.length)}…
        </Button>
      </div>
      {edit.failure === null ? null : (
        <div className="pad">
          <FailurePanel failure={edit.failure} />
        </div>
      )}
      {sheet === 'conclude' ? <ConcludeSheet cycleId={cycle.id} controls={controls} onClose={close} /> : null}
      {sheet === 'scope' ? <ScopeSheet cycleId={cycle.id} controls={controls} onClose={close} /> : null}
      {sheet === 'approve' ? <ApproveControls cycle={cycle} controls={ready} onClose={close} /> : null}
    </>
  );
}
