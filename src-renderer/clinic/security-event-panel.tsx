import { CloseButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SecurityEvent } from '../../src-shared/clinic/security-events.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { DecidedSteps } from '../ui/decided-steps.tsx';
import { DecisionForm } from '../ui/decision-form.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { AnswerClock, useDatabaseClock } from './answer-clock.tsx';
import { SeverityBadge } from './security-event-table.tsx';
import { DECISIONS, meaningOf, nextFor, STATE_WORDS } from './security-events-words.ts';

/** One event beside the queue: what is known of it, what was decided, what happened around it. */
export function SecurityEventPanel({
  id,
  onOpen,
  onClose,
}: {
  readonly id: number;
  readonly onOpen: (id: number) => void;
  readonly onClose: () => void;
}): ReactNode {
  const answer = useAnswer('security-events.get', { id });
  const now = useDatabaseClock(answer.data?.now, answer.dataUpdatedAt);
  return (
    <aside className="panel" aria-label={`Event ${formatCount(id)}`}>
      <div className="row panel-head">
        <h2 className="grow">Event {formatCount(id)}</h2>
        <CloseButton aria-label="Close the event" onClick={onClose} />
      </div>
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : (
        <>
          <Known event={answer.data.event} now={now} />
          <Decide key={answer.data.event.state} event={answer.data.event} />
          <DecidedSteps steps={answer.data.steps} words={STATE_WORDS} />
          <Related related={answer.data.related} onOpen={onOpen} />
        </>
      )}
    </aside>
  );
}

function Known({ event, now }: { readonly event: SecurityEvent; readonly now: number }): ReactNode {
  return (
    <section className="panel-part" aria-label="What is known">
      <p className="strong">{meaningOf(event.type)}</p>
      <div className="row">
        <SeverityBadge severity={event.severity} />
        <AnswerClock event={event} now={now} />
      </div>
      <Facts
        rows={[
          ['State', STATE_WORDS[event.state]],
          [
            'Who',
            <bdi key="who" className="break">
              {event.actor}
            </bdi>,
          ],
          ['Address', event.address === null ? '–' : <bdi className="mono">{event.address}</bdi>],
          ['What', event.subject === null ? '–' : <bdi className="break">{event.subject}</bdi>],
          ['Happened', event.occurredAt === null ? '–' : <When at={event.occurredAt} />],
          ['Found', <When key="found" at={event.recordedAt} />],
          [
            'Entry',
            event.entryId === null ? (
              '–'
            ) : (
              <Link
                className="link"
                to="/integrity/entries/$entryId"
                params={{ entryId: String(event.entryId) }}
              >
                {formatCount(event.entryId)}
              </Link>
            ),
          ],
        ]}
      />
    </section>
  );
}

function Decide({ event }: { readonly event: SecurityEvent }): ReactNode {
  const decide = useAsk('security-events.decide');
  return (
    <section className="panel-part" aria-label="Decide">
      <DecisionForm
        title={null}
        from={nextFor(event.state)}
        words={DECISIONS}
        kept="It is kept with your name and the time, also in the activity log."
        busy={decide.busy}
        failure={decide.failure}
        onDecide={(state, reason) => {
          void decide.ask({ id: event.id, state, reason });
        }}
      />
    </section>
  );
}

function Related({
  related,
  onOpen,
}: {
  readonly related: readonly SecurityEvent[];
  readonly onOpen: (id: number) => void;
}): ReactNode {
  return (
    <section className="panel-part" aria-label="Within an hour">
      <h3>By the same person or address within an hour</h3>
      {related.length === 0 ? (
        <p className="soft small">Nothing else.</p>
      ) : (
        <ul className="acknowledgements">
          {related.map((event) => (
            <li key={event.id}>
              <button
                type="button"
                className="link event-link"
                onClick={() => {
                  onOpen(event.id);
                }}
              >
                {meaningOf(event.type)}
              </button>
              <p className="soft small">
                <SeverityBadge severity={event.severity} /> {STATE_WORDS[event.state]},{' '}
                <When at={event.occurredAt ?? event.recordedAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
