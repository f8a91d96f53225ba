import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isDataKind, type Key, type KeyVersion, type SignedThing } from '../../src-shared/keys/types.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** What must be done again because of compromised versions, each with its next step. Nothing when there is none. */
export function Compromised({ of: key }: { readonly of: Key }): ReactNode {
  const hit = key.versions.filter(({ state }) => state === 'compromised');
  if (hit.length === 0) return null;
  return (
    <Section title="What must be done again">
      {hit.map((version) => (
        <div key={version.version}>
          <Notice tone="bad">
            <p className="break">
              <strong>Version {version.version} is compromised</strong>
              {version.reason === '' ? '' : `: ${version.reason}`}. Whoever has the key can make what looks
              like ours.
            </p>
          </Notice>
          {isDataKind(key.kind) ? (
            <EncryptedUnder version={version} />
          ) : (
            <SignedWith of={key} version={version} />
          )}
        </div>
      ))}
    </Section>
  );
}

function EncryptedUnder({ version }: { readonly version: KeyVersion }): ReactNode {
  return (
    <p>
      {version.objects === 0
        ? 'Nothing is encrypted under it any more.'
        : `${formatOf(version.objects, 'thing is', 'things are')} encrypted under it: exchange the key, then “Encrypt anew”.`}
    </p>
  );
}

const NEXT: Readonly<Record<SignedThing['kind'], string>> = {
  report: 'Create the report of the same verification again, signed with the new key',
  'sign-off': 'Decide again; your new key signs it',
  checkpoint: 'Sign in with the new key and seal: the next checkpoint covers these',
};

function SignedWith({
  of: { keyId },
  version,
}: {
  readonly of: Key;
  readonly version: KeyVersion;
}): ReactNode {
  const answer = useAnswer('keys.aftermath', { keyId, version: version.version });
  if (answer.isPending) return <Loading lines={3} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { signed, uses } = answer.data;
  const signatures = uses.find(({ operation }) => operation === 'sign')?.operations ?? 0;
  return (
    <>
      <ul className="key-requests">
        {signed.map(({ kind, id, about, title, at, again }) => (
          <li key={`${kind} ${id}`} className="row">
            <div className="grow break">
              <p>
                <strong>{title}</strong>, <When at={at} />
              </p>
              <p className="soft small">{again ? 'Done again since, with another key.' : NEXT[kind]}</p>
            </div>
            {kind === 'report' && !again ? (
              <Link to="/integrity/runs/$runId" params={{ runId: about }} className="link">
                Sign again…
              </Link>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="soft">
        {signatures === 0
          ? 'No signature was counted.'
          : `${formatOf(signatures, 'signature was', 'signatures were')} made with it in all. Files that were signed beside themselves are not kept here: sign each of them again.`}
      </p>
    </>
  );
}
