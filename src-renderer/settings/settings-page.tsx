import { Button, SegmentedControl } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { ColourScheme, Status } from '../../src-shared/settings/contract.ts';
import { Roles } from '../keys/roles.tsx';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { Organisation } from '../rights/organisation.tsx';
import { useSession } from '../state/session.ts';
import { TokenChoice } from '../token/token-choice.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { DisconnectSheet } from './disconnect-sheet.tsx';
import { SignOutAfter } from './sign-out-after.tsx';
import { TimeStamps } from './time-stamps.tsx';

const SCHEMES: readonly { readonly value: ColourScheme; readonly label: string }[] = [
  { value: 'system', label: 'Like the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
const TLS = {
  verified: 'TLS, certificate and name verified',
  loopback: 'Not needed: the database is on this computer',
  none: 'None: what travels can be read on the way',
} as const;
const CLINIC = {
  connected: 'Connected',
  unreachable: 'Cannot be reached',
  starting: 'Starting…',
  'not-configured': 'Not connected',
} as const;

/** The clinic, the token, how the window looks, and what this is. */
export function SettingsPage(): ReactNode {
  const status = useAnswer('app.status', {});
  return (
    <Page title="Settings">
      <div className="columns columns-even">
        <div className="stack">
          {status.data === undefined ? <Loading /> : <ClinicCard status={status.data} />}
          <Organisation />
          <Appearance />
          <About />
        </div>
        <div className="stack">
          <Section
            title="Token"
            aside={status.data === undefined ? null : <SignInOrOut token={status.data.token} />}
          >
            {status.data?.token.problem ? <Notice tone="unsure">{status.data.token.problem}</Notice> : null}
            <TokenChoice />
            <SignOutAfter />
          </Section>
          <Roles />
          <TimeStamps />
        </div>
      </div>
    </Page>
  );
}

function ClinicCard({ status }: { readonly status: Status }): ReactNode {
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const { clinic } = status;
  const connected = clinic.state !== 'not-configured';
  return (
    <Section title={status.profile === 'sample' ? 'Clinic (the sample)' : 'Clinic'}>
      {clinic.problem === '' ? null : <Notice tone="bad">{clinic.problem}</Notice>}
      <Facts
        rows={[
          ['State', CLINIC[clinic.state]],
          ...(connected
            ? ([
                ['Database', <bdi key="name">{clinic.name}</bdi>],
                ['Signed in as', <bdi key="user">{clinic.user}</bdi>],
                ['Encryption', TLS[clinic.tls]],
              ] as const)
            : []),
        ]}
      />
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={18} />}
          onClick={() => {
            void navigate({ to: '/welcome/connect' });
          }}
        >
          {connected ? 'Connect to another clinic…' : 'Connect…'}
        </Button>
        {connected ? (
          <Button
            variant="default"
            leftSection={<IconPlugConnectedX size={18} />}
            onClick={() => {
              setLeaving(true);
            }}
          >
            Disconnect…
          </Button>
        ) : null}
      </div>
      <DisconnectSheet
        opened={leaving}
        clinic={clinic}
        onClose={() => {
          setLeaving(false);
        }}
      />
    </Section>
  );
}

function Appearance(): ReactNode {
  const ready = useAnswer('app.ready', {});
  const change = useAsk('settings.colour-scheme');
  return (
    <Section title="Appearance">
      <SegmentedControl
        aria-label="Colour scheme"
        data={SCHEMES.map((scheme) => ({ ...scheme }))}
        value={ready.data?.colourScheme ?? 'system'}
        disabled={change.busy}
        onChange={(value) => {
          const scheme = SCHEMES.find((known) => known.value === value)?.value ?? 'system';
          void change.ask({ scheme }).then(() => queries.invalidateQueries({ queryKey: ['app.ready'] }));
        }}
      />
      {change.failure === null ? null : <FailurePanel failure={change.failure} />}
    </Section>
  );
}

function SignInOrOut({ token }: { readonly token: Status['token'] }): ReactNode {
  const openSignIn = useSession((state) => state.openSignIn);
  const signOut = useAsk('session.sign-out');
  if (token.state === 'signed-in') {
    return (
      <Button size="compact-sm" variant="default" loading={signOut.busy} onClick={() => void signOut.ask({})}>
        Sign out
      </Button>
    );
  }
  if (token.state !== 'present') return null;
  return (
    <Button size="compact-sm" variant="default" onClick={openSignIn}>
      Sign in
    </Button>
  );
}

function About(): ReactNode {
  const ready = useAnswer('app.ready', {});
  return (
    <Section title="About">
      <Facts
        rows={[
          ['Attestry', `version ${ready.data?.version ?? ''}`],
          ['System', ready.data?.platform ?? ''],
        ]}
      />
    </Section>
  );
}
