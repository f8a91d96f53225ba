import { Button } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Hash } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { RightsFailure } from './letters-wait.tsx';

/** The case for an authority: every step and every hash, nobody's name, signed. */
export function CaseEvidence({
  caseId,
  signedIn,
}: {
  readonly caseId: string;
  readonly signedIn: boolean;
}): ReactNode {
  const save = useAsk('rights.save-evidence');
  const saved = save.answer?.saved ?? null;
  return (
    <Section title="For an authority">
      <p className="soft">
        The whole case in one file, for the Office for Civil Rights or another authority: request, clock,
        every step with its hash and its place in the activity log, hashes of letters, files and deliveries,
        and the signed decisions. It names no patient. Your signature lies beside it.
      </p>
      <div className="row wrap">
        <Button
          variant="default"
          leftSection={<IconFileCertificate size={16} />}
          loading={save.busy}
          disabled={!signedIn}
          onClick={() => {
            void save.ask({ caseId });
          }}
        >
          Save and sign the case…
        </Button>
        {signedIn ? null : <span className="soft small">Sign in to sign it.</span>}
      </div>
      {save.failure === null ? null : <RightsFailure failure={save.failure} />}
      {saved === null ? null : (
        <Notice tone={saved.unrecorded.length === 0 ? 'none' : 'bad'}>
          <p>
            <bdi>{saved.name}</bdi>: {formatOf(saved.steps, 'step', 'steps')}, signed in{' '}
            <bdi>{saved.signature}</bdi>.{' '}
            {saved.unrecorded.length === 0
              ? 'Every step stands in the activity log as it is here.'
              : `The activity log does not know these steps as they are here: ${saved.unrecorded.join(', ')}. Have the activity log verified.`}
          </p>
          <Hash value={saved.sha256} what="SHA-256 of the case" />
        </Notice>
      )}
    </Section>
  );
}
