import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { missingForLetters } from '../../src-shared/rights/settings.ts';
import type { Failure } from '../../src-shared/ipc/result.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';

const useMissing = (): readonly string[] => {
  const { data } = useAnswer('rights.settings', {});
  return data === undefined ? [] : missingForLetters(data.settings);
};

/** The way to what letters name. */
export function ToOrganisation(): ReactNode {
  return (
    <Link to="/settings" search={{ at: 'organisation' }} className="link">
      Fill in “Our organisation”
    </Link>
  );
}

/** That no letter can go out yet, and where that is mended; nothing once it can. */
export function LettersWait(): ReactNode {
  const missing = useMissing();
  return missing.length === 0 ? null : (
    <Notice tone="unsure">
      No letter can go out yet: the settings lack {missing.join(', ')}. <ToOrganisation />
    </Notice>
  );
}

/** A failure about a request; where the settings are the reason, with the way to them. */
export function RightsFailure({ failure }: { readonly failure: Failure }): ReactNode {
  const missing = useMissing();
  const isAboutLetters = failure.code === 'letter-refused' || failure.code === 'rights-refused';
  return (
    <FailurePanel failure={failure}>
      {isAboutLetters && missing.length > 0 ? <ToOrganisation /> : undefined}
    </FailurePanel>
  );
}
