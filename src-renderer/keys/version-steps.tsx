import { useState, type ReactNode } from 'react';
import type { Key, KeyState, KeyVersion } from '../../src-shared/keys/types.ts';
import { isDataKind } from '../../src-shared/keys/types.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { StepSheet } from './step-sheet.tsx';
import { WhyField } from './why-field.tsx';

/** A step that an officer may take with one version. */
export type VersionStep = 'suspend' | 'resume' | 'deactivate' | 'compromise' | 'destroy';

/** Steps that a state allows (NIST SP 800-57 Part 1 §7). */
export const STEPS: Readonly<Record<KeyState, readonly VersionStep[]>> = {
  'pre-active': ['destroy'],
  active: ['suspend', 'deactivate', 'compromise'],
  suspended: ['resume', 'deactivate', 'compromise'],
  deactivated: ['compromise', 'destroy'],
  compromised: ['destroy'],
  destroyed: [],
};

export const STEP_WORDS: Readonly<Record<VersionStep, string>> = {
  suspend: 'Suspend…',
  resume: 'Bring back into use…',
  deactivate: 'Take out of use…',
  compromise: 'Report as compromised…',
  destroy: 'Ask for destruction…',
};

const BECOMES = {
  suspend: 'suspended',
  resume: 'active',
  deactivate: 'deactivated',
  compromise: 'compromised',
} as const;

const SHEETS: Readonly<
  Record<
    VersionStep,
    {
      readonly title: string;
      readonly go: string;
      readonly undo: string;
      readonly says: (what: string) => string;
    }
  >
> = {
  suspend: {
    title: 'Suspend a version',
    go: 'Suspend it',
    undo: 'Yes: bring it back into use at any time',
    says: (what) => `${what} signs and encrypts nothing new until you bring it back; it still decrypts.`,
  },
  resume: {
    title: 'Bring a version back into use',
    go: 'Bring it back',
    undo: 'Yes: suspend it again',
    says: (what) => `${what} is in use again.`,
  },
  deactivate: {
    title: 'Take a version out of use',
    go: 'Take it out of use',
    undo: 'No: make another version instead',
    says: (what) => `${what} is out of use for good: from then on it only decrypts.`,
  },
  compromise: {
    title: 'Report a version as compromised',
    go: 'Report it as compromised',
    undo: 'No: a key that somebody else may have had is never trusted again',
    says: (what) =>
      `${what} counts as known to somebody else: it is out of use at once, and what it vouched for must be done again.`,
  },
  destroy: {
    title: 'Ask for the destruction of a version',
    go: 'Ask for destruction',
    undo: 'The request is only a request; once two officers approved and it is carried out, nothing brings the key back',
    says: (what) =>
      `You ask that ${what} be destroyed on the token; two officers, each with their own token, must approve before anything happens.`,
  },
};

/** One step with one version of a key, from the sheet to what came of it. */
export function VersionStepSheet({
  of: key,
  version,
  step,
  onClose,
}: {
  readonly of: Key;
  readonly version: KeyVersion;
  readonly step: VersionStep;
  readonly onClose: () => void;
}): ReactNode {
  const change = useAsk('keys.change');
  const destroy = useAsk('keys.ask-destruction');
  const [reason, setReason] = useState('');
  const sheet = SHEETS[step];
  const go = (): void => {
    const which = { keyId: key.keyId, version: version.version, reason: reason.trim() };
    const asked = step === 'destroy' ? destroy.ask(which) : change.ask({ ...which, to: BECOMES[step] });
    void asked.then((answer) => {
      if (answer !== null) onClose();
    });
  };
  return (
    <StepSheet
      title={sheet.title}
      sentence={sheet.says(`version ${String(version.version)} of “${key.name}”`).replace(/^v/, 'V')}
      facts={[
        ['Token', key.serial],
        ...(step === 'compromise' || step === 'destroy' ? aftermath(key, version) : []),
      ]}
      undo={sheet.undo}
      go={sheet.go}
      dangerous={step === 'compromise' || step === 'destroy'}
      ready={step === 'resume' || reason.trim() !== ''}
      busy={change.busy || destroy.busy}
      failure={change.failure ?? destroy.failure}
      onGo={go}
      onClose={onClose}
    >
      {step === 'resume' ? null : <WhyField value={reason} onChange={setReason} />}
    </StepSheet>
  );
}

/** What must be done again when a version cannot be trusted any more. */
export function aftermath(key: Key, version: KeyVersion): readonly (readonly [string, ReactNode])[] {
  return isDataKind(key.kind)
    ? [
        [
          'Encrypt anew',
          version.objects === 0
            ? 'nothing: nothing is encrypted under it'
            : `${formatOf(version.objects, 'thing', 'things')} encrypted under it: exchange the key, then “Encrypt anew”`,
        ],
      ]
    : [
        [
          'Sign again',
          version.operations === 0
            ? 'nothing: it was never used'
            : `what its ${formatOf(version.operations, 'signature', 'signatures')} vouch for; the activity log lists each of them`,
        ],
      ];
}
