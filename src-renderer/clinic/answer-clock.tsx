import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { SecurityEvent } from '../../src-shared/clinic/security-events.ts';
import { formatInstantExactly } from '../lib/format.ts';
import { answerOf } from './security-events-words.ts';

/**
 * The time by the database's clock, renewed every second.
 *
 * @param now - what the database said, and when its answer came (milliseconds since 1970)
 */
export function useDatabaseClock(now: string | undefined, cameAt: number): number {
  const [here, setHere] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setHere(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now === undefined ? here : Date.parse(now) + Math.max(0, here - cameAt);
}

/** How much of the 15 minutes of a critical event is left; nothing for the others. */
export function AnswerClock({
  event,
  now,
}: {
  readonly event: Pick<SecurityEvent, 'answerBy' | 'answeredAt'>;
  readonly now: number;
}): ReactNode {
  const answer = answerOf(event, now);
  if (answer.kind === 'none') return <span className="soft">–</span>;
  const [tone, Icon] =
    answer.kind === 'overdue'
      ? (['bad', IconAlertTriangle] as const)
      : answer.kind === 'running'
        ? (['unsure', IconClock] as const)
        : answer.kind === 'late'
          ? (['bad', IconCheck] as const)
          : (['good', IconCheck] as const);
  return (
    <span
      className={`answer-clock ink-${tone} ${answer.kind === 'overdue' ? 'strong' : ''}`}
      title={
        event.answerBy === null ? undefined : `To be answered by ${formatInstantExactly(event.answerBy)}`
      }
    >
      <Icon size={16} aria-hidden />
      {answer.words}
    </span>
  );
}
