import { Button } from '@mantine/core';
import { IconLifebuoy } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { RecoveryKeyInfo, RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import { SHARE_KEY } from '../../src-shared/keys/share-key.ts';
import type { Key } from '../../src-shared/keys/types.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { RecoveryGuide } from './recovery-guide.tsx';
import { RecoverySheet, type RecoveryStep } from './recovery-steps.tsx';
import { isStanding, RECOVERY_STATE_WORDS, recoveryStanding } from './recovery-words.ts';

const thingsOf = (keys: readonly Key[]): number =>
  keys.flatMap(({ versions }) => versions).reduce((sum, { objects }) => sum + objects, 0);

/** What a lost token takes with it, and who else can open what is encrypted. */
export function Recovery({ keys }: { readonly keys: readonly Key[] }): ReactNode {
  const answer = useAnswer('keys.recovery', {});
  const status = useAnswer('app.status', {});
  const running = useRunning(['rewrap']);
  const [step, setStep] = useState<RecoveryStep | null>(null);
  const token = status.data?.token;
  const here = token?.state === 'signed-in' ? (token.token?.serial ?? null) : null;
  // Under keys of tokens other than the one in use: what a recovery would bring over.
  const elsewhere = here === null ? 0 : thingsOf(keys.filter(({ serial }) => serial !== here));
  const wrapping = keys.filter(
    ({ kind, serial, name }) => kind === 'rsa-wrap-3072' && serial === here && name !== SHARE_KEY,
  );
  const standing = answer.data?.recoveries.filter(isStanding) ?? [];
  return (
    <Section
      title="If the token is lost"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconLifebuoy size={16} />}
          onClick={() => {
            setStep({ step: 'propose' });
          }}
        >
          Name a recovery key…
        </Button>
      }
    >
      {answer.isPending ? <Loading lines={3} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess ? <Standing of={answer.data} keys={keys} /> : null}
      {standing.length === 0 ? null : (
        <ul className="key-requests">
          {standing.map((recovery) => (
            <RecoveryRow key={recovery.recoveryId} of={recovery} onStep={setStep} />
          ))}
        </ul>
      )}
      {running === undefined ? null : <JobProgress job={running} />}
      {elsewhere === 0 || running !== undefined ? null : (
        <div className="row">
          <p className="grow">
            {formatOf(elsewhere, 'thing lies', 'things lie')} under keys of other tokens than the one you are
            signed in to.
          </p>
          <Button
            variant="default"
            onClick={() => {
              setStep({ step: 'recover', things: elsewhere });
            }}
          >
            That token is lost…
          </Button>
        </div>
      )}
      {wrapping.map((key) => (
        <div className="row" key={key.keyId}>
          <p className="grow break">“{key.name}” on this token can become the recovery key of another one.</p>
          <Button
            variant="default"
            onClick={() => {
              setStep({ step: 'certify', key });
            }}
          >
            Save its certificate…
          </Button>
        </div>
      ))}
      <RecoveryGuide />
      {step === null ? null : (
        <RecoverySheet
          of={step}
          keys={keys.filter(({ serial }) => serial === here)}
          onClose={() => {
            setStep(null);
          }}
        />
      )}
    </Section>
  );
}

function Standing({
  of: status,
  keys,
}: {
  readonly of: RecoveryStatus;
  readonly keys: readonly Key[];
}): ReactNode {
  const { tone, says } = recoveryStanding(status, thingsOf(keys));
  const concerned = keys.filter(({ keyId }) => status.outdated.some((one) => one.keyId === keyId));
  return (
    <Notice tone={tone}>
      <p>{says}</p>
      {concerned.length === 0 ? null : (
        <p className="break">
          Encrypt anew:{' '}
          {concerned.map(({ keyId, name }, index) => (
            <span key={keyId}>
              {index === 0 ? '' : ', '}
              <Link to="/keys/$keyId" params={{ keyId }} className="link">
                {name}
              </Link>
            </span>
          ))}
        </p>
      )}
    </Notice>
  );
}

function RecoveryRow({
  of: recovery,
  onStep,
}: {
  readonly of: RecoveryKeyInfo;
  readonly onStep: (step: RecoveryStep) => void;
}): ReactNode {
  const { state, subject, approvals, publicKeySha256, notAfter, operations, bits } = recovery;
  return (
    <li className="stack">
      <div className="row">
        <p className="grow break">
          <strong>
            <bdi>{commonName(subject)}</bdi>
          </strong>
          <br />
          <span className="soft">{RECOVERY_STATE_WORDS[state]}</span>
        </p>
        {state === 'waiting' ? (
          <Button
            variant="default"
            onClick={() => {
              onStep({ step: 'approve', recovery });
            }}
          >
            Approve…
          </Button>
        ) : null}
        <Button
          variant="default"
          onClick={() => {
            onStep({ step: 'remove', recovery });
          }}
        >
          Take out of use…
        </Button>
      </div>
      <Facts
        rows={[
          [
            'Public key',
            <span key="hash" className="row">
              <Hash value={publicKeySha256} what="hash of the public key" />
              <span className="soft">SHA-256 of RSA-{bits}</span>
            </span>,
          ],
          ['Certificate until', <When key="until" at={notAfter} />],
          [
            'Approved by',
            approvals.length === 0 ? (
              'nobody yet; two officers must'
            ) : (
              <bdi key="by">
                {approvals.map(({ by }) => commonName(by)).join(' and ')}
                {approvals.length === 1 ? '; a second officer must' : ''}
              </bdi>
            ),
          ],
          ['Opened with it', operations === 0 ? 'nothing yet' : formatOf(operations, 'time', 'times')],
        ]}
      />
    </li>
  );
}
