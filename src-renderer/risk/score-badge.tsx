import type { ReactNode } from 'react';
import { severityOf } from '../../src-shared/risk/factors.ts';
import { SEVERITY_WORDS } from '../clinic/security-events-words.ts';
import { scoreWords } from './risk-words.ts';

/** A score: the number, and the word and colour of the alert it makes, if it makes one. */
export function ScoreBadge({ score }: { readonly score: number }): ReactNode {
  const severity = severityOf(score);
  const [tone, word] = severity === null ? (['none', ''] as const) : SEVERITY_WORDS[severity];
  return (
    <span className={`badge badge-${tone} severity risk-score`} data-severity={severity ?? 'none'}>
      {scoreWords(score)}
      {word === '' ? '' : ` ${word}`}
    </span>
  );
}
