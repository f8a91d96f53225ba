import { Button, Checkbox, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { ResponseForm } from '../../src-shared/rights/delivery.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { LetterPreview } from './letter-preview.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { paragraphsOf } from './own-paragraphs.ts';
import { formsFor, hasRecords, RESPONSE_FORMS } from './response-forms.ts';
import { RestrictionNotice } from './recipient.tsx';
import { SignedIn } from './signed-in.tsx';
import { letterWords } from './step-options.ts';

/** Preparing the answer: the closing letter, and the record in the forms that were asked for, in one encrypted file. */
export function PrepareSheet({
  view,
  onClose,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal opened onClose={onClose} title="Prepare the answer" size={720}>
      <div className="stack">
        <p>
          One file is made, encrypted from its first byte on: the letter that closes the request
          {hasRecords(view) ? ', the record in the forms below, and a list of what is in it' : ''}. It is not
          sent yet.
        </p>
        <SignedIn>
          <Prepare view={view} onClose={onClose} />
        </SignedIn>
      </div>
    </Modal>
  );
}

function Prepare({ view, onClose }: { readonly view: CaseView; readonly onClose: () => void }): ReactNode {
  const { caseId } = view.row;
  const records = hasRecords(view);
  const prepare = useAsk('rights.prepare');
  const words = useAnswer('rights.words', { caseId });
  const [forms, setForms] = useState<readonly ResponseForm[]>(() =>
    records ? formsFor(view.scope?.form ?? null) : [],
  );
  const [own, setOwn] = useState('');
  const kind = view.closingLetter;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void prepare.ask({ caseId, forms: [...forms], own: paragraphsOf(own) }).then((started) => {
          if (started !== null) onClose();
        });
      }}
    >
      {records ? (
        <Checkbox.Group
          label="Forms of the record"
          description="The person chooses; what they asked for is ticked."
          value={[...forms]}
          onChange={(chosen) => {
            setForms(RESPONSE_FORMS.map(([form]) => form).filter((form) => chosen.includes(form)));
          }}
        >
          <div className="stack stack-tight gap-top">
            {RESPONSE_FORMS.map(([form, label, description]) => (
              <Checkbox key={form} value={form} label={label} description={description} />
            ))}
          </div>
        </Checkbox.Group>
      ) : null}
      {kind === null ? null : (
        <>
          <p>
            Letter: <strong>{letterWords(kind)}</strong>
          </p>
          <Textarea
            label="Own paragraphs of the letter"
            description="Plain words; an empty line begins a new paragraph. What the law asks for is in the letter already."
            autosize
            minRows={2}
            maxRows={8}
            maxLength={20_000}
            dir="auto"
            value={own}
            onChange={(event) => {
              setOwn(event.currentTarget.value);
            }}
          />
          <LetterPreview
            caseId={caseId}
            facts={{
              ...{ kind, newDate: null, reasons: [], feeCents: null, own: paragraphsOf(own) },
              language: words.data?.request.language ?? 'en',
            }}
          />
        </>
      )}
      {view.opening.requester === 'individual' ? null : <RestrictionNotice caseId={caseId} />}
      {prepare.failure === null ? null : <RightsFailure failure={prepare.failure} />}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={prepare.busy} disabled={records && forms.length === 0}>
          Prepare the answer
        </Button>
      </div>
    </form>
  );
}
