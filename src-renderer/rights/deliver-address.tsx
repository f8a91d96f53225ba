import { Checkbox, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Recipients } from '../../src-shared/rights/recipients.ts';
import { Notice } from '../ui/notice.tsx';
import { isByMail, type Said } from './delivery-order.ts';
import { RecipientLines } from './recipient.tsx';

/** Where the answer goes on the way that was chosen, and what was agreed with the patient about it. */
export function DeliverAddress({
  said,
  isWrong,
  recipients: { answer, restrictions, forOthers },
  onChange,
}: {
  readonly said: Said;
  /** Whether what stands there is no address. */
  readonly isWrong: boolean;
  readonly recipients: Recipients;
  readonly onChange: (change: Partial<Said>) => void;
}): ReactNode {
  const byMail = isByMail(said.manner);
  const barred = answer.source === 'confidential';
  return (
    <>
      {byMail ? (
        <TextInput
          label="E-mail address"
          description={barred ? 'What the person asked for; nothing goes to another one.' : undefined}
          type="email"
          maxLength={254}
          spellCheck={false}
          readOnly={barred}
          value={said.to}
          error={isWrong ? 'This is no address.' : null}
          onChange={(event) => {
            onChange({ to: event.currentTarget.value });
          }}
        />
      ) : null}
      {byMail && barred && answer.email === '' ? (
        <Notice tone="unsure">
          The person asked to be reached elsewhere, and named no e-mail address there. Choose another way.
        </Notice>
      ) : null}
      {said.manner === 'mail' ? (
        <div className="rule">
          <p className="small soft">It goes to</p>
          <RecipientLines to={answer} />
        </div>
      ) : null}
      {forOthers && restrictions.length > 0 ? (
        <Checkbox
          label={`I have looked at the restriction ${restrictions.join(', ')}, and this keeps to it`}
          description="It is in force for this patient; what it covers does not go to others (45 CFR 164.522(a))."
          checked={said.heeded}
          onChange={(event) => {
            onChange({ heeded: event.currentTarget.checked });
          }}
        />
      ) : null}
    </>
  );
}
