import type { ReactNode } from 'react';
import type { RiskDecision } from '../../src-shared/risk/contract.ts';
import { useAsk } from '../lib/query.ts';
import { DecisionForm } from '../ui/decision-form.tsx';
import { RISK_DECISIONS } from './risk-words.ts';

const ORDER: readonly [RiskDecision, RiskDecision] = ['explained', 'escalated'];

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
  const decide = useAsk('risk.decide');
  return (
    <div className="risk-decide">
      <DecisionForm
        title={title}
        from={ORDER}
        words={RISK_DECISIONS}
        kept="It is kept with your name and the time."
        busy={decide.busy}
        failure={decide.failure}
        onDecide={(state, reason) => {
          void decide.ask({ cases: [...cases], state, reason }).then((answer) => {
            if (answer !== null) onDone();
          });
        }}
      />
    </div>
  );
}
