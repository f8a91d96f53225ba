import { Button, Modal, NumberInput, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { Companion } from '../../src-shared/rights/dossier.ts';
import { useAsk } from '../lib/query.ts';
import { companionStep, companionTexts } from './companions.ts';
import { ItemChoice } from './item-choice.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { SignedIn } from './signed-in.tsx';
import { STEP_WORDS } from './words.ts';

type Props = { readonly view: CaseView; readonly onClose: () => void };

/** Putting an amendment with the record. */
export const AmendmentSheet = (props: Props): ReactNode => (
  <CompanionSheet {...props} step="record-amendment" />
);

/** Linking request, denial, disagreement and rebuttal with the record. */
export const StatementsSheet = (props: Props): ReactNode => (
  <CompanionSheet {...props} step="link-statements" />
);

function CompanionSheet({
  view,
  step,
  onClose,
}: Props & { readonly step: 'record-amendment' | 'link-statements' }): ReactNode {
  return (
    <Modal opened onClose={onClose} title={STEP_WORDS[step]} size={760}>
      <div className="stack">
        <p>
          {step === 'record-amendment'
            ? 'The amendment is kept beside the records that it concerns, and goes with them in every later collection. Nothing in the clinic’s database is changed.'
            : 'From now on these texts go with the records in every later collection and disclosure.'}
        </p>
        <SignedIn>
          <Companions view={view} step={step} onClose={onClose} />
        </SignedIn>
      </div>
    </Modal>
  );
}

function Companions({
  view,
  step,
  onClose,
}: Props & { readonly step: 'record-amendment' | 'link-statements' }): ReactNode {
  const { caseId } = view.row;
  const texts = companionTexts(step, view);
  const add = useAsk('rights.add-companion');
  const take = useAsk('rights.step');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [typed, setTyped] = useState<Readonly<Partial<Record<Companion['kind'], string>>>>({});
  const [notified, setNotified] = useState(0);
  // What is with the record stays there: when the step after it fails, only the step is tried again.
  const [added, setAdded] = useState<readonly Companion['kind'][]>([]);
  const [proof, setProof] = useState<{ readonly records: number; readonly sha256: string } | null>(null);
  const textOf = (kind: Companion['kind']): string => (typed[kind] ?? '').trim();
  const isReady = chosen.length > 0 && texts.every(({ kind, needed }) => !needed || textOf(kind) !== '');

  const record = async (): Promise<void> => {
    let last = proof;
    const done = [...added];
    for (const { kind } of texts) {
      if (textOf(kind) === '' || done.includes(kind)) continue;
      last = await add.ask({ caseId, items: [...chosen], kind, text: textOf(kind) });
      if (last === null) return;
      done.push(kind);
      setAdded([...done]);
      setProof(last);
    }
    if (last === null) return;
    const taken = await take.ask({
      ...{ caseId, steps: view.steps, note: '' },
      step: companionStep(step, last.records, last.sha256, notified),
    });
    if (taken !== null) onClose();
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void record();
      }}
    >
      <ItemChoice caseId={caseId} chosen={chosen} onChange={setChosen} />
      {texts.map(({ kind, label, description, needed }) => (
        <Textarea
          key={kind}
          label={label}
          description={added.includes(kind) ? 'It is with the record.' : description}
          required={needed}
          withAsterisk={false}
          disabled={added.includes(kind)}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={20_000}
          dir="auto"
          value={typed[kind] ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setTyped((before) => ({ ...before, [kind]: value }));
          }}
        />
      ))}
      {step === 'record-amendment' ? (
        <NumberInput
          label="How many were told"
          description="Persons whom the patient named, and those who rely on the old record"
          min={0}
          max={1000}
          allowDecimal={false}
          value={notified}
          onChange={(value) => {
            setNotified(Number(value));
          }}
        />
      ) : null}
      {[add.failure, take.failure].map((failure, at) =>
        failure === null ? null : <RightsFailure key={at} failure={failure} />,
      )}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={add.busy || take.busy} disabled={!isReady}>
          {step === 'record-amendment' ? 'Put it with the record' : 'Link them'}
        </Button>
      </div>
    </form>
  );
}
