import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { SCOPE_STATES, type ScopeState } from '../../src-shared/controls/cycles.ts';
import type { MeantControl } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { NeedsSignIn } from '../token/needs-sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { SCOPE_WORDS } from './words.ts';

/** Takes controls into the review or leaves them out, with a reason. */
export function ScopeSheet({
  cycleId,
  controls,
  start = { state: 'out', reason: '' },
  onClose,
}: {
  readonly cycleId: string;
  readonly controls: readonly MeantControl[];
  readonly start?: { readonly state: ScopeState; readonly reason: string };
  readonly onClose: () => void;
}): ReactNode {
  const edit = useAsk('reviews.edit');
  const [state, setState] = useState(start.state);
  const [reason, setReason] = useState(start.reason);
  const lacks = state !== 'in' && reason.trim() === '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        controls.length === 1
          ? 'Scope of this control'
          : `Scope of ${formatOf(controls.length, 'control', 'controls')}`
      }
      size={560}
    >
      <div className="stack">
        <p>What is left out stands in the report with its reason, and a second person has to approve it.</p>
        <NeedsSignIn why="Who leaves something out is told from who approves it by their tokens.">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void edit
                .ask({
                  cycleId,
                  controls: [...controls],
                  change: { edit: 'scope', state, reason: reason.trim() },
                })
                .then((done) => {
                  if (done !== null) onClose();
                });
            }}
          >
            <NativeSelect
              label="Scope"
              value={state}
              data={SCOPE_STATES.map((each) => ({ value: each, label: SCOPE_WORDS[each] }))}
              onChange={(event) => {
                setState(SCOPE_STATES.find((each) => each === event.currentTarget.value) ?? 'in');
              }}
            />
            {state === 'in' ? null : (
              <Textarea
                label="Reason"
                autosize
                minRows={3}
                maxLength={4000}
                dir="auto"
                required
                value={reason}
                onChange={(event) => {
                  setReason(event.currentTarget.value);
                }}
              />
            )}
            {edit.failure === null ? null : <FailurePanel failure={edit.failure} />}
            <div className="row row-end">
              <Button variant="default" onClick={onClose}>
                Not now
              </Button>
              <Button type="submit" loading={edit.busy} disabled={lacks}>
                Set the scope
              </Button>
            </div>
          </form>
        </NeedsSignIn>
      </div>
    </Modal>
  );
}
