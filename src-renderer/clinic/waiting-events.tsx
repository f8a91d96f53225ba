import { notifications } from '@mantine/notifications';
import { useEffect, useRef, type ReactNode } from 'react';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';

/** How many security events wait for somebody, beside the room's name; red once a critical one is not answered. */
export function WaitingEvents(): ReactNode {
  const waiting = useAnswer('security-events.waiting', {}).data?.waiting ?? null;
  if (waiting === null || waiting.waiting === 0) return null;
  const urgent = waiting.unanswered > 0;
  const words =
    waiting.overdue > 0
      ? `${formatOf(waiting.waiting, 'waits', 'wait')}, ${formatOf(waiting.overdue, 'critical one is', 'critical ones are')} overdue`
      : urgent
        ? `${formatOf(waiting.waiting, 'waits', 'wait')}, ${formatOf(waiting.unanswered, 'critical one needs', 'critical ones need')} an answer`
        : formatOf(waiting.waiting, 'waits', 'wait');
  return (
    <span
      className={`nav-count ${urgent ? 'nav-count-bad' : ''}`}
      role="status"
      aria-label={words}
      title={words}
    >
      {urgent ? '! ' : ''}
      {waiting.waiting > 99 ? '99+' : waiting.waiting}
    </span>
  );
}

/** How long the notice stays, in milliseconds: it lies over the page, and the counter tells of the event until it is answered. */
const NOTICE = 12_000;

/** Shows a grave event as it comes. What waited before is told by the counter. */
export function useSecurityAlert(): void {
  const waiting = useAnswer('security-events.waiting', {}).data?.waiting ?? null;
  const seen = useRef<typeof waiting>(null);
  useEffect(() => {
    const before = seen.current;
    seen.current = waiting;
    if (waiting === null || before === null) return;
    const critical = waiting.newestCritical > before.newestCritical;
    if (!critical && waiting.newestHigh <= before.newestHigh) return;
    const id = critical ? waiting.newestCritical : waiting.newestHigh;
    const notice = `security event ${String(id)}`;
    notifications.show({
      id: notice,
      title: critical ? 'A critical security event' : 'A security event of high severity',
      message: (
        <>
          {critical ? 'Somebody has to answer it within 15 minutes. ' : ''}
          <a
            className="link"
            href={`#/events?event=${String(id)}`}
            onClick={() => {
              notifications.hide(notice);
            }}
          >
            Open it
          </a>
        </>
      ),
      color: critical ? 'red' : 'yellow',
      autoClose: NOTICE,
    });
  }, [waiting]);
}
