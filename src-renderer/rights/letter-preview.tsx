import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LetterFacts } from '../../src-shared/rights/letters.ts';
import { useAsk } from '../lib/query.ts';
import { LetterPaper } from './letter-paper.tsx';
import { RightsFailure } from './letters-wait.tsx';

/** Shows a letter as it would go out, when it is asked for. */
export function LetterPreview({
  caseId,
  facts,
}: {
  readonly caseId: string;
  readonly facts: LetterFacts;
}): ReactNode {
  const preview = useAsk('rights.letter-preview');
  return (
    <div className="stack">
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconEye size={16} />}
          loading={preview.busy}
          onClick={() => {
            void preview.ask({ caseId, facts });
          }}
        >
          {preview.answer === null ? 'Look at the letter' : 'Look at it again'}
        </Button>
        <span className="soft small">Nothing is sent or kept by looking.</span>
      </div>
      {preview.failure === null ? null : <RightsFailure failure={preview.failure} />}
      {preview.answer === null ? null : (
        <LetterPaper letter={preview.answer.letter} problems={preview.answer.problems} />
      )}
    </div>
  );
}
