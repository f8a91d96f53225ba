import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiFailure } from '../lib/api.ts';
import { useAnswer } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts } from '../ui/page.tsx';

/**
 * The sheet before a step in the life of a key: what happens in one sentence, to what, by whom, and whether it can be
 * undone. Asks for the token on the spot when nobody is signed in.
 */
export function StepSheet({
  title,
  sentence,
  facts,
  undo,
  go,
  dangerous = false,
  ready = true,
  busy,
  failure,
  onGo,
  onClose,
  children,
}: {
  readonly title: string;
  readonly sentence: ReactNode;
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly undo: string;
  /** The word on the button. */
  readonly go: string;
  readonly dangerous?: boolean;
  readonly ready?: boolean;
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  readonly onGo: () => void;
  readonly onClose: () => void;
  /** What else has to be said or chosen. */
  readonly children?: ReactNode;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const identity = status.data?.token.identity ?? null;
  return (
    <Modal opened onClose={onClose} title={title} size={560}>
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
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (ready) onGo();
            }}
          >
            {children}
            {failure === null ? null : <FailurePanel failure={failure} />}
            <div className="row row-end">
              <Button variant="default" data-autofocus onClick={onClose}>
                Not now
              </Button>
              <Button
                type="submit"
                loading={busy}
                disabled={!ready}
                {...(dangerous ? { color: '#a8221b' } : {})}
              >
                {go}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Modal>
  );
}
