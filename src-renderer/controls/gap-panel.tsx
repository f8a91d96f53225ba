import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Gap, GapEvent } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { GAP_STATE_WORDS, SEVERITY_WORDS } from './gap-words.ts';

const EVENT_WORDS: Readonly<Record<GapEvent['what'], string>> = {
  opened: 'Found',
  changed: 'Changed',
  began: 'Work began',
  closed: 'Closed',
  reopened: 'Opened again',
  accepted: 'Risk accepted',
  'acceptance-expired': 'The acceptance ended',
};
const SHORTEST = 10;

/** One gap: what it is, what can be done with it, and what happened to it. */
export function GapPanel({
  gap,
  others,
  onChange,
  onClose,
}: {
  readonly gap: Gap;
  readonly others: readonly Gap[];
  readonly onChange: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const move = useAsk('gaps.move');
  const [accepting, setAccepting] = useState(false);
  const to = (state: 'open' | 'in-progress' | 'closed'): void => {
    void move.ask({ gapId: gap.id, to: state, note: '' }).then((done) => {
      if (done !== null) onClose();
    });
  };
  if (accepting)
    return (
      <AcceptSheet
        gap={gap}
        onClose={() => {
          setAccepting(false);
        }}
      />
    );
  return (
    <Modal opened onClose={onClose} title={gap.title} size={640}>
      <div className="stack">
        <Facts
          rows={[
            ['Requirement', `${gap.requirement.id} (${gap.requirement.framework})`],
            [
              'Severity',
              <span key="severity" className={`strong ink-${SEVERITY_WORDS[gap.severity].tone}`}>
                {SEVERITY_WORDS[gap.severity].word}
              </span>,
            ],
            ['State', `${GAP_STATE_WORDS[gap.state]}, ${String(gap.progress)} % done`],
            [
              'Cause',
              <span key="cause" dir="auto">
                {gap.cause === '' ? 'Not known yet' : gap.cause}
              </span>,
            ],
            ['Owner', <bdi key="owner">{gap.owner === '' ? 'Nobody yet' : gap.owner}</bdi>],
            ['Effort', formatOf(gap.effortDays, 'day', 'days')],
            ['Closed by', gap.dueOn ?? 'No day yet'],
            [
              'Waits for',
              gap.dependsOn.length === 0
                ? 'Nothing'
                : gap.dependsOn.map((id) => others.find((each) => each.id === id)?.title ?? id).join('; '),
            ],
            ...(gap.acceptance === null || gap.state !== 'accepted'
              ? []
              : ([
                  [
                    'Risk accepted',
                    <span key="acceptance" dir="auto">
                      until {gap.acceptance.until} by {commonName(gap.acceptance.by)}: {gap.acceptance.reason}
                    </span>,
                  ],
                ] as const)),
          ]}
        />
        {move.failure === null ? null : <FailurePanel failure={move.failure} />}
        <div className="row">
          <Button variant="default" onClick={onChange}>
            Change…
          </Button>
          {gap.state === 'open' || gap.state === 'accepted' ? (
            <Button
              variant="default"
              loading={move.busy}
              onClick={() => {
                to('in-progress');
              }}
            >
              Work begins
            </Button>
          ) : null}
          {gap.state === 'closed' ? (
            <Button
              variant="default"
              loading={move.busy}
              onClick={() => {
                to('open');
              }}
            >
              Open again
            </Button>
          ) : (
            <>
              <Button
                loading={move.busy}
                onClick={() => {
                  to('closed');
                }}
              >
                Close it
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  setAccepting(true);
                }}
              >
                Accept the risk…
              </Button>
            </>
          )}
        </div>
        <section className="panel-part" aria-label="What happened">
          <h3>What happened</h3>
          <ul className="gap-history">
            {gap.history.toReversed().map((event, at) => (
              <li key={`${event.at} ${String(at)}`}>
                <span className="strong">{EVENT_WORDS[event.what]}</span>, <When at={event.at} />
                {event.by === '' ? '' : ', '}
                <bdi>{commonName(event.by)}</bdi>
                {event.note === '' ? null : (
                  <span className="soft" dir="auto">
                    : {event.note}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Modal>
  );
}

function AcceptSheet({ gap, onClose }: { readonly gap: Gap; readonly onClose: () => void }): ReactNode {
  const accept = useAsk('gaps.accept');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  return (
    <ConfirmSign
      opened
      onClose={onClose}
      onSign={() => {
        void accept.ask({ gapId: gap.id, reason: reason.trim(), until }).then((done) => {
          if (done !== null) onClose();
        });
      }}
      title="Accept the risk"
      sentence="You sign that the risk of this gap is borne until a day. On the day after it the gap is open again by itself."
      facts={[
        [
          'Gap',
          <span key="gap" dir="auto">
            {gap.title}
          </span>,
        ],
        ['Requirement', gap.requirement.id],
        ['Severity', SEVERITY_WORDS[gap.severity].word],
      ]}
      busy={accept.busy}
      failure={accept.failure}
      ready={reason.trim().length >= SHORTEST && until !== ''}
    >
      <TextInput
        label="Until"
        description="A day within a year"
        type="date"
        value={until}
        onChange={(event) => {
          setUntil(event.currentTarget.value);
        }}
      />
      <Textarea
        label="Reason"
        description="At least ten characters; no patient’s name"
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
    </ConfirmSign>
  );
}
