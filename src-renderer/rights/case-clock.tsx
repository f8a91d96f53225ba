import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CaseClock as Clock } from '../../src-shared/rights/deadlines.ts';
import { Day } from './due.tsx';
import { formatDay, leftWords, toneOf } from './words.ts';

const ICONS = { bad: IconAlertTriangle, unsure: IconClock, none: IconClock, good: IconCheck } as const;

/** The legal clock of a case: the day and the days left, what it rests on, and every date that runs beside it. */
export function CaseClock({ clock }: { readonly clock: Clock }): ReactNode {
  const tone = toneOf(clock);
  const Icon = ICONS[tone];
  const legal = clock.kind === 'legal';
  return (
    <section className={`card verdict verdict-slim case-clock verdict-${tone}`} aria-label="Clock">
      <Icon size={24} className={`ink-${tone}`} aria-hidden />
      <div className="grow">
        <p className="verdict-word">{leftWords(clock)}</p>
        <p className="soft">
          {clock.stoppedOn === null
            ? legal
              ? 'Legal deadline: '
              : 'Internal target, no legal deadline: '
            : 'It was due on '}
          <strong>
            <Day on={clock.due} />
          </strong>
          {clock.stoppedOn === null ? null : (
            <>
              ; answered on <Day on={clock.stoppedOn} />
            </>
          )}
          {clock.extended ? ', extended once' : ''} · {clock.basis}
        </p>
      </div>
      <dl className="figures case-dates">
        {clock.daysLeft === null ? null : (
          <div>
            <dt>Working target (internal)</dt>
            <dd>
              <Day on={clock.workingTarget} />
            </dd>
          </div>
        )}
        {clock.stoppedOn !== null ? null : (
          <div>
            <dt>Extension</dt>
            <dd>{extensionWords(clock)}</dd>
          </div>
        )}
        {clock.pausedSince === null ? null : (
          <div>
            <dt>Waits since</dt>
            <dd>
              <Day on={clock.pausedSince} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

const extensionWords = ({ extended, extendUntil, deadlines }: Clock): string => {
  if (extended) return 'Used';
  if (extendUntil !== null) return `To be sent until ${formatDay(extendUntil)}`;
  return deadlines.some(({ latestDue }) => latestDue !== null) ? 'Too late for one' : 'None in the law';
};

/** Every date that runs on a case, with the law it comes from. */
export function ClockDates({ clock }: { readonly clock: Clock }): ReactNode {
  return (
    <ul className="case-deadlines">
      {clock.deadlines.map(({ rule, kind, label, basis, due, latestDue }) => (
        <li key={rule}>
          <strong>
            <Day on={due} />
          </strong>{' '}
          {kind === 'legal' ? `legal: ${label}` : label}
          <span className="soft">
            {' '}
            · {basis}
            {latestDue === null || clock.extendUntil === null
              ? ''
              : ` · with an extension ${formatDay(latestDue)} at the latest`}
          </span>
        </li>
      ))}
    </ul>
  );
}
