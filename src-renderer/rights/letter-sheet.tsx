import { Button, Checkbox, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { type LetterFacts, letterFactsSchema } from '../../src-shared/rights/letters.ts';
import { extensionReasonSchema, letterKindSchema } from '../../src-shared/rights/words.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { Notice } from '../ui/notice.tsx';
import { LetterPreview } from './letter-preview.tsx';
import { lettersFor, likelyLetter } from './letter-kinds.ts';
import { RightsFailure } from './letters-wait.tsx';
import { paragraphsOf } from './own-paragraphs.ts';
import { SignedIn } from './signed-in.tsx';
import { letterWords, REASON_OPTIONS } from './step-options.ts';

type Props = {
  readonly view: CaseView;
  /** Leads on to recording that it was sent. */
  readonly onSent: (step: 'send-letter' | 'extend') => void;
  readonly onClose: () => void;
};

/** Writing a letter: what the law asks for stands in it already; it is looked at and saved as PDF, then sent by the clinic. */
export function LetterSheet(props: Props): ReactNode {
  return (
    <Modal opened onClose={props.onClose} title="Write a letter" size={720}>
      <div className="stack">
        <p>
          The letter is written from the case and checked for what the law asks. It is saved as PDF, for you
          to send; then record that it went out.
        </p>
        <SignedIn>
          <Write {...props} />
        </SignedIn>
      </div>
    </Modal>
  );
}

function Write({ view, onSent, onClose }: Props): ReactNode {
  const { caseId } = view.row;
  const words = useAnswer('rights.words', { caseId });
  const save = useAsk('rights.save-letter');
  const kinds = lettersFor(view);
  const [typed, setTyped] = useState<Partial<LetterFacts>>({});
  const [own, setOwn] = useState('');
  const facts: LetterFacts = {
    ...{ kind: likelyLetter(view), language: words.data?.request.language ?? 'en' },
    ...{ newDate: null, reasons: [], feeCents: null },
    ...typed,
    own: paragraphsOf(own),
  };
  const change = (part: Partial<LetterFacts>): void => {
    setTyped((before) => ({ ...before, ...part }));
    save.clear();
  };
  const valid = letterFactsSchema.safeParse(facts).success;
  return (
    <div className="stack">
      <div className="fields">
        <NativeSelect
          className="field-half"
          label="Letter"
          value={facts.kind}
          data={kinds.map((kind) => ({ value: kind, label: letterWords(kind) }))}
          onChange={(event) => {
            change({ kind: letterKindSchema.parse(event.currentTarget.value) });
          }}
        />
        <NativeSelect
          className="field-half"
          label="Language"
          value={facts.language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Spanish' },
          ]}
          onChange={(event) => {
            change({ language: event.currentTarget.value === 'es' ? 'es' : 'en' });
          }}
        />
      </div>
      {facts.kind === 'extension' ? (
        <>
          <TextInput
            type="date"
            label="New day"
            description="Later than the first period, within the second"
            value={facts.newDate ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change({ newDate: value === '' ? null : value });
            }}
          />
          <Checkbox.Group
            label="Reasons"
            value={facts.reasons}
            onChange={(reasons) => {
              change({ reasons: extensionReasonSchema.options.filter((reason) => reasons.includes(reason)) });
            }}
          >
            <div className="stack stack-tight gap-top">
              {REASON_OPTIONS.map(([value, label]) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </div>
          </Checkbox.Group>
        </>
      ) : null}
      {facts.kind === 'fee-estimate' ? (
        <NumberInput
          label="What it will cost, in dollars"
          description="Labour of copying, supplies, postage; $6.50 flat is allowed for an electronic copy. Never searching."
          min={0}
          max={1_000_000}
          decimalScale={2}
          value={facts.feeCents === null ? '' : facts.feeCents / 100}
          onChange={(value) => {
            change({ feeCents: value === '' ? null : Math.round(Number(value) * 100) });
          }}
        />
      ) : null}
      <Textarea
        label="Own paragraphs"
        description="Plain words; an empty line begins a new paragraph."
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        dir="auto"
        value={own}
        onChange={(event) => {
          setOwn(event.currentTarget.value);
          save.clear();
        }}
      />
      <LetterPreview caseId={caseId} facts={facts} />
      {save.failure === null ? null : <RightsFailure failure={save.failure} />}
      {save.answer?.saved === true ? (
        <Notice tone="none">
          The letter is saved. Once it has gone out, record it with the file that was sent.
        </Notice>
      ) : null}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          {save.answer?.saved === true ? 'Close' : 'Not now'}
        </Button>
        {save.answer?.saved === true ? (
          <Button
            onClick={() => {
              onSent(facts.kind === 'extension' ? 'extend' : 'send-letter');
            }}
          >
            Record that it was sent…
          </Button>
        ) : (
          <Button
            leftSection={<IconDownload size={16} />}
            loading={save.busy}
            disabled={!valid}
            onClick={() => {
              void save.ask({ caseId, facts });
            }}
          >
            Save the letter…
          </Button>
        )}
      </div>
    </div>
  );
}
