import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Key, KeyUse } from '../../src-shared/keys/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { tellSaved } from '../ui/saved.tsx';

/**
 * From a new signing key to the switch-over, step by step. Where it stands is what the key itself says: leaving, a crash
 * or another day changes nothing.
 */
export function ExchangeRail({
  of: key,
  uses,
}: {
  readonly of: Key;
  readonly uses: readonly KeyUse[];
}): ReactNode {
  const newest = key.versions[0];
  const status = useAnswer('app.status', {});
  const openSignIn = useSession((state) => state.openSignIn);
  if (newest?.state !== 'pre-active') return null;
  const made = newest.publicKeySha256 !== null;
  // A key that is not in use yet can have signed nothing but its own request.
  const requested = uses.some(({ version }) => version === newest.version);
  const old = key.versions.find(({ state }) => state === 'active');
  const now = !made ? 1 : !requested ? 2 : 3;
  const signedIn = status.data?.token.identity !== null;
  return (
    <Section title={old === undefined ? 'Put the new key into use' : 'Exchange the key'}>
      <p className="soft">
        {old === undefined
          ? 'The key signs once an authority has certified it.'
          : `Version ${String(old.version)} goes on signing until the new one has its certificate.`}{' '}
        You can leave at any step and come back here.
      </p>
      {signedIn ? null : (
        <Notice tone="none">
          <p>Nobody is signed in: each step needs the token.</p>
          <Button size="compact-sm" variant="default" onClick={openSignIn}>
            Sign in
          </Button>
        </Notice>
      )}
      <ol className="steps key-steps">
        <Step at={1} now={now} name="New key on the token">
          {now === 1 ? (
            <MakeAgain keyId={key.keyId} />
          ) : (
            <p className="soft">Version {newest.version} is made and cannot leave the token.</p>
          )}
        </Step>
        <Step at={2} now={now} name="Certificate request for the authority (CSR)">
          {now < 2 ? null : (
            <RequestForm
              key={String(requested)}
              keyId={key.keyId}
              again={requested}
              suggested={commonName(status.data?.token.identity?.subject ?? '')}
            />
          )}
        </Step>
        <Step at={3} now={now} name="Certificate from the authority, and switch over">
          {now < 2 ? null : <ImportForm keyId={key.keyId} version={newest.version} />}
        </Step>
      </ol>
    </Section>
  );
}

function Step({
  at,
  now,
  name,
  children,
}: {
  readonly at: number;
  readonly now: number;
  readonly name: string;
  readonly children: ReactNode;
}): ReactNode {
  const state = at < now ? 'done' : at === now ? 'now' : 'later';
  return (
    <li data-state={state} {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}>
      <span className="step-number" aria-hidden>
        {at}
      </span>
      <div className="stack-tight grow">
        <p>
          <strong>{name}</strong>{' '}
          <span className="soft small">{state === 'done' ? 'done' : state === 'now' ? 'next' : 'later'}</span>
        </p>
        {children}
      </div>
    </li>
  );
}

function MakeAgain({ keyId }: { readonly keyId: string }): ReactNode {
  const rotate = useAsk('keys.rotate');
  return (
    <>
      <p>The making of the key was interrupted.</p>
      {rotate.failure === null ? null : <FailurePanel failure={rotate.failure} />}
      <div>
        <Button loading={rotate.busy} onClick={() => void rotate.ask({ keyId })}>
          Go on making it
        </Button>
      </div>
    </>
  );
}

function RequestForm({
  keyId,
  again,
  suggested,
}: {
  readonly keyId: string;
  readonly again: boolean;
  readonly suggested: string;
}): ReactNode {
  const request = useAsk('keys.request-certificate');
  const [name, setName] = useState<string | null>(null);
  const [organisation, setOrganisation] = useState('');
  const [country, setCountry] = useState('');
  const [open, setOpen] = useState(!again);
  const commonNameTyped = name ?? suggested;
  const wrongCountry = !/^([A-Z]{2})?$/.test(country);
  if (!open)
    return (
      <p>
        The request was saved. Send it to your certificate authority; it holds nothing secret.{' '}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setOpen(true);
          }}
        >
          Save another request
        </Button>
      </p>
    );
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void request
          .ask({ keyId, commonName: commonNameTyped.trim(), organisation: organisation.trim(), country })
          .then((answer) => {
            const saved = answer?.saved ?? null;
            if (saved !== null) tellSaved(saved, 'Certificate request:');
          });
      }}
    >
      <div className="key-fields">
        <TextInput
          label="Name of the officer"
          value={commonNameTyped}
          maxLength={64}
          required
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Organisation"
          value={organisation}
          maxLength={64}
          onChange={(event) => {
            setOrganisation(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Country"
          placeholder="US"
          value={country}
          maxLength={2}
          error={wrongCountry ? 'Two letters' : null}
          onChange={(event) => {
            setCountry(event.currentTarget.value.toUpperCase());
          }}
        />
      </div>
      {request.failure === null ? null : <FailurePanel failure={request.failure} />}
      <div>
        <Button
          type="submit"
          loading={request.busy}
          disabled={commonNameTyped.trim() === '' || wrongCountry}
          variant={again ? 'default' : 'filled'}
        >
          Save the request…
        </Button>
      </div>
    </form>
  );
}

function ImportForm({ keyId, version }: { readonly keyId: string; readonly version: number }): ReactNode {
  const bring = useAsk('keys.import-certificate');
  const [chain, setChain] = useState(false);
  return (
    <>
      <p>
        Choose the certificate that came back. It is put on the token, and from then on version {version}{' '}
        signs: the switch-over.
      </p>
      <Checkbox
        label="The certificates of the authorities (chain) are in a file of their own; ask for it too"
        checked={chain}
        onChange={(event) => {
          setChain(event.currentTarget.checked);
        }}
      />
      {bring.failure === null ? null : <FailurePanel failure={bring.failure} />}
      <div>
        <Button loading={bring.busy} onClick={() => void bring.ask({ keyId, chain })}>
          Choose the certificate and switch over…
        </Button>
      </div>
    </>
  );
}
