import { Button } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ReviewSummary } from '../../src-shared/rights/review.ts';
import { formatCount } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';

/** Finishing a review, and confirming as a professional the grounds that need one; both are signed. */
export function FinishReview({
  caseId,
  summary,
  offered,
}: {
  readonly caseId: string;
  readonly summary: ReviewSummary;
  readonly offered: boolean;
}): ReactNode {
  const finish = useAsk('rights.review-finish');
  const confirm = useAsk('rights.review-confirm');
  const [sheet, setSheet] = useState<'finish' | 'confirm' | null>(null);
  const close = (): void => {
    setSheet(null);
  };
  const waiting = summary.grounds.filter(({ licensed, confirmed }) => licensed && !confirmed);
  if (summary.finished !== null) return <span className="badge badge-good">Finished and signed</span>;
  return (
    <>
      {waiting.length === 0 ? null : (
        <Button
          variant="default"
          onClick={() => {
            setSheet('confirm');
          }}
        >
          Confirm as a professional…
        </Button>
      )}
      <Button
        leftSection={<IconSignature size={16} />}
        disabled={!summary.may.finish || summary.missing.length > 0 || !offered}
        onClick={() => {
          setSheet('finish');
        }}
      >
        Finish the review…
      </Button>
      <ConfirmSign
        opened={sheet === 'finish'}
        onClose={close}
        title="Finish the review"
        sentence="The request is decided by what became of its items, and the decision is signed in your name."
        facts={[
          ['Request', caseId],
          [
            'Items',
            `${formatCount(summary.decisions.release)} released, ${formatCount(summary.decisions.redact)} redacted, ${formatCount(summary.decisions.withhold)} withheld`,
          ],
          ['Outcome', summary.outcome ?? 'Open'],
        ]}
        busy={finish.busy}
        failure={finish.failure}
        onSign={() => {
          void finish.ask({ caseId }).then((done) => {
            if (done !== null) close();
          });
        }}
      />
      <ConfirmSign
        opened={sheet === 'confirm'}
        onClose={close}
        title="Confirm as a licensed health care professional"
        sentence="As a licensed health care professional you confirm that these grounds hold for the items under them."
        facts={waiting.map(
          ({ ground, items }) => [`Ground ${ground}`, `${formatCount(items)} items`] as const,
        )}
        busy={confirm.busy}
        failure={confirm.failure}
        onSign={() => {
          void confirm
            .ask({ caseId, grounds: waiting.map(({ ground }) => ground), licensed: true })
            .then((done) => {
              if (done !== null) close();
            });
        }}
      />
    </>
  );
}
