import { Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RecoveryKeyInfo } from '../../src-shared/keys/recovery.ts';
import { isDataKind, type Key } from '../../src-shared/keys/types.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { Hash } from '../ui/hash.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { approversOf, OtherOfficer } from './other-officer.tsx';
import { StepSheet } from './step-sheet.tsx';
import { WhyField } from './why-field.tsx';

/** A step with recovery keys. */
export type RecoveryStep =
  | { readonly step: 'propose' }
  | { readonly step: 'approve' | 'remove'; readonly recovery: RecoveryKeyInfo }
  | { readonly step: 'certify'; readonly key: Key }
  | { readonly step: 'recover'; readonly things: number };

type SheetProps = { readonly onClose: () => void };

/** One step, from the sheet to what came of it. @param keys - those on the token in use */
export function RecoverySheet({
  of: step,
  keys,
  onClose,
}: SheetProps & { readonly of: RecoveryStep; readonly keys: readonly Key[] }): ReactNode {
  switch (step.step) {
    case 'propose':
      return <Propose onClose={onClose} />;
    case 'approve':
      return <Approve of={step.recovery} onClose={onClose} />;
    case 'remove':
      return <Remove of={step.recovery} onClose={onClose} />;
    case 'certify':
      return <Certify of={step.key} onClose={onClose} />;
    case 'recover':
      return <Recover things={step.things} keys={keys} onClose={onClose} />;
  }
}

const factsOf = ({
  subject,
  publicKeySha256,
}: RecoveryKeyInfo): readonly (readonly [string, ReactNode])[] => [
  ['Recovery key', <bdi key="subject">{commonName(subject)}</bdi>],
  ['Public key hash', <Hash key="hash" value={publicKeySha256} what="hash of the public key" open />],
];

function Propose({ onClose }: SheetProps): ReactNode {
  const propose = useAsk('keys.propose-recovery');
  return (
    <StepSheet
      title="Name a recovery key"
      sentence="You choose the certificate of a key on a second token. After two officers approved it, what is encrypted is encrypted for that key, too: whoever holds it can read everything that is encrypted here from then on."
      facts={[
        ['Certificate', 'of an RSA key of 3072 to 4096 bits'],
        [
          'Why RSA only',
          'Every token with RSA keys opens it in the same way, and so does the program openssl, without Attestry. For keys on elliptic curves each maker’s token does it differently, and some not at all: that would be found out on the day when nothing else is left.',
        ],
      ]}
      undo="Yes: it can be taken out of use at any time"
      go="Choose the certificate…"
      busy={propose.busy}
      failure={propose.failure}
      onGo={() => {
        void propose.ask({}).then((answer) => {
          if ((answer?.recoveryId ?? null) !== null) onClose();
        });
      }}
      onClose={onClose}
    />
  );
}

function Approve({ of: recovery, onClose }: SheetProps & { readonly of: RecoveryKeyInfo }): ReactNode {
  const approve = useAsk('keys.approve-recovery');
  const { recoveryId, approvals } = recovery;
  return (
    <StepSheet
      title="Approve a recovery key"
      sentence="With your own token you sign that the holder of this key may read everything that is encrypted here from now on. Compare the hash with the one that was written down when the key was made: only that tells it from a key of somebody else."
      facts={[...factsOf(recovery), ['Approved by', approversOf(approvals)]]}
      undo="Yes: it can be taken out of use; what was encrypted meanwhile must be encrypted anew"
      go="Approve with my token"
      dangerous
      busy={approve.busy}
      failure={approve.failure}
      onGo={() => {
        void approve.ask({ recoveryId }).then((answer) => {
          if (answer !== null) onClose();
        });
      }}
      onClose={onClose}
    >
      {approvals.length > 0 ? <OtherOfficer /> : null}
    </StepSheet>
  );
}

function Remove({ of: recovery, onClose }: SheetProps & { readonly of: RecoveryKeyInfo }): ReactNode {
  const remove = useAsk('keys.remove-recovery');
  const [reason, setReason] = useState('');
  return (
    <StepSheet
      title="Take a recovery key out of use"
      sentence="Nothing new is encrypted for this key. What was encrypted for it, it opens until that is encrypted anew."
      facts={factsOf(recovery)}
      undo="Name it again; two officers must approve again"
      go="Take it out of use"
      dangerous
      ready={reason.trim() !== ''}
      busy={remove.busy}
      failure={remove.failure}
      onGo={() => {
        void remove.ask({ recoveryId: recovery.recoveryId, reason: reason.trim() }).then((answer) => {
          if (answer !== null) onClose();
        });
      }}
      onClose={onClose}
    >
      <WhyField value={reason} onChange={setReason} />
    </StepSheet>
  );
}

function Certify({ of: key, onClose }: SheetProps & { readonly of: Key }): ReactNode {
  const certify = useAsk('keys.recovery-certificate');
  const [name, setName] = useState('');
  return (
    <StepSheet
      title="Certificate of a recovery key"
      sentence={`A certificate for “${key.name}” is made out, valid for ten years, and saved as a file. It holds nothing secret: take it to the computer whose data this key shall open, and name it there.`}
      facts={[['Token', key.serial]]}
      undo="Not needed: the certificate alone changes nothing"
      go="Save the certificate…"
      ready={name.trim() !== ''}
      busy={certify.busy}
      failure={certify.failure}
      onGo={() => {
        void certify.ask({ keyId: key.keyId, commonName: name.trim() }).then((answer) => {
          const saved = answer?.saved ?? null;
          if (saved === null) return;
          tellSaved(saved, 'The certificate was saved.');
          onClose();
        });
      }}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="What officers will see when they approve it, as “Recovery token in the safe”."
        value={name}
        maxLength={64}
        required
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
    </StepSheet>
  );
}

function Recover({
  things,
  keys,
  onClose,
}: SheetProps & { readonly things: number; readonly keys: readonly Key[] }): ReactNode {
  const recover = useAsk('keys.recover');
  const fitting = keys.filter(
    ({ kind, versions }) => isDataKind(kind) && versions.some(({ state }) => state === 'active'),
  );
  const [keyId, setKeyId] = useState<string | null>(null);
  return (
    <StepSheet
      title="Bring over what a lost token protected"
      sentence={`${formatOf(things, 'thing lies', 'things lie')} under keys of other tokens. ${things === 1 ? 'It is' : 'They are'} opened with the recovery key on this token and encrypted anew under a key of this one. Each opening is counted and stands in the activity log.`}
      facts={[
        ['Other tokens', 'where they still work, use those: their keys do not open this any more afterwards'],
      ]}
      undo="No: but nothing is lost, and it can be interrupted at any time"
      go="Bring it over"
      dangerous
      ready={keyId !== null}
      busy={recover.busy}
      failure={recover.failure}
      onGo={() => {
        if (keyId === null) return;
        void recover.ask({ keyId }).then((answer) => {
          if (answer !== null) onClose();
        });
      }}
      onClose={onClose}
    >
      <Select
        label="Under which key of this token"
        description={
          fitting.length === 0
            ? 'There is none yet: first make a key of the kind “Encrypts (AES-256)”.'
            : 'A key that you made on this token for it.'
        }
        value={keyId}
        data={fitting.map((key) => ({ value: key.keyId, label: key.name }))}
        onChange={setKeyId}
      />
    </StepSheet>
  );
}
