import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CheckOutcome, CheckResult } from '../../src-shared/controls/checks.ts';
import { OUTCOME_WORDS } from './checks-words.ts';

const ICONS = {
  ok: IconCircleCheck,
  attention: IconAlertTriangle,
  failed: IconCircleX,
  'could-not-tell': IconHelpCircle,
} as const satisfies Record<CheckOutcome, unknown>;

/** An outcome as an icon; the word stands beside it. */
export function OutcomeIcon({
  outcome,
  size = 18,
}: {
  readonly outcome: CheckOutcome;
  readonly size?: number;
}): ReactNode {
  const Icon = ICONS[outcome];
  return <Icon size={size} className={`ink-${OUTCOME_WORDS[outcome].tone}`} aria-hidden />;
}

/** What was looked at, each with what was seen, what to do, and the way there. */
export function CheckResults({
  label,
  results,
}: {
  readonly label: string;
  readonly results: readonly CheckResult[];
}): ReactNode {
  return (
    <ul className="checks" aria-label={label}>
      {results.map(({ id, outcome, title, sentence, remedy, link }) => (
        <li key={id} data-check={id} data-outcome={outcome}>
          <OutcomeIcon outcome={outcome} />
          <div className="grow">
            <p className="check-title">{title}</p>
            <p className="soft" dir="auto">
              {sentence}
            </p>
            {remedy === '' ? null : (
              <p className="check-remedy" dir="auto">
                {remedy}{' '}
                {link === null ? null : (
                  <Link to={link} className="link" aria-label={`Go there: ${title}`}>
                    Go there
                  </Link>
                )}
              </p>
            )}
          </div>
          <span className={`word ink-${OUTCOME_WORDS[outcome].tone}`}>{OUTCOME_WORDS[outcome].word}</span>
        </li>
      ))}
    </ul>
  );
}
