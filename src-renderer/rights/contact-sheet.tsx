import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Contact, ContactCorrection } from '../../src-shared/rights/contact.ts';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { RequestWords } from '../../src-shared/rights/people.ts';
import {
  type ContactOf,
  type ContactPart,
  type ContactReason,
  contactReasonSchema,
} from '../../src-shared/rights/words.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { CaseLink } from './case-link.tsx';
import { contactsOf } from './contacts.ts';
import { RightsFailure } from './letters-wait.tsx';
import { SignedIn } from './signed-in.tsx';

const WHOSE: Readonly<Record<ContactOf, string>> = {
  patient: 'The patient',
  requester: 'Who acts for the patient',
  'third-party': 'To whom the copy goes',
  alternative: 'Where the person wants to be reached instead',
};
const REASONS: Readonly<Record<ContactReason, string>> = {
  mistyped: 'It was written down wrongly',
  changed: 'It has changed, as the person told us',
  'came-back': 'Something came back: it cannot be delivered there',
  other: 'Another reason, in the note',
};
const LINES: Readonly<Record<ContactPart, readonly [label: string, className: string]>> = {
  address: ['Address', 'field-all'],
  phone: ['Telephone', 'field-half'],
  email: ['E-mail', 'field-half'],
};

/** Puts a wrong or changed address, telephone number or e-mail address of an open case right. */
export function ContactSheet({
  view,
  onClose,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal opened onClose={onClose} title="Correct contact details" size={640}>
      <div className="stack">
        <p>
          Letters and the answer go to what stands here from now on. What was written or prepared before stays
          as it is, and what stood here before is kept with the case.
        </p>
        <SignedIn>
          <Known view={view} onClose={onClose} />
        </SignedIn>
      </div>
    </Modal>
  );
}

function Known({ view, onClose }: { readonly view: CaseView; readonly onClose: () => void }): ReactNode {
  const words = useAnswer('rights.words', { caseId: view.row.caseId });
  if (words.isPending) return <Loading lines={4} />;
  if (words.isError) return <FailurePanel failure={words.error} onRetry={() => void words.refetch()} />;
  return <Correct view={view} request={words.data.request} onClose={onClose} />;
}

function Correct({
  view,
  request,
  onClose,
}: {
  readonly view: CaseView;
  readonly request: RequestWords;
  readonly onClose: () => void;
}): ReactNode {
  const { caseId } = view.row;
  const known = contactsOf(request, view.decision !== null);
  const [of, setOf] = useState<ContactOf>(known[0]?.of ?? 'patient');
  const [typed, setTyped] = useState<Contact>({});
  const [reason, setReason] = useState<ContactReason>('mistyped');
  const [note, setNote] = useState('');
  const correct = useAsk('rights.correct-contact');
  const agreedIn = useAnswer('rights.recipients', { caseId }).data?.letters.agreedIn ?? null;
  const lines = known.find((each) => each.of === of)?.lines ?? [];
  const contact: Contact = Object.fromEntries(
    lines.flatMap(([part, now]) => {
      const next = typed[part]?.trim();
      return next === undefined || next === now ? [] : [[part, next] as const];
    }),
  );
  const correction: ContactCorrection = { of, contact, reason, note: note.trim() };
  const isReady = Object.keys(contact).length > 0 && (reason !== 'other' || note.trim() !== '');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        void correct.ask({ caseId, steps: view.steps, correction }).then((done) => {
          if (done !== null) onClose();
        });
      }}
    >
      {known.length < 2 ? null : (
        <NativeSelect
          label="Whose"
          value={of}
          data={known.map((each) => ({ value: each.of, label: WHOSE[each.of] }))}
          onChange={(event) => {
            setOf(known.find((each) => each.of === event.currentTarget.value)?.of ?? of);
            setTyped({});
          }}
        />
      )}
      <div className="fields">
        {lines.map(([part, now]) => (
          <TextInput
            key={part}
            className={LINES[part][1]}
            label={LINES[part][0]}
            dir="auto"
            spellCheck={false}
            maxLength={200}
            value={typed[part] ?? now}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped((before) => ({ ...before, [part]: value }));
            }}
          />
        ))}
      </div>
      <NativeSelect
        label="Why"
        value={reason}
        data={contactReasonSchema.options.map((value) => ({ value, label: REASONS[value] }))}
        onChange={(event) => {
          setReason(contactReasonSchema.parse(event.currentTarget.value));
        }}
      />
      <Textarea
        label="Note"
        description="Sealed under the token’s key; not part of the activity log"
        autosize
        minRows={2}
        maxLength={10_000}
        dir="auto"
        required={reason === 'other'}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      {view.row.state === 'prepared' ? (
        <Notice tone="none">
          The answer that is ready keeps the address that stands in its letter. To make it anew, record first
          that its delivery failed.
        </Notice>
      ) : null}
      {of === 'patient' && agreedIn !== null ? (
        <Notice tone="none">
          <p>
            Letters go to the address that was asked for in <CaseLink caseId={agreedIn} />, and nowhere else.
            A correction here changes nothing about that.
          </p>
        </Notice>
      ) : null}
      {view.row.type === 'complaint' ? null : (
        <Notice tone="unsure">
          For 30 days more proof of who asks is needed, and a code that is sent to a corrected number or
          address does not count as one to a contact that was on file before the request.
        </Notice>
      )}
      {correct.failure === null ? null : <RightsFailure failure={correct.failure} />}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={correct.busy} disabled={!isReady}>
          Record the correction
        </Button>
      </div>
    </form>
  );
}
