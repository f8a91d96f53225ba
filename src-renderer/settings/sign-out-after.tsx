import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { SIGN_OUT_AFTER } from '../../src-shared/settings/contract.ts';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

const CHOICES = [SIGN_OUT_AFTER.shortest, SIGN_OUT_AFTER.usual, 15, 20, 30, 45, SIGN_OUT_AFTER.longest];

/** After how many minutes without a touch the officer is signed out of the token. */
export function SignOutAfter(): ReactNode {
  const ready = useAnswer('app.ready', {});
  const change = useAsk('settings.sign-out-after');
  const now = ready.data?.signOutAfter ?? SIGN_OUT_AFTER.usual;
  return (
    <div className="stack">
      <NativeSelect
        label="Sign me out when nobody touches the computer for"
        description="Locking the screen or sleep signs you out at once, whatever is chosen here."
        data={[...new Set([...CHOICES, now])]
          .sort((a, b) => a - b)
          .map((minutes) => ({ value: String(minutes), label: `${String(minutes)} minutes` }))}
        value={String(now)}
        disabled={ready.data === undefined || change.busy}
        onChange={(event) => {
          void change
            .ask({ minutes: Number(event.currentTarget.value) })
            .then(() => queries.invalidateQueries({ queryKey: ['app.ready'] }));
        }}
      />
      {change.failure === null ? null : <FailurePanel failure={change.failure} />}
    </div>
  );
}
