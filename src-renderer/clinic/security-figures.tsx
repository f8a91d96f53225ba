import type { ReactNode } from 'react';
import { formatCount } from '../lib/format.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { SEVERITY_WORDS } from './security-events-words.ts';

/** Security events by severity: all there ever were, and what of them waits. */
export function SecurityFigures(): ReactNode {
  const severities = useAnswerAnew('monitoring.dashboard', {}).data?.severities;
  if (severities === undefined) return null;
  return (
    <Section title="Security events">
      <PlainTable
        label="Security events by severity"
        rows={severities}
        keyOf={({ severity }) => severity}
        columns={[
          {
            id: 'severity',
            header: 'Severity',
            cell: ({ severity }) => {
              const [tone, word] = SEVERITY_WORDS[severity];
              return <span className={`badge badge-${tone} severity`}>{word}</span>;
            },
          },
          { id: 'waiting', header: 'Wait', align: 'end', cell: ({ waiting }) => formatCount(waiting) },
          {
            id: 'overdue',
            header: 'Not answered in time',
            align: 'end',
            cell: ({ overdue }) => (
              <span className={overdue > 0 ? 'ink-bad strong' : ''}>{formatCount(overdue)}</span>
            ),
          },
          {
            id: 'oldest',
            header: 'Oldest that waits',
            cell: ({ oldestWaiting }) => (oldestWaiting === null ? '–' : <When at={oldestWaiting} />),
          },
          { id: 'day', header: 'Last 24 hours', align: 'end', cell: ({ lastDay }) => formatCount(lastDay) },
          { id: 'all', header: 'In all', align: 'end', cell: ({ events }) => formatCount(events) },
        ]}
      />
    </Section>
  );
}
