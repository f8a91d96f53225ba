import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';

/** Where two officers must approve: whoever is signed in makes room for the other one. Nothing when nobody is. */
export function OtherOfficer(): ReactNode {
  const signOut = useAsk('session.sign-out');
  const status = useAnswer('app.status', {});
  if ((status.data?.token.identity ?? null) === null) return null;
  return (
    <div className="row">
      <p className="grow soft">The second officer signs in with their own token.</p>
      <Button size="compact-sm" variant="default" loading={signOut.busy} onClick={() => void signOut.ask({})}>
        Sign out, let the other officer sign in
      </Button>
    </div>
  );
}

/** The names of those who approved so far. */
export const approversOf = (approvals: readonly { readonly by: string }[]): ReactNode =>
  approvals.length === 0 ? 'nobody yet' : <bdi>{approvals.map(({ by }) => commonName(by)).join(', ')}</bdi>;
