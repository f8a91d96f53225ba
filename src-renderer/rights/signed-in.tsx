import type { ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';

/** Whether somebody is signed in with their token. */
export const useSignedIn = (): boolean => useAnswer('app.status', {}).data?.token.state === 'signed-in';

/** Asks for the token first where nobody is signed in; then shows what stands inside. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const status = useAnswer('app.status', {});
  if (status.data === undefined) return null;
  if (status.data.token.state === 'signed-in') return children;
  return (
    <>
      <p className="rule">
        <strong>First sign in with your token.</strong>{' '}
        <span className="soft">Steps are recorded under your name. Then you come back here.</span>
      </p>
      <SignInForm />
    </>
  );
}
