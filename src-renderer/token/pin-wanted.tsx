import { Button, Checkbox, Modal, PasswordInput } from '@mantine/core';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useRunning } from '../jobs/running.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { Notice } from '../ui/notice.tsx';

/** Asks for the PIN of one signature, for keys that want it each time. Closing it refuses the signature. */
export function PinWanted(): ReactNode {
  const answer = useAnswer('session.pin-wanted', {});
  const give = useAsk('session.give-pin');
  const [pin, setPin] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const wanted = answer.data?.wanted ?? null;
  const queue = useRunning(['sign-checkpoints'])?.progress;
  const reply = (typed: string | null): void => {
    setPin('');
    setConfirmed(false);
    if (wanted !== null) void give.ask({ id: wanted.id, pin: typed, confirmed });
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (wanted?.mustConfirm === true && !confirmed) return;
    if (wanted?.pinPad === true || pin !== '') reply(pin);
  };
  return (
    <Modal
      opened={wanted !== null}
      onClose={() => {
        reply(null);
      }}
      title="PIN for this signature"
      size={440}
      // Above the sheet that asked for the signature, whichever came first.
      zIndex={400}
    >
      <form className="stack" onSubmit={submit}>
        <p>
          The key on “<bdi>{wanted?.label}</bdi>” asks for the PIN before every signature.
        </p>
        {queue === undefined || queue.total === null ? null : (
          <p>
            <strong>
              Checkpoint {formatCount(queue.done + 1)} of {formatCount(queue.total)}:
            </strong>{' '}
            <bdi className="break">{queue.phase}</bdi>
          </p>
        )}
        {wanted?.pinPad === true ? (
          <Notice tone="none">Type the PIN on the reader after you press “Sign”.</Notice>
        ) : (
          <PasswordInput
            label="PIN"
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            value={pin}
            onChange={(event) => {
              setPin(event.currentTarget.value);
            }}
          />
        )}
        {wanted?.mustConfirm === true ? (
          <>
            <Notice tone="unsure">
              This PIN failed twice in a row, so it was not sent: many tokens lock themselves at the third
              wrong one.
            </Notice>
            <Checkbox
              label="I have checked the PIN, and this is the right token"
              checked={confirmed}
              onChange={(event) => {
                setConfirmed(event.currentTarget.checked);
              }}
            />
          </>
        ) : null}
        <div className="row row-end">
          <Button disabled={wanted?.mustConfirm === true && !confirmed} type="submit" loading={give.busy}>
            Sign
          </Button>
        </div>
      </form>
    </Modal>
  );
}
