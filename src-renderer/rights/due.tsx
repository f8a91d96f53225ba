import { IconAlertTriangle, IconCheck, IconClock, IconFlag } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type ClockLine, formatDay, leftWords, toneOf } from './words.ts';

const ICONS = {
  bad: IconAlertTriangle,
  unsure: IconClock,
  none: IconClock,
  good: IconCheck,
} as const;

/** Days left with an icon; colour only where it presses. */
export function DaysLeft({ clock }: { readonly clock: ClockLine }): ReactNode {
  const tone = toneOf(clock);
  const Icon = ICONS[tone];
  return (
    <span className={`badge badge-${tone}`}>
      <Icon size={14} aria-hidden />
      {leftWords(clock)}
    </span>
  );
}

/** A day as the clinic writes it; as ISO writes it on hover. */
export function Day({ on }: { readonly on: string }): ReactNode {
  return (
    <time dateTime={on} title={on}>
      {formatDay(on)}
    </time>
  );
}

/** That something stands in the way. */
export function Flagged({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className="badge badge-unsure">
      <IconFlag size={14} aria-hidden />
      {children}
    </span>
  );
}
