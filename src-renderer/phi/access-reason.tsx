import { Button, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Input } from '../../src-shared/ipc/contract.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

const SHORTEST = 10;

/** Asks why, then does it. */
export function ReasonSheet<C extends 'access-matrix.adopt' | 'access-matrix.intend'>({
  channel,
  title,
  sentence,
  input,
  label,
  onClose,
}: {
  readonly channel: C;
  readonly title: string;
  readonly sentence: string;
  readonly input: (reason: string) => Input<C>;
  readonly label: string;
  readonly onClose: () => void;
}): ReactNode {
  const command = useAsk(channel);
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={title} size={560}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void command.ask(input(reason.trim())).then((done) => {
            if (done !== null) onClose();
          });
        }}
      >
        <p>{sentence}</p>
        <Textarea
          label="Reason"
          description="At least ten characters; it is kept for good"
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {command.failure === null ? null : <FailurePanel failure={command.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={command.busy} disabled={reason.trim().length < SHORTEST}>
            {label}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
