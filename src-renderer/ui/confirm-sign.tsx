import { Button, Modal } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type ApiFailure } from '../lib/api.ts';
import { useAnswer } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { commonName } from '../token/words.ts';
import { FailurePanel } from './failure.tsx';
import { Facts } from './page.tsx';

/**
 * The sheet before a signature: what is signed, with which hash, by whom, and that it cannot be undone. Asks for the
 * token on the spot when nobody is signed in, so that the officer comes back to what they were doing.
 */
export function ConfirmSign({
  opened,
  onClose,
  onSign,
  title,
  sentence,
  facts,
  busy,
  failure,
  ready = true,
  children,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onSign: () => void;
  readonly title: string;
  /** What will happen, in one sentence. */
  readonly sentence: string;
  /** What is signed, with its number and hash. */
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  /** Whether everything was said that has to be. */
  readonly ready?: boolean;
  /** What else the officer has to say before signing. */
  readonly children?: ReactNode;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const identity = status.data?.token.identity ?? null;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={560}>
      <div className="stack">
        <p>{sentence}</p>
        <Facts rows={facts} />
        {identity === null ? (
          <>
            <p className="rule">
              <strong>First sign in with your token.</strong>{' '}
              <span className="soft">Then you come back here.</span>
            </p>
            <SignInForm />
          </>
        ) : (
          <>
            <Facts
              rows={[
                [
                  'Signed by',
                  <span key="who" dir="auto">
                    {commonName(identity.subject)}
                  </span>,
                ],
                [
                  'Certificate from',
                  <span key="issuer" dir="auto">
                    {commonName(identity.issuer)}
                  </span>,
                ],
                ['Undo', 'A signature cannot be taken back. Whoever has the file can prove it was signed.'],
              ]}
            />
            {children}
            {failure === null ? null : <FailurePanel failure={failure} />}
            <div className="row row-end">
              <Button variant="default" onClick={onClose}>
                Not now
              </Button>
              <Button
                data-autofocus
                leftSection={<IconSignature size={16} />}
                loading={busy}
                disabled={!ready}
                onClick={onSign}
              >
                Sign with the token
              </Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}
