import { Button, Modal, Radio, Textarea } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconQuestionMark,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Delivery, DeliveryState } from '../../src-shared/rights/delivery.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { Notice } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { mannerWords } from './step-options.ts';

const STATES = {
  ready: { icon: IconCircleDashed, ink: 'ink-none', word: 'Begun, not sent' },
  sending: { icon: IconClock, ink: 'ink-none', word: 'On its way' },
  sent: { icon: IconCircleCheck, ink: 'ink-good', word: 'Delivered' },
  failed: { icon: IconAlertTriangle, ink: 'ink-bad', word: 'Not sent' },
  unknown: { icon: IconQuestionMark, ink: 'ink-unsure', word: 'Nobody knows' },
} as const satisfies Readonly<Record<DeliveryState, unknown>>;

/** Every attempt to deliver, the newest first; what nobody knows the outcome of has to be settled. */
export function Deliveries({
  deliveries,
  signedIn,
}: {
  readonly deliveries: readonly Delivery[];
  readonly signedIn: boolean;
}): ReactNode {
  const [settling, setSettling] = useState<Delivery | null>(null);
  return (
    <>
      {deliveries.some(({ state }) => state === 'unknown') ? (
        <Notice tone="unsure">
          A message was handed over, and nobody knows whether it arrived. Ask whoever runs the mail relay, or
          the person, then settle it here. Nothing is sent again before.
        </Notice>
      ) : null}
      <ul className="checks" aria-label="Deliveries">
        {deliveries.map((delivery) => {
          const { icon: Icon, ink, word } = STATES[delivery.state];
          return (
            <li key={delivery.deliveryId}>
              <Icon size={18} className={ink} aria-hidden />
              <span className="grow">
                {mannerWords(delivery.manner)}
                {delivery.proof === '' ? null : <bdi className="soft block">{delivery.proof}</bdi>}
                <span className="soft small block">
                  <When at={delivery.changedAt} /> · <bdi>{commonName(delivery.officer)}</bdi>
                </span>
              </span>
              {delivery.state === 'unknown' ? (
                <Button
                  size="compact-sm"
                  disabled={!signedIn}
                  onClick={() => {
                    setSettling(delivery);
                  }}
                >
                  Settle…
                </Button>
              ) : null}
              <span className="word">{word}</span>
            </li>
          );
        })}
      </ul>
      {settling === null ? null : (
        <SettleSheet
          delivery={settling}
          onClose={() => {
            setSettling(null);
          }}
        />
      )}
    </>
  );
}

function SettleSheet({
  delivery: { caseId, deliveryId },
  onClose,
}: {
  readonly delivery: Delivery;
  readonly onClose: () => void;
}): ReactNode {
  const settle = useAsk('rights.settle-delivery');
  const [outcome, setOutcome] = useState<string | null>(null);
  const [note, setNote] = useState('');
  return (
    <Modal opened onClose={onClose} title="Settle a delivery" size={560}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void settle
            .ask({ caseId, deliveryId, sent: outcome === 'sent', note: note.trim() })
            .then((done) => {
              if (done !== null) onClose();
            });
        }}
      >
        <p>What you found out is recorded. If it did not arrive, the answer can be delivered again.</p>
        <Radio.Group label="What became of it" value={outcome} onChange={setOutcome}>
          <div className="stack stack-tight gap-top">
            <Radio value="sent" label="It arrived" />
            <Radio value="not-sent" label="It did not go out" />
          </div>
        </Radio.Group>
        <Textarea
          label="How it was found out"
          description="No patient’s name"
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        {settle.failure === null ? null : <RightsFailure failure={settle.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={settle.busy} disabled={outcome === null || note.trim() === ''}>
            Record it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
