import type { ReactNode } from 'react';
import { formatOf } from '../lib/format.ts';
import { openCases, pressing, SOON, useRequests } from './requests.ts';

/** How many requests are late or due within a week, beside the room's name; red once one is late. */
export function PressingRequests(): ReactNode {
  const { rows } = useRequests(openCases);
  if (rows === undefined) return null;
  const { soon, late } = pressing(rows);
  const all = soon + late;
  if (all === 0) return null;
  const words = [
    ...(late === 0 ? [] : [`${formatOf(late, 'request is', 'requests are')} overdue`]),
    ...(soon === 0 ? [] : [`${formatOf(soon, 'request is', 'requests are')} due within ${SOON} days`]),
  ].join(', ');
  return (
    <span
      className={`nav-count ${late > 0 ? 'nav-count-bad' : ''}`}
      role="status"
      aria-label={words}
      title={words}
    >
      {late > 0 ? '! ' : ''}
      {all > 99 ? '99+' : all}
    </span>
  );
}
