import { Button, PasswordInput } from '@mantine/core';
import { IconPackage, IconPackageImport } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { OpenedBundleView } from './opened-bundle.tsx';

/**
 * A bundle that somebody was given, looked over on any computer. What is in it stays in this page and is gone with it.
 */
export function ReviewPage(): ReactNode {
  const open = useAsk('bundle.open');
  const welcoming = useRouterState({ select: ({ location }) => location.pathname.startsWith('/welcome') });
  const [password, setPassword] = useState('');
  const { handle, opened, locked } = open.answer ?? { handle: null, opened: null, locked: null };
  const choose = (): void => {
    setPassword('');
    void open.ask({ handle: null, password: null, chooseAuthority: false });
  };
  return (
    <Page
      title="Offline review"
      lead={
        <>
          Look over a bundle that a compliance officer gave you: without the clinic, the officer’s computer or
          a token.
          {welcoming ? (
            <>
              {' '}
              <Link to="/welcome" className="link">
                Back to the choice
              </Link>
            </>
          ) : null}
        </>
      }
      actions={
        <Button
          variant={opened === null ? 'filled' : 'default'}
          leftSection={<IconPackageImport size={18} />}
          loading={open.busy && locked === null}
          onClick={choose}
        >
          Open a bundle…
        </Button>
      }
    >
      {open.failure === null ? null : <FailurePanel failure={open.failure} />}
      {locked === null ? null : (
        <Section title="The bundle is encrypted">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void open.ask({ handle: locked.handle, password, chooseAuthority: false });
            }}
          >
            <p dir="auto" className="break">
              <bdi>{locked.name}</bdi> holds patient data. Its password came to you by another way than the
              file.
            </p>
            <PasswordInput
              label="Password"
              data-autofocus
              autoComplete="off"
              spellCheck={false}
              value={password}
              error={locked.wrong ? 'This is not its password.' : null}
              onChange={(event) => {
                setPassword(event.currentTarget.value);
              }}
              maw={420}
            />
            <div className="row">
              <Button type="submit" loading={open.busy} disabled={password === ''}>
                Open it
              </Button>
            </div>
          </form>
        </Section>
      )}
      {opened === null || handle === null ? null : (
        <OpenedBundleView
          bundle={opened}
          handle={handle}
          password={password === '' ? null : password}
          busy={open.busy}
          onAuthority={() => {
            void open.ask({ handle, password: password === '' ? null : password, chooseAuthority: true });
          }}
        />
      )}
      {opened === null && locked === null && open.failure === null ? (
        <section className="card">
          <EmptyState icon={<IconPackage size={28} />} title="No bundle is open">
            A bundle is one file with entries of the audit log, their proofs, and signed reports. It is made
            under Integrity, For auditors.
          </EmptyState>
          <div className="pad">
            <Notice tone="none">
              Whose signature counts is yours to decide: the certificate of the hospital’s authority must
              reach you by another way than the bundle. Without one the answer is never more than “Could not
              tell”.
            </Notice>
          </div>
        </section>
      ) : null}
    </Page>
  );
}
