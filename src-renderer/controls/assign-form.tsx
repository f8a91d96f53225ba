import { Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { ControlReview } from '../../src-shared/controls/cycles.ts';
import { SheetForm } from '../ui/sheet-form.tsx';
import { useEdit } from './use-edit.ts';

/** Who is responsible for a control, and until when. */
export function AssignForm({
  control,
  onClose,
}: {
  readonly control: ControlReview;
  readonly onClose: () => void;
}): ReactNode {
  const { edit, busy, failure } = useEdit(control);
  const [owner, setOwner] = useState(control.owner);
  const [dueOn, setDueOn] = useState(control.dueOn);
  return (
    <Modal opened onClose={onClose} title="Responsible and due" size={480}>
      <SheetForm
        asks
        go="Save"
        ready={dueOn !== ''}
        busy={busy}
        failure={failure}
        onClose={onClose}
        onGo={() =>
          void edit({ edit: 'assign', owner: owner.trim(), dueOn }).then((done) => {
            if (done) onClose();
          })
        }
      >
        <TextInput
          label="Responsible"
          value={owner}
          maxLength={300}
          data-autofocus
          onChange={(event) => {
            setOwner(event.currentTarget.value);
          }}
        />
        <TextInput
          type="date"
          label="Due"
          value={dueOn}
          onChange={(event) => {
            setDueOn(event.currentTarget.value);
          }}
        />
        {control.stage === 'approved' ? (
          <p className="soft">It is approved: any change takes the approval away.</p>
        ) : null}
      </SheetForm>
    </Modal>
  );
}
