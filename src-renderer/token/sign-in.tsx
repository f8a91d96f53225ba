import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../state/session.ts';
import { SignInForm } from './sign-in-form.tsx';

/** The sheet for signing in; the page behind it keeps its place. */
export function SignIn(): ReactNode {
  const { signingIn, closeSignIn } = useSession();
  return (
    <Modal opened={signingIn} onClose={closeSignIn} title="Sign in with your token" size={440}>
      <div className="stack">
        <p className="soft">
          Signing in lets you sign checkpoints and reports. Looking and verifying work without.
        </p>
        <SignInForm onDone={closeSignIn} />
      </div>
    </Modal>
  );
}
