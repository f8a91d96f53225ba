import type { ReactNode } from 'react';
import type { Severity } from '../../src-shared/clinic/security-event-types.ts';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatCount } from '../lib/format.ts';
import { type PlainColumn, PlainTable } from '../ui/plain-table.tsx';
import { Ago } from '../ui/when.tsx';
import { AnswerClock } from './answer-clock.tsx';
import { meaningOf, SEVERITY_WORDS, STATE_WORDS } from './security-events-words.ts';

type Row = Output<'security-events.list'>['rows'][number];

/** What the open event says as well. */
const BESIDE: readonly PlainColumn<Row>[] = [
  {
    id: 'who',
    header: 'Who',
    cell: ({ event }) => (
      <>
        <bdi className="break">{event.actor}</bdi>
        {event.address === null || event.address === event.actor ? null : (
          <span className="event-address soft small">{event.address}</span>
        )}
      </>
    ),
  },
  {
    id: 'age',
    header: 'Found',
    width: '110px',
    cell: ({ event }) => <Ago at={event.recordedAt} short />,
  },
  { id: 'state', header: 'State', width: '130px', cell: ({ event }) => STATE_WORDS[event.state] },
];

/** Events as rows; those of one person or address within an hour stand together. */
export function SecurityEventTable({
  rows,
  now,
  open,
  onOpen,
}: {
  readonly rows: readonly Row[];
  /** The database's clock. */
  readonly now: number;
  readonly open: number | null;
  readonly onOpen: (id: number) => void;
}): ReactNode {
  const first = new Set(
    rows.filter(({ group }, at) => rows[at - 1]?.group !== group).map(({ event }) => event.id),
  );
  return (
    <PlainTable
      label="Security events"
      rows={rows}
      keyOf={({ event }) => String(event.id)}
      columns={[
        {
          id: 'severity',
          header: 'Severity',
          width: '96px',
          cell: ({ event }) => <SeverityBadge severity={event.severity} />,
        },
        {
          id: 'event',
          header: 'What happened',
          width: '38%',
          cell: (row) => (
            <button
              type="button"
              className="link event-link"
              aria-current={row.event.id === open}
              data-following={!first.has(row.event.id)}
              onClick={() => {
                onOpen(row.event.id);
              }}
            >
              {meaningOf(row.event.type)}
              {row.together > 1 && first.has(row.event.id) ? (
                <span className="soft small"> · {formatCount(row.together)} events belong together</span>
              ) : null}
            </button>
          ),
        },
        ...(open === null ? BESIDE : []),
        {
          id: 'answer',
          header: 'Answer',
          width: '180px',
          cell: ({ event }) => <AnswerClock event={event} now={now} />,
        },
      ]}
    />
  );
}

/** How bad an event is: a word, and a colour beside it. */
export function SeverityBadge({ severity }: { readonly severity: Severity }): ReactNode {
  const [tone, word] = SEVERITY_WORDS[severity];
  return (
    <span className={`badge badge-${tone} severity`} data-severity={severity}>
      {word}
    </span>
  );
}
