import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Check } from '../../src-shared/clinic/types.ts';

const OUTCOMES = {
  ok: { Icon: IconCircleCheck, tone: 'good', word: 'OK' },
  warning: { Icon: IconAlertTriangle, tone: 'unsure', word: 'Look at this' },
  failed: { Icon: IconCircleX, tone: 'bad', word: 'Failed' },
  skipped: { Icon: IconCircleMinus, tone: 'none', word: 'Not checked' },
} as const satisfies Record<Check['outcome'], unknown>;

/** What was checked, each with its plain answer and, where something is wrong, what to do. */
export function CheckList({
  checks,
  label,
}: {
  readonly checks: readonly (Omit<Check, 'remedy'> & { readonly remedy?: string; readonly word?: string })[];
  readonly label: string;
}): ReactNode {
  return (
    <ul className="checks" aria-label={label}>
      {checks.map(({ id, outcome, title, detail, remedy = '', ...own }) => {
        const { Icon, tone } = OUTCOMES[outcome];
        const word = own.word ?? OUTCOMES[outcome].word;
        return (
          <li key={id} data-outcome={outcome}>
            <Icon size={18} className={`ink-${tone}`} aria-hidden />
            <div className="grow">
              <p className="check-title" dir="auto">
                {title}
              </p>
              <p className="soft" dir="auto">
                {detail}
              </p>
              {remedy === '' ? null : (
                <p className="check-remedy" dir="auto">
                  {remedy}
                </p>
              )}
            </div>
            <span className={`word ink-${tone}`}>{word}</span>
          </li>
        );
      })}
    </ul>
  );
}
