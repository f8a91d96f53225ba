import { Button, Modal } from '@mantine/core';
import { IconCertificate, IconUserPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Colleague } from '../../src-shared/controls/colleagues.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { NameColleague } from './name-colleague.tsx';

/** Whom encrypted evidence is opened up to: looking at them, naming one, and being named. */
export function ColleaguesSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const answer = useAnswer('evidence.colleagues', {});
  const status = useAnswer('app.status', {});
  const signedIn = status.data?.token.state === 'signed-in';
  const [naming, setNaming] = useState(false);
  return (
    <Modal opened onClose={onClose} title="Who else can open evidence" size={640}>
      <div className="stack">
        <p>
          Encrypted evidence opens with the token of whoever added it. So that a second person can look at it
          before they approve, open it up to their token as well. Each of you names colleagues for their own
          evidence.
        </p>
        {answer.isPending ? <Loading lines={3} /> : null}
        {answer.isError ? (
          <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
        ) : null}
        {answer.data === undefined ? null : answer.data.colleagues.length === 0 ? (
          <p className="soft">Nobody was named yet.</p>
        ) : (
          <ul className="key-requests">
            {answer.data.colleagues.map((one) => (
              <ColleagueRow key={`${one.namedBy} ${one.publicKeySha256}`} of={one} />
            ))}
          </ul>
        )}
        {!signedIn ? (
          <>
            <p className="rule">
              <strong>To name somebody, or to be named, sign in with your token.</strong>
            </p>
            <SignInForm />
          </>
        ) : naming ? (
          <NameColleague
            onDone={() => {
              setNaming(false);
            }}
          />
        ) : (
          <>
            <div className="row">
              <p className="grow">
                Name a colleague by the certificate that they saved here with their token.
              </p>
              <Button
                leftSection={<IconUserPlus size={16} />}
                onClick={() => {
                  setNaming(true);
                }}
              >
                Name a colleague…
              </Button>
            </div>
            <OwnCertificate />
          </>
        )}
      </div>
    </Modal>
  );
}

const STATES: Readonly<Record<Colleague['state'], string>> = {
  'in-use': 'can open what you encrypt here',
  'of-another': 'can open what the person who named them encrypts here, not what you encrypt',
  doubtful: 'The signature under this does not hold: nothing is opened up to them',
};

function ColleagueRow({ of: one }: { readonly of: Colleague }): ReactNode {
  const drop = useAsk('evidence.drop-colleague');
  const [sure, setSure] = useState(false);
  return (
    <li className="stack">
      <div className="row">
        <p className="grow break">
          <strong>
            <bdi>{commonName(one.subject)}</bdi>
          </strong>
          <br />
          <span className={one.state === 'doubtful' ? 'ink-bad' : 'soft'}>{STATES[one.state]}</span>
        </p>
        {one.state !== 'in-use' ? null : sure ? (
          <Button
            color="red"
            loading={drop.busy}
            onClick={() => void drop.ask({ publicKeySha256: one.publicKeySha256 })}
          >
            Yes, take out
          </Button>
        ) : (
          <Button
            variant="default"
            onClick={() => {
              setSure(true);
            }}
          >
            Take out…
          </Button>
        )}
      </div>
      {sure ? (
        <p>
          Your evidence is not opened up to them any more, signed with your token. What they made a copy of
          before, they can still open.
        </p>
      ) : null}
      {drop.failure === null ? null : <FailurePanel failure={drop.failure} />}
      <Facts
        rows={[
          ['Fingerprint', <Hash key="hash" value={one.publicKeySha256} what="SHA-256 of the public key" />],
          ['Named by', <bdi key="by">{one.namedBy}</bdi>],
          ['Named', <When key="at" at={one.namedAt} />],
          ['Certificate until', <When key="until" at={one.notAfter} />],
        ]}
      />
    </li>
  );
}

/** The certificate by which a colleague names whoever is signed in. */
function OwnCertificate(): ReactNode {
  const save = useAsk('evidence.own-certificate');
  const saved = save.answer?.saved ?? null;
  return (
    <>
      <div className="row">
        <p className="grow">
          To be named yourself, save your certificate and give the file to your colleague. A key for it is
          made on your token, once; the token must do RSA.
        </p>
        <Button
          variant="default"
          leftSection={<IconCertificate size={16} />}
          loading={save.busy}
          onClick={() => void save.ask({})}
        >
          Save my certificate…
        </Button>
      </div>
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      {saved === null ? null : (
        <div role="status" className="stack">
          <p>
            Saved as <bdi>{saved.name}</bdi>. Read this fingerprint to your colleague, who compares it:
          </p>
          <Hash value={saved.publicKeySha256} what="SHA-256 of the public key" open />
        </div>
      )}
    </>
  );
}
