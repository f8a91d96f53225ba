import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type EvidenceFacts, evidenceFactsSchema } from '../../src-shared/controls/evidence.ts';
import type { Input } from '../../src-shared/ipc/contract.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { backwards, DayFields } from '../ui/day-fields.tsx';
import { FailurePanel } from '../ui/failure.tsx';

/** What is known about a piece of evidence before somebody types. */
export type StartingFacts = Pick<EvidenceFacts, 'title' | 'source' | 'from' | 'to'>;

/** What an officer says about a piece of evidence, and the button that adds it. */
export function EvidenceForm({
  start,
  from,
  onClose,
  onAdded,
}: {
  readonly start: StartingFacts;
  /** What is added; null while nothing is chosen. */
  readonly from: Input<'evidence.add'>['from'] | null;
  readonly onClose: () => void;
  readonly onAdded?: ((id: string) => void) | undefined;
}): ReactNode {
  const add = useAsk('evidence.add');
  const canSeal = useAnswer('evidence.list', {}).data?.canSeal ?? false;
  const [inClear, setInClear] = useState(false);
  const [typed, setTyped] = useState<Partial<StartingFacts> & { readonly expiresOn?: string }>({});
  const facts = { ...start, expiresOn: '', ...typed };
  const set = (change: typeof typed): void => {
    setTyped((before) => ({ ...before, ...change }));
  };
  const wanted = evidenceFactsSchema.safeParse({
    ...facts,
    expiresOn: facts.expiresOn === '' ? null : facts.expiresOn,
  });
  const wrongEnd = backwards(facts.from, facts.to);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (from === null || !wanted.success) return;
        void add.ask({ facts: wanted.data, from, sealed: canSeal && !inClear }).then((added) => {
          if (added === null) return;
          onAdded?.(added.id);
          onClose();
        });
      }}
    >
      <TextInput
        label="Title"
        required
        maxLength={200}
        value={facts.title}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
      />
      <TextInput
        label="Where it comes from"
        description="A system, a department or a function"
        required
        maxLength={200}
        value={facts.source}
        onChange={(event) => {
          set({ source: event.currentTarget.value });
        }}
      />
      <DayFields
        days={[
          {
            label: 'Speaks of (first day)',
            value: facts.from,
            onChange: (day) => {
              set({ from: day });
            },
          },
          {
            label: 'to (last day)',
            value: facts.to,
            error: wrongEnd,
            onChange: (to) => {
              set({ to });
            },
          },
          {
            label: 'Counts to (if it expires)',
            value: facts.expiresOn,
            onChange: (expiresOn) => {
              set({ expiresOn });
            },
          },
        ]}
      />
      {canSeal ? (
        <Checkbox
          label="Encrypt the copy with my token"
          description="This token opens it again, and those of the colleagues whom you named in the evidence library; nobody else’s."
          checked={!inClear}
          onChange={(event) => {
            setInClear(!event.currentTarget.checked);
          }}
        />
      ) : (
        <p className="soft">
          The copy is kept in clear, as nobody is signed in to a token that may encrypt. It can be encrypted
          later; leave out names of patients.
        </p>
      )}
      {add.failure === null ? null : <FailurePanel failure={add.failure} />}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button
          type="submit"
          loading={add.busy}
          disabled={from === null || !wanted.success || wrongEnd !== null}
        >
          Add it
        </Button>
      </div>
    </form>
  );
}
