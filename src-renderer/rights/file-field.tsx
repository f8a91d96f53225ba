import { Button, Input, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import type { FieldValues, StepField } from './step-form.ts';

/** A proof: a file that is sealed with the case, or the number under which the clinic keeps it. */
export function FileField({
  field,
  caseId,
  value,
  onChange,
}: {
  readonly field: Extract<StepField, { readonly kind: 'file' }>;
  readonly caseId: string;
  readonly value: string;
  readonly onChange: (change: FieldValues) => void;
}): ReactNode {
  const attach = useAsk('rights.attach');
  const [attached, setAttached] = useState(false);
  const choose = (): void => {
    void attach.ask({ caseId, kind: field.attach }).then((answer) => {
      const object = answer?.object ?? null;
      if (object === null) return;
      setAttached(true);
      onChange({
        [field.name]: object,
        ...(field.digest === undefined ? {} : { [field.digest]: answer?.sha256 ?? null }),
      });
    });
  };
  return (
    <Input.Wrapper
      label={field.label}
      {...(field.description === undefined ? {} : { description: field.description })}
    >
      <div className="row gap-top">
        {field.typed === true && !attached ? (
          <TextInput
            className="grow"
            aria-label={`${field.label}: number`}
            placeholder="Number, as SCAN-2026-17"
            maxLength={64}
            error={/^[A-Za-z0-9_-]*$/.test(value) ? null : 'Letters, digits, hyphens and underscores'}
            value={value}
            onChange={(event) => {
              onChange({ [field.name]: event.currentTarget.value });
            }}
          />
        ) : null}
        <Button
          variant="default"
          leftSection={<IconPaperclip size={16} />}
          loading={attach.busy}
          onClick={choose}
        >
          {attached ? 'Attach another file…' : 'Attach a file…'}
        </Button>
        {attached ? <span className="soft">Attached and sealed</span> : null}
      </div>
      {attach.failure === null ? null : <FailurePanel failure={attach.failure} />}
    </Input.Wrapper>
  );
}
