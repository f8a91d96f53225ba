import { Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type SheetEnd, SheetForm } from './sheet-form.tsx';

/** Shortest reason, in characters. */
const SHORTEST = 10;

/** The sheet before something that needs a reason, which is kept for good. */
export function ReasonSheet({
  title,
  sentence,
  label = 'Reason',
  onGo,
  children,
  ...end
}: Omit<SheetEnd, 'ready' | 'onGo'> & {
  readonly title: string;
  readonly sentence: ReactNode;
  readonly label?: string;
  readonly onGo: (reason: string) => void;
  /** What else has to be said, before the reason. */
  readonly children?: ReactNode;
}): ReactNode {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={end.onClose} title={title} size={560}>
      <SheetForm
        {...end}
        asks
        ready={reason.trim().length >= SHORTEST}
        onGo={() => {
          onGo(reason.trim());
        }}
      >
        <p className="break">{sentence}</p>
        {children}
        <TextInput
          label={label}
          description="At least ten characters; it is kept for good"
          data-autofocus
          maxLength={300}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
      </SheetForm>
    </Modal>
  );
}
