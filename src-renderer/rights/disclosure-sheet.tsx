import { Button, Checkbox, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import {
  type Disclosure,
  disclosureBasisSchema,
  disclosureSchema,
} from '../../src-shared/rights/accounting.ts';
import { useAsk } from '../lib/query.ts';
import { BASIS_OPTIONS } from './accounting-words.ts';
import { RightsFailure } from './letters-wait.tsx';
import { RestrictionNotice } from './recipient.tsx';
import { useToday } from './requests.ts';

/** An entry that a new one takes the place of. */
export type Replaced = { readonly disclosureId: string; readonly disclosure: Disclosure };

type Research = NonNullable<Disclosure['research']>;
const noResearch: Research = {
  ...{ protocol: '', description: '', information: '', sponsor: '', sponsorAddress: '', sponsorPhone: '' },
  ...{ recipientPhone: '', people: 50 },
};
/** From so many people on, research is told by its protocol (45 CFR 164.528(b)(4)). */
const MANY = 50;
const RESEARCH: readonly (readonly [Exclude<keyof Research, 'people' | 'description'>, string])[] = [
  ['protocol', 'Name of the protocol'],
  ['information', 'Kind of information'],
  ['sponsor', 'Sponsor'],
  ['sponsorAddress', 'Address of the sponsor'],
  ['sponsorPhone', 'Telephone of the sponsor'],
  ['recipientPhone', 'Telephone of the recipient'],
];

/** Entering a disclosure: what the law wants to be told of it. It is never changed, only replaced. */
export function DisclosureSheet({
  caseId,
  replaced,
  onClose,
}: {
  readonly caseId: string;
  readonly replaced: Replaced | null;
  readonly onClose: () => void;
}): ReactNode {
  const today = useToday();
  const add = useAsk('rights.add-disclosure');
  const [values, setValues] = useState<Disclosure>(
    replaced?.disclosure ?? {
      ...{ disclosedOn: today, lastOn: null, recipient: '', address: '', description: '', purpose: '' },
      ...{ basis: 'public-health', byBusinessAssociate: false, research: null },
    },
  );
  const change = (part: Partial<Disclosure>): void => {
    setValues((before) => ({ ...before, ...part }));
  };
  const parsed = disclosureSchema.safeParse(values);
  const line = (
    name: 'recipient' | 'address' | 'description' | 'purpose',
    label: string,
    said?: string,
  ): ReactNode => (
    <TextInput
      className="field-all"
      label={label}
      {...(said === undefined ? {} : { description: said })}
      dir="auto"
      maxLength={500}
      value={values[name]}
      onChange={(event) => {
        change({ [name]: event.currentTarget.value });
      }}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={replaced === null ? 'Enter a disclosure' : 'Replace an entry'}
      size={680}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!parsed.success) return;
          void add
            .ask({ caseId, disclosure: parsed.data, replaces: replaced?.disclosureId ?? null })
            .then((done) => {
              if (done !== null) onClose();
            });
        }}
      >
        <RestrictionNotice caseId={caseId} />
        <p>
          It is kept sealed with the patient, and comes into this accounting and every later one. An entry is
          never changed: a new one takes its place, and both stay.
        </p>
        <div className="fields">
          <TextInput
            className="field-half"
            type="date"
            label="Disclosed on"
            max={today}
            value={values.disclosedOn}
            onChange={(event) => {
              change({ disclosedOn: event.currentTarget.value });
            }}
          />
          <TextInput
            className="field-half"
            type="date"
            label="Last time, of several"
            max={today}
            value={values.lastOn ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change({ lastOn: value === '' ? null : value });
            }}
          />
          {line('recipient', 'To whom')}
          {line('address', 'Address, if it is known')}
          {line('description', 'What', 'A brief description of the information')}
          {line(
            'purpose',
            'Why',
            'A brief statement of the purpose, or that a copy of the written request is enclosed',
          )}
          <NativeSelect
            className="field-all"
            label="On which basis"
            value={values.basis}
            data={BASIS_OPTIONS}
            onChange={(event) => {
              const basis = disclosureBasisSchema.parse(event.currentTarget.value);
              change({ basis, ...(basis === 'research' ? {} : { research: null }) });
            }}
          />
        </div>
        <Checkbox
          label="A business associate made it; that counts as ours"
          checked={values.byBusinessAssociate}
          onChange={(event) => {
            change({ byBusinessAssociate: event.currentTarget.checked });
          }}
        />
        {values.basis === 'research' ? (
          <Checkbox
            label={`For research on ${String(MANY)} people or more, told by its protocol`}
            checked={values.research !== null}
            onChange={(event) => {
              change({ research: event.currentTarget.checked ? noResearch : null });
            }}
          />
        ) : null}
        {values.research === null ? null : (
          <ResearchFields
            research={values.research}
            onChange={(research) => {
              change({ research });
            }}
          />
        )}
        {add.failure === null ? null : <RightsFailure failure={add.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={add.busy} disabled={!parsed.success}>
            {replaced === null ? 'Enter it' : 'Replace it'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function ResearchFields({
  research,
  onChange,
}: {
  readonly research: Research;
  readonly onChange: (research: Research) => void;
}): ReactNode {
  return (
    <div className="fields">
      {RESEARCH.map(([name, label]) => (
        <TextInput
          key={name}
          className="field-half"
          label={label}
          maxLength={500}
          value={research[name]}
          onChange={(event) => {
            onChange({ ...research, [name]: event.currentTarget.value });
          }}
        />
      ))}
      <NumberInput
        className="field-half"
        label="People it was about"
        min={MANY}
        allowDecimal={false}
        value={research.people}
        onChange={(people) => {
          onChange({ ...research, people: Number(people) });
        }}
      />
      <Textarea
        className="field-all"
        label="The research in plain words, and how records were chosen"
        autosize
        minRows={2}
        maxLength={4000}
        value={research.description}
        onChange={(event) => {
          onChange({ ...research, description: event.currentTarget.value });
        }}
      />
    </div>
  );
}
