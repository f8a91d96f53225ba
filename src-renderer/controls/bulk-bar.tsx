import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { BoardRow } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { ApproveControls } from './approve-controls.tsx';
import { ConcludeSheet } from './conclude-sheet.tsx';
import { MOST_MEANT, meantOf } from './meant.ts';
import { ScopeSheet } from './scope-sheet.tsx';
import { TakeOver, takenOver } from './take-over.tsx';

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
  const [sheet, setSheet] = useState<'conclude' | 'scope' | 'approve' | 'take-over' | null>(null);
  const edit = useAsk('reviews.edit');
  const many = Math.min(rows.length, MOST_MEANT);
  const none = chosen.length === 0;
  const passing = rows.filter((row) => row.passing);
  const clear = takenOver(none ? rows : chosen);
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
            onChoose(none ? rows.slice(0, MOST_MEANT) : []);
          }}
        >
          {none ? `Choose all ${String(many)}` : 'Choose none'}
        </Button>
        {none && passing.length > 0 ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onChoose(passing.slice(0, MOST_MEANT));
            }}
          >
            Choose the {String(Math.min(passing.length, MOST_MEANT))} whose tests passed
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
          disabled={clear.length === 0}
          title={clear.length === 0 ? 'No test has a clear result for a control that waits.' : undefined}
          onClick={() => {
            setSheet('take-over');
          }}
        >
          Take over test findings{clear.length === 0 ? '' : ` (${String(clear.length)})`}…
        </Button>
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
      {sheet === 'take-over' ? (
        <TakeOver cycleId={cycle.id} rows={none ? rows : chosen} onClose={close} />
      ) : null}
      {sheet === 'conclude' ? <ConcludeSheet cycleId={cycle.id} controls={controls} onClose={close} /> : null}
      {sheet === 'scope' ? <ScopeSheet cycleId={cycle.id} controls={controls} onClose={close} /> : null}
      {sheet === 'approve' ? <ApproveControls cycle={cycle} controls={ready} onClose={close} /> : null}
    </>
  );
}
