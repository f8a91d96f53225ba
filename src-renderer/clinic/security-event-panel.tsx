import { Button, CloseButton, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import {
  REASON_LENGTH,
  type SecurityDecision,
  type SecurityEvent,
} from '../../src-shared/clinic/security-events.ts';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
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
          <Steps steps={answer.data.steps} />
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
  const next = nextFor(event.state);
  const [decision, setDecision] = useState<SecurityDecision>(next[0] ?? 'reopened');
  const [reason, setReason] = useState('');
  const decide = useAsk('security-events.decide');
  const enough = reason.trim().length >= REASON_LENGTH.least;
  const { ask, sentence, go } = DECISIONS[decision];
  return (
    <section className="panel-part" aria-label="Decide">
      <form
        className="stack"
        onSubmit={(submit) => {
          submit.preventDefault();
          if (!enough) return;
          void decide.ask({ id: event.id, state: decision, reason: reason.trim() });
        }}
      >
        <div className="row" role="radiogroup" aria-label="Decision">
          {next.map((one) => (
            <Button
              key={one}
              role="radio"
              aria-checked={one === decision}
              size="xs"
              variant={one === decision ? 'light' : 'default'}
              onClick={() => {
                setDecision(one);
              }}
            >
              {DECISIONS[one].go}
            </Button>
          ))}
        </div>
        <Textarea
          label={ask}
          description={`${sentence} It is kept with your name and the time, also in the activity log. Name no patients.`}
          value={reason}
          maxLength={REASON_LENGTH.most}
          autosize
          minRows={2}
          onChange={(change) => {
            setReason(change.currentTarget.value);
          }}
        />
        {decide.failure === null ? null : <FailurePanel failure={decide.failure} />}
        <div className="row">
          <Button type="submit" loading={decide.busy} disabled={!enough}>
            {go}: record it
          </Button>
          <span className="soft small">
            {enough ? '' : `At least ${String(REASON_LENGTH.least)} characters.`}
          </span>
        </div>
      </form>
    </section>
  );
}

function Steps({ steps }: { readonly steps: Output<'security-events.get'>['steps'] }): ReactNode {
  return (
    <section className="panel-part" aria-label="What was decided">
      <h3>What was decided</h3>
      {steps.length === 0 ? (
        <p className="soft small">Nothing yet.</p>
      ) : (
        <ul className="acknowledgements">
          {steps.map(({ state, reason, by, at }) => (
            <li key={`${at}${state}`}>
              <p dir="auto" className="break">
                {STATE_WORDS[state]}: {reason}
              </p>
              <p className="soft small">
                <bdi className="break">{by}</bdi>, <When at={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
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
