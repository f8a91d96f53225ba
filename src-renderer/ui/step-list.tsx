import type { ReactNode } from 'react';
import type { Verdict } from '../../src-shared/audit/types.ts';
import { VerdictBadge } from './verdict.tsx';

/** The named steps of a check in their order: what each did, and its verdict. */
export function StepList({
  steps,
}: {
  readonly steps: readonly { readonly name: string; readonly verdict: Verdict; readonly detail: string }[];
}): ReactNode {
  return (
    <ol className="steps">
      {steps.map(({ name, verdict, detail }, at) => (
        <li key={name}>
          <span className="step-number" aria-hidden>
            {at + 1}
          </span>
          <div className="grow">
            <div className="row">
              <span className="strong grow">{name}</span>
              <VerdictBadge verdict={verdict} />
            </div>
            <p className="soft" dir="auto">
              {detail}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
