import { Button, Modal, Textarea } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { commonName } from '../token/words.ts';
import { Facts } from '../ui/page.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { useToday } from './requests.ts';
import { type FieldValues, type StepForm, stepFrom } from './step-form.ts';
import { FieldOf } from './step-field.tsx';
import { STEP_WORDS } from './words.ts';

/** The sheet of a step: what will happen, to which case, by whom, whether it can be undone, and what has to be said. */
export function StepSheet({
  view,
  step,
  form,
  onClose,
}: {
  readonly view: CaseView;
  readonly step: StepName;
  readonly form: StepForm;
  readonly onClose: () => void;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const identity = status.data?.token.identity ?? null;
  return (
    <Modal opened onClose={onClose} title={STEP_WORDS[step]} size={600}>
      <div className="stack">
        <p>{form.sentence}</p>
        {identity === null ? (
          <>
            <p className="rule">
              <strong>First sign in with your token.</strong>{' '}
              <span className="soft">Steps are recorded under your name. Then you come back here.</span>
            </p>
            <SignInForm />
          </>
        ) : (
          <StepFields view={view} step={step} form={form} by={identity.subject} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

function StepFields({
  view,
  step,
  form,
  by,
  onClose,
}: {
  readonly view: CaseView;
  readonly step: StepName;
  readonly form: StepForm;
  readonly by: string;
  readonly onClose: () => void;
}): ReactNode {
  const today = useToday();
  const take = useAsk('rights.step');
  const [values, setValues] = useState<FieldValues>(() => form.start(view, today));
  const [note, setNote] = useState('');
  const wanted = stepFrom(step, form, values, view);
  const noteIsAll = step === 'add-note';
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === null) return;
        void take
          .ask({ caseId: view.row.caseId, steps: view.steps, step: wanted, note: note.trim() })
          .then((done) => {
            if (done !== null) onClose();
          });
      }}
    >
      {form.fields.map((field) =>
        field.asked?.(values, view) === false ? null : (
          <FieldOf
            key={field.name}
            field={field}
            view={view}
            values={values}
            onChange={(change) => {
              setValues((before) => ({ ...before, ...change }));
            }}
          />
        ),
      )}
      <Textarea
        label="Note"
        description="Sealed under the token’s key; not part of the activity log"
        autosize
        minRows={noteIsAll ? 4 : 2}
        maxLength={10_000}
        dir="auto"
        required={noteIsAll}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <Facts
        rows={[
          [
            'Request',
            <span key="case" className="mono">
              {view.row.caseId}
            </span>,
          ],
          [
            form.signed === true ? 'Signed by' : 'Recorded by',
            <span key="who" dir="auto">
              {commonName(by)}
            </span>,
          ],
          ['Undo', form.undo ?? 'What was recorded stays in the history; a later step can correct it.'],
        ]}
      />
      {take.failure === null ? null : <RightsFailure failure={take.failure} />}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button
          type="submit"
          loading={take.busy}
          disabled={wanted === null || (noteIsAll && note.trim() === '')}
          leftSection={form.signed === true ? <IconSignature size={16} /> : undefined}
        >
          {form.go}
        </Button>
      </div>
    </form>
  );
}
