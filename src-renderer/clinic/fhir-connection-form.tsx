import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type FhirConnection, fhirUrlSchema } from '../../src-shared/clinic/limits.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { FailurePanel } from '../ui/failure.tsx';

/** A new connection, or new credentials for one: encrypted with the token, so somebody must be signed in. */
export function ConnectionForm({
  connection,
  onClose,
}: {
  /** Null: a new one. */
  readonly connection: FhirConnection | null;
  readonly onClose: () => void;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const connect = useAsk('limits.connect');
  const refresh = useAsk('limits.refresh');
  const [name, setName] = useState('');
  const [baseUrl, setBaseUrl] = useState('https://');
  const [clientId, setClientId] = useState('');
  const [scopes, setScopes] = useState('');
  const [secret, setSecret] = useState('');
  const [until, setUntil] = useState('');
  const urlRight = fhirUrlSchema.safeParse(baseUrl.trim()).success;
  const ready =
    secret !== '' && (connection !== null || (name.trim() !== '' && clientId.trim() !== '' && urlRight));
  const failure = connect.failure ?? refresh.failure;
  const done = (answer: object | null): void => {
    setSecret('');
    if (answer !== null) onClose();
  };
  const go = (): void => {
    const expiresAt = until === '' ? null : `${until}T23:59:59Z`;
    if (connection !== null)
      void refresh.ask({ connectionId: connection.connectionId, secret, expiresAt }).then(done);
    else
      void connect
        .ask({
          ...{ name: name.trim(), baseUrl: baseUrl.trim(), clientId: clientId.trim() },
          ...{ scopes: scopes.trim(), secret, expiresAt },
        })
        .then(done);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={connection === null ? 'Add a FHIR connection' : `New credentials for ${connection.name}`}
      size={560}
    >
      {status.data?.token.identity === null ? (
        <div className="stack">
          <p>
            <strong>First sign in with your token.</strong>{' '}
            <span className="soft">
              The credentials are encrypted with a key of it; then you come back here.
            </span>
          </p>
          <SignInForm />
        </div>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) go();
          }}
        >
          {connection === null ? (
            <>
              <TextInput
                label="Name"
                data-autofocus
                maxLength={80}
                value={name}
                onChange={(event) => {
                  setName(event.currentTarget.value);
                }}
              />
              <TextInput
                label="Address"
                description="Only the address: https, no user, no password, nothing behind “?” or “#”"
                spellCheck={false}
                maxLength={500}
                error={
                  baseUrl.length > 12 && !urlRight ? 'A secret or a form that cannot be kept is in it' : null
                }
                value={baseUrl}
                onChange={(event) => {
                  setBaseUrl(event.currentTarget.value);
                }}
              />
              <TextInput
                label="Client"
                description="Under which name the other system knows you"
                spellCheck={false}
                maxLength={200}
                value={clientId}
                onChange={(event) => {
                  setClientId(event.currentTarget.value);
                }}
              />
              <TextInput
                label="Scopes"
                description="What may be exchanged, for example system/Observation.read"
                spellCheck={false}
                maxLength={1000}
                value={scopes}
                onChange={(event) => {
                  setScopes(event.currentTarget.value);
                }}
              />
            </>
          ) : null}
          <PasswordInput
            label="Credentials"
            description="Encrypted before they leave this computer; the window keeps nothing"
            autoComplete="off"
            maxLength={10_000}
            value={secret}
            onChange={(event) => {
              setSecret(event.currentTarget.value);
            }}
          />
          <TextInput
            type="date"
            label="Valid until (UTC)"
            description="Empty: no end is known"
            value={until}
            onChange={(event) => {
              setUntil(event.currentTarget.value);
            }}
          />
          {failure === null ? null : <FailurePanel failure={failure} />}
          <div className="row row-end">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button type="submit" loading={connect.busy || refresh.busy} disabled={!ready}>
              Encrypt and keep
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
