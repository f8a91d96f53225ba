import type { ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { SignInForm } from './sign-in-form.tsx';

/** What only somebody with a token may do; asks for it on the spot, so that the officer comes back to what they were doing. */
export function NeedsSignIn({
  why,
  children,
}: {
  /** Why a token is asked for, as a sentence. */
  readonly why: string;
  readonly children: ReactNode;
}): ReactNode {
  const status = useAnswer('app.status', {});
  if ((status.data?.token.identity ?? null) !== null) return children;
  return (
    <>
      <p className="rule">
        <strong>First sign in with your token.</strong>{' '}
        <span className="soft">{why} Then you come back here.</span>
      </p>
      <SignInForm />
    </>
  );
}
