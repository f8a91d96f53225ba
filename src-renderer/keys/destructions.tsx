import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Key, KeyRequest } from '../../src-shared/keys/types.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { approversOf, OtherOfficer } from './other-officer.tsx';
import { StepSheet } from './step-sheet.tsx';

const OFFICERS = 2;

/** Destructions that wait: for approvals, or to be carried out. Nothing when none does. */
export function Destructions({
  requests,
  keys,
}: {
  readonly requests: readonly KeyRequest[];
  readonly keys: readonly Key[];
}): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const waiting = requests.filter(({ state }) => state !== 'done' && state !== 'withdrawn');
  if (waiting.length === 0) return null;
  const chosen = waiting.find(({ requestId }) => requestId === open);
  const nameOf = ({ keyId }: KeyRequest): string => keys.find((key) => key.keyId === keyId)?.name ?? keyId;
  return (
    <Section title="Destructions that wait">
      <ul className="key-requests">
        {waiting.map((request) => (
          <li key={request.requestId} className="row">
            <div className="grow break">
              <p>
                <strong>
                  Destroy version {request.version} of “{nameOf(request)}”
                </strong>
                {request.reason === '' ? '' : `: ${request.reason}`}
              </p>
              <p className="soft small">
                Asked for by <bdi>{commonName(request.requestedBy)}</bdi>, <When at={request.requestedAt} />.{' '}
                {saidOf(request)}
              </p>
            </div>
            <Button
              variant="default"
              onClick={() => {
                setOpen(request.requestId);
              }}
            >
              {request.state === 'waiting' ? 'Approve…' : 'Destroy…'}
            </Button>
          </li>
        ))}
      </ul>
      {chosen === undefined ? null : (
        <DestructionSheet
          key={chosen.state}
          request={chosen}
          name={nameOf(chosen)}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </Section>
  );
}

function saidOf({ approvals, state }: KeyRequest): string {
  const by = approvals.map(({ by: subject }) => commonName(subject)).join(' and ');
  if (state === 'destroying') return 'It was begun and interrupted: carry it out again.';
  return approvals.length === 0
    ? `Nobody of ${String(OFFICERS)} officers has approved.`
    : `${String(approvals.length)} of ${String(OFFICERS)} officers approved: ${by}.`;
}

function DestructionSheet({
  request,
  name,
  onClose,
}: {
  readonly request: KeyRequest;
  readonly name: string;
  readonly onClose: () => void;
}): ReactNode {
  const approve = useAsk('keys.approve');
  const destroy = useAsk('keys.destroy');
  const { requestId, version, approvals } = request;
  const waiting = request.state === 'waiting';
  const what = `version ${String(version)} of “${name}”`;
  const go = (): void => {
    void (waiting ? approve.ask({ requestId }) : destroy.ask({ requestId })).then((answer) => {
      if (answer !== null) onClose();
    });
  };
  return (
    <StepSheet
      title={waiting ? 'Approve a destruction' : 'Destroy a key'}
      sentence={
        waiting
          ? `With your own token you sign that ${what} shall be destroyed; after two officers signed, it can be carried out.`
          : `The key material of ${what} is removed from the token; nothing can be read or signed with it ever again.`
      }
      facts={[
        ['Request', requestId],
        ['Why', request.reason === '' ? 'no reason was given' : request.reason],
        ['Approved by', approversOf(approvals)],
      ]}
      undo="Cannot be undone: no copy of the key exists outside the token"
      go={waiting ? 'Approve with my token' : 'Destroy it for good'}
      dangerous
      busy={approve.busy || destroy.busy}
      failure={approve.failure ?? destroy.failure}
      onGo={go}
      onClose={onClose}
    >
      {waiting && approvals.length > 0 ? <OtherOfficer /> : null}
    </StepSheet>
  );
}
