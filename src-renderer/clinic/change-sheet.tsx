import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../ui/page.tsx';
import { type SheetEnd, SheetForm, type SheetWords } from '../ui/sheet-form.tsx';

/** The sheet before a change of the clinic's database. */
export function ChangeSheet({
  title,
  sentence,
  facts,
  undo,
  children,
  ...end
}: SheetWords &
  SheetEnd & {
    /** What else has to be said or chosen. */
    readonly children?: ReactNode;
  }): ReactNode {
  return (
    <Modal opened onClose={end.onClose} title={title} size={600}>
      <SheetForm {...end}>
        <p className="break">{sentence}</p>
        <Facts rows={[...facts, ['Undo', undo]]} />
        {children}
      </SheetForm>
    </Modal>
  );
}
