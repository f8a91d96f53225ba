import { Button, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RiskDecision } from '../../src-shared/risk/contract.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { RISK_DECISIONS } from './risk-words.ts';

const ORDER: readonly RiskDecision[] = ['explained', 'escalated'];
const LEAST = 3;

/** One decision with its reason, on one case or on several at once. */
export function DecideForm({
  cases,
  title,
  onDone,
}: {
  readonly cases: readonly number[];
  readonly title: string;
  readonly onDone: () => void;
}): ReactNode {
  const [decision, setDecision] = useState<RiskDecision>('explained');
  const [reason, setReason] = useState('');
  const decide = useAsk('risk.decide');
  const enough = reason.trim().length >= LEAST;
  const { ask, sentence, go } = RISK_DECISIONS[decision];
  return (
    <form
      className="stack risk-decide"
      aria-label={title}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (!enough) return;
        void decide.ask({ cases: [...cases], state: decision, reason: reason.trim() }).then((answer) => {
          if (answer !== null) onDone();
        });
      }}
    >
      <div className="row">
        <strong className="grow">{title}</strong>
        <span className="row" role="radiogroup" aria-label="Decision">
          {ORDER.map((one) => (
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
              {RISK_DECISIONS[one].go}
            </Button>
          ))}
        </span>
      </div>
      <Textarea
        label={ask}
        description={`${sentence} It is kept with your name and the time. Name no patients.`}
        value={reason}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(change) => {
          setReason(change.currentTarget.value);
        }}
      />
      {decide.failure === null ? null : <FailurePanel failure={decide.failure} />}
      <div className="row">
        <Button type="submit" loading={decide.busy} disabled={!enough}>
          {go}: record it
        </Button>
        <span className="soft small">{enough ? '' : `At least ${String(LEAST)} characters.`}</span>
      </div>
    </form>
  );
}
