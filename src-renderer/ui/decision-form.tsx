import { Button, Textarea } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { DECISION_REASON } from '../../src-shared/base/schemas.ts';
import type { ApiFailure } from '../lib/api.ts';
import { FailurePanel } from './failure.tsx';

/** What a decision is called, what it means, and what is asked for it. */
export type DecisionWords = { readonly go: string; readonly sentence: string; readonly ask: string };

/** One decision of a few with its reason, which is kept for good. */
export function DecisionForm<D extends string>({
  title,
  from,
  words,
  kept,
  busy,
  failure,
  onDecide,
}: {
  /** Stands before the choice; null where the place says it already. */
  readonly title: string | null;
  /** What can be decided now, the likeliest first. */
  readonly from: readonly [D, ...D[]];
  readonly words: Readonly<Record<D, DecisionWords>>;
  /** Where the reason is kept, as a sentence. */
  readonly kept: string;
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  readonly onDecide: (decision: D, reason: string) => void;
}): ReactNode {
  const [decision, setDecision] = useState<D>(from[0]);
  const [reason, setReason] = useState('');
  const hint = useId();
  const enough = reason.trim().length >= DECISION_REASON.least;
  const { ask, sentence, go } = words[decision];
  return (
    <form
      className="stack"
      aria-label={title ?? 'Decide'}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (enough) onDecide(decision, reason.trim());
      }}
    >
      <div className="row">
        {title === null ? null : <strong className="grow">{title}</strong>}
        <span className="row" role="radiogroup" aria-label="Decision">
          {from.map((one) => (
            <Button
              key={one}
              role="radio"
              aria-checked={one === decision}
              size="xs"
              variant={one === decision ? 'light' : 'default'}
              onClick={() => {
                setDecision(one);
              }}
            >
              {words[one].go}
            </Button>
          ))}
        </span>
      </div>
      <Textarea
        label={ask}
        description={`${sentence} ${kept} Name no patients.`}
        value={reason}
        maxLength={DECISION_REASON.most}
        autosize
        minRows={2}
        onChange={(change) => {
          setReason(change.currentTarget.value);
        }}
      />
      {failure === null ? null : <FailurePanel failure={failure} />}
      <div className="row">
        <Button type="submit" loading={busy} disabled={!enough} aria-describedby={hint}>
          {go}: record it
        </Button>
        <span id={hint} className="soft small">
          {enough ? '' : `At least ${String(DECISION_REASON.least)} characters.`}
        </span>
      </div>
    </form>
  );
}
