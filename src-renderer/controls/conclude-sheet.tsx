import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { CONCLUSIONS, type ReviewConclusion } from '../../src-shared/controls/cycles.ts';
import type { MeantControl } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { NeedsSignIn } from '../token/needs-sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { CONCLUSION_WORDS } from './words.ts';

/** What has to be written beside a conclusion. */
export const NARRATIVE_WORDS: Readonly<Record<ReviewConclusion, string>> = {
  effective: 'What was looked at, and what was found',
  exception: 'What deviated, how often and why, and what it means',
  'not-effective': 'What is missing or does not work',
  'not-tested': 'Why it was not tested',
};

/** The fields of a conclusion. */
export function ConclusionFields({
  conclusion,
  narrative,
  onChange,
}: {
  readonly conclusion: ReviewConclusion | null;
  readonly narrative: string;
  readonly onChange: (change: {
    readonly conclusion?: ReviewConclusion | null;
    readonly narrative?: string;
  }) => void;
}): ReactNode {
  return (
    <>
      <NativeSelect
        label="Conclusion"
        value={conclusion ?? ''}
        data={[
          { value: '', label: 'None yet' },
          ...CONCLUSIONS.map((each) => ({ value: each, label: CONCLUSION_WORDS[each].name })),
        ]}
        onChange={(event) => {
          onChange({ conclusion: CONCLUSIONS.find((each) => each === event.currentTarget.value) ?? null });
        }}
      />
      <Textarea
        label={conclusion === null ? 'What was found' : NARRATIVE_WORDS[conclusion]}
        description="Goes into the report: no names of patients"
        autosize
        minRows={3}
        maxRows={14}
        maxLength={4000}
        dir="auto"
        required={conclusion !== null && conclusion !== 'effective'}
        value={narrative}
        onChange={(event) => {
          onChange({ narrative: event.currentTarget.value });
        }}
      />
    </>
  );
}

/** Concludes on several controls with the same words. */
export function ConcludeSheet({
  cycleId,
  controls,
  onClose,
}: {
  readonly cycleId: string;
  readonly controls: readonly MeantControl[];
  readonly onClose: () => void;
}): ReactNode {
  const edit = useAsk('reviews.edit');
  const [said, setSaid] = useState<{ conclusion: ReviewConclusion | null; narrative: string }>({
    conclusion: 'effective',
    narrative: '',
  });
  const lacks = said.conclusion !== null && said.conclusion !== 'effective' && said.narrative.trim() === '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Conclude on ${formatOf(controls.length, 'control', 'controls')}`}
      size={600}
    >
      <div className="stack">
        <p>
          The conclusion is recorded under your name for each of them, and approvals that they have hold no
          more. Somebody else has to approve.
        </p>
        <NeedsSignIn why="Who concludes is told from who approves by their tokens.">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void edit
                .ask({ cycleId, controls: [...controls], change: { edit: 'conclude', ...said } })
                .then((done) => {
                  if (done !== null) onClose();
                });
            }}
          >
            <ConclusionFields
              {...said}
              onChange={(change) => {
                setSaid((before) => ({ ...before, ...change }));
              }}
            />
            {edit.failure === null ? null : <FailurePanel failure={edit.failure} />}
            <div className="row row-end">
              <Button variant="default" onClick={onClose}>
                Not now
              </Button>
              <Button type="submit" loading={edit.busy} disabled={lacks}>
                Conclude
              </Button>
            </div>
          </form>
        </NeedsSignIn>
      </div>
    </Modal>
  );
}
