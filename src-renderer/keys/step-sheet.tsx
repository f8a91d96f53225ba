import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { commonName } from '../token/words.ts';
import { Facts } from '../ui/page.tsx';
import { type SheetEnd, SheetForm, type SheetWords } from '../ui/sheet-form.tsx';

/**
 * The sheet before a step in the life of a key; it says by whom it is taken too. Asks for the token on the spot when nobody
 * is signed in.
 */
export function StepSheet({
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
  const status = useAnswer('app.status', {});
  const identity = status.data?.token.identity ?? null;
  return (
    <Modal opened onClose={end.onClose} title={title} size={560}>
      <div className="stack">
        <p className="break">{sentence}</p>
        <Facts
          rows={[
            ...facts,
            [
              'By',
              identity === null ? (
                'nobody is signed in yet'
              ) : (
                <bdi key="by">{commonName(identity.subject)}</bdi>
              ),
            ],
            ['Undo', undo],
          ]}
        />
        {identity === null ? (
          <>
            <p className="rule">
              <strong>First sign in with your token.</strong>{' '}
              <span className="soft">Then you come back here.</span>
            </p>
            <SignInForm />
          </>
        ) : (
          <SheetForm {...end}>{children}</SheetForm>
        )}
      </div>
    </Modal>
  );
}
