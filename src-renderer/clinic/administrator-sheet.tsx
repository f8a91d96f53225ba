import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type AdministratorSeat, SEAT_MINUTES } from '../../src-shared/clinic/administrator.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

/** Asks a database administrator for user and password, once; the window keeps neither. */
export function AdministratorSheet({
  onDone,
  onClose,
}: {
  readonly onDone: (seat: AdministratorSeat) => void;
  readonly onClose: () => void;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const signIn = useAsk('administrator.sign-in');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const sample = status.data?.profile === 'sample';
  const go = (as: { readonly user: string; readonly password: string }): void => {
    void signIn.ask(as).then((answer) => {
      setPassword('');
      if (answer !== null) onDone(answer.seat);
    });
  };
  return (
    <Modal opened onClose={onClose} title="Sign in as database administrator" size={640}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (user.trim() !== '') go({ user: user.trim(), password });
        }}
      >
        <p>
          This changes the database <bdi className="strong">{status.data?.clinic.name ?? ''}</bdi>, which the
          officer’s own account may not. A database administrator signs in here for {String(SEAT_MINUTES)}{' '}
          minutes; the password is never stored, and everything that is done is in the activity log.
        </p>
        <TextInput
          label="Database user"
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          maxLength={63}
          value={user}
          onChange={(event) => {
            setUser(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label="Password"
          autoComplete="off"
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {signIn.failure === null ? null : <FailurePanel failure={signIn.failure} />}
        <div className="row row-end">
          {sample ? (
            <Button
              variant="subtle"
              disabled={signIn.busy}
              onClick={() => {
                go({ user: '', password: '' });
              }}
            >
              Use the sample clinic’s administrator
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={signIn.busy} disabled={user.trim() === ''}>
            Sign in
          </Button>
        </div>
      </form>
    </Modal>
  );
}
