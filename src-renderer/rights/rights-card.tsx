import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { DaysLeft } from './due.tsx';
import { openCases, pressing, SOON, useRequests } from './requests.ts';
import { Reissues } from './reissues.tsx';
import { TYPE_WORDS } from './words.ts';

const SHOWN = 3;

/** On the overview: what is overdue or due within a week; nothing where no request is open. */
export function RightsCard(): ReactNode {
  const { rows = [] } = useRequests(openCases);
  const running = rows.filter(({ daysLeft }) => daysLeft !== null);
  const reissues = useAnswer('rights.reissues', {}).data?.cases ?? [];
  if (running.length === 0 && reissues.length === 0) return null;
  const { soon, late } = pressing(running);
  const Icon = late > 0 ? IconAlertTriangle : IconClock;
  return (
    <Section
      title="Rights requests"
      aside={
        <Link to="/rights" className="link">
          All requests
        </Link>
      }
    >
      <p className="row">
        <Icon size={18} className={late > 0 ? 'ink-bad' : 'ink-none'} aria-hidden />
        {late === 0 ? '' : `${formatOf(late, 'request is', 'requests are')} overdue, `}
        {formatOf(soon, 'is', 'are')} due within {SOON} days, {formatOf(running.length, 'waits', 'wait')} for
        an answer.
      </p>
      <Reissues cases={reissues} />
      <ul className="stack stack-tight">
        {running.slice(0, SHOWN).map((row) => (
          <li key={row.caseId} className="row">
            <DaysLeft clock={row} />
            <Link to="/rights/$caseId" params={{ caseId: row.caseId }} className="link">
              <span className="mono">{row.caseId}</span> {TYPE_WORDS[row.type].name}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
