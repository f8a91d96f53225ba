import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { suspensionSchema } from '../../src-shared/rights/accounting.ts';
import { useAsk } from '../lib/query.ts';
import { FileField } from './file-field.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { useToday } from './requests.ts';

/** Entering an authority's statement that telling of its disclosures would impede it (45 CFR 164.528(a)(2)). */
export function StatementSheet({
  caseId,
  onClose,
}: {
  readonly caseId: string;
  readonly onClose: () => void;
}): ReactNode {
  const today = useToday();
  const add = useAsk('rights.add-suspension');
  const [values, setValues] = useState({
    ...{ agency: '', official: '', statement: 'written', madeOn: today, until: '', document: '' },
  });
  const change = (part: Partial<typeof values>): void => {
    setValues((before) => ({ ...before, ...part }));
  };
  const parsed = suspensionSchema.safeParse(values);
  return (
    <Modal opened onClose={onClose} title="Enter a statement of an authority" size={640}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!parsed.success) return;
          void add.ask({ caseId, suspension: parsed.data }).then((done) => {
            if (done !== null) onClose();
          });
        }}
      >
        <p>
          Until the day it ends, disclosures to this authority are left out of the accounting, and no gap
          shows. Then they are to be issued; the overview reminds of it.
        </p>
        <div className="fields">
          <TextInput
            className="field-all"
            label="Authority"
            description="As the disclosures write it"
            maxLength={500}
            value={values.agency}
            onChange={(event) => {
              change({ agency: event.currentTarget.value });
            }}
          />
          <TextInput
            className="field-half"
            label="Who stated it"
            description="Name and function"
            maxLength={500}
            value={values.official}
            onChange={(event) => {
              change({ official: event.currentTarget.value });
            }}
          />
          <NativeSelect
            className="field-half"
            label="How"
            description="An oral one holds for 30 days at most"
            value={values.statement}
            data={[
              { value: 'written', label: 'In writing' },
              { value: 'oral', label: 'Orally, and it was noted' },
            ]}
            onChange={(event) => {
              change({ statement: event.currentTarget.value });
            }}
          />
          <TextInput
            className="field-half"
            type="date"
            label="Made on"
            max={today}
            value={values.madeOn}
            onChange={(event) => {
              change({ madeOn: event.currentTarget.value });
            }}
          />
          <TextInput
            className="field-half"
            type="date"
            label="Holds until"
            value={values.until}
            onChange={(event) => {
              change({ until: event.currentTarget.value });
            }}
          />
        </div>
        <FileField
          caseId={caseId}
          field={{
            ...{ kind: 'file', name: 'document', attach: 'other', typed: true },
            ...{ label: 'The statement, or the note of it', description: 'Attach it, or write its number.' },
          }}
          value={values.document}
          onChange={(change_) => {
            const { document } = change_;
            if (typeof document === 'string') change({ document });
          }}
        />
        {add.failure === null ? null : <RightsFailure failure={add.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={add.busy} disabled={!parsed.success}>
            Enter it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
