import { Button, Radio, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import {
  ADDRESSABLE_DECISIONS,
  type AddressableDecision,
  type ControlReview,
} from '../../src-shared/controls/cycles.ts';
import { NeedsSignIn } from '../token/needs-sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { useEdit } from './use-edit.ts';

const DECISION_WORDS: Readonly<Record<AddressableDecision, { name: string; meaning: string }>> = {
  implement: { name: 'Implement it', meaning: 'It is reasonable and appropriate here, so it is done.' },
  alternative: {
    name: 'Take an equal alternative',
    meaning: 'Something else reaches the same; say what, and why it is as good.',
  },
  'not-reasonable': {
    name: 'Not reasonable here',
    meaning: 'The standard can be met without it; say why it is neither reasonable nor appropriate.',
  },
};

/** The three-way decision on an addressable specification (45 CFR 164.306(d)(3)). */
export function AddressableForm({
  control,
  open,
}: {
  readonly control: ControlReview;
  readonly open: boolean;
}): ReactNode {
  const { edit, busy, failure } = useEdit(control);
  const decided = control.addressable;
  const [decision, setDecision] = useState<AddressableDecision | null>(decided?.decision ?? null);
  const [rationale, setRationale] = useState(decided?.rationale ?? '');
  const same = decision === (decided?.decision ?? null) && rationale.trim() === (decided?.rationale ?? '');
  if (!open)
    return (
      <Section title="Addressable: the decision">
        <Facts
          rows={[
            ['Decision', decided === null ? 'None' : DECISION_WORDS[decided.decision].name],
            ['Reason', decided?.rationale ?? ''],
            ['Approved by', decided?.approvedBy ?? 'Nobody'],
          ]}
        />
      </Section>
    );
  return (
    <Section title="Addressable: decide among three ways">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (decision !== null) void edit({ edit: 'addressable', decision, rationale: rationale.trim() });
        }}
      >
        <Radio.Group
          label="Decision"
          value={decision ?? ''}
          onChange={(value) => {
            setDecision(ADDRESSABLE_DECISIONS.find((each) => each === value) ?? null);
          }}
        >
          <div className="stack stack-tight gap-top">
            {ADDRESSABLE_DECISIONS.map((each) => (
              <Radio
                key={each}
                value={each}
                label={DECISION_WORDS[each].name}
                description={DECISION_WORDS[each].meaning}
              />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label="Reason"
          description="In writing: from the risk analysis, the means there are, and what it costs"
          autosize
          minRows={2}
          maxLength={4000}
          dir="auto"
          required
          value={rationale}
          onChange={(event) => {
            setRationale(event.currentTarget.value);
          }}
        />
        {failure === null ? null : <FailurePanel failure={failure} />}
        {same ? null : (
          <NeedsSignIn why="Who decides is told from who approves by their tokens.">
            <div className="row row-end">
              <Button type="submit" loading={busy} disabled={decision === null || rationale.trim() === ''}>
                Save the decision
              </Button>
            </div>
          </NeedsSignIn>
        )}
      </form>
    </Section>
  );
}
