import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { FileField } from './file-field.tsx';
import type { FieldValues, StepField } from './step-form.ts';

/** A field of the form of a step. */
export function FieldOf({
  field,
  view,
  values,
  onChange,
}: {
  readonly field: StepField;
  readonly view: CaseView;
  readonly values: FieldValues;
  readonly onChange: (change: FieldValues) => void;
}): ReactNode {
  const { name, label, description } = field;
  const value = values[name] ?? null;
  const typed = typeof value === 'string' ? value : '';
  const said = { label, ...(description === undefined ? {} : { description }) };
  const set = (to: FieldValues[string]): void => {
    onChange({ [name]: to });
  };
  switch (field.kind) {
    case 'choice':
      return (
        <NativeSelect
          {...said}
          value={typed}
          data={[
            ...(field.none === undefined && typed !== ''
              ? []
              : [{ value: '', label: field.none ?? 'Choose' }]),
            ...field.options(view).map(([option, words]) => ({ value: option, label: words })),
          ]}
          onChange={(event) => {
            set(event.currentTarget.value === '' ? null : event.currentTarget.value);
          }}
        />
      );
    case 'many':
      return (
        <Checkbox.Group
          {...said}
          value={Array.isArray(value) ? [...(value as readonly string[])] : []}
          onChange={set}
        >
          <div className="stack stack-tight gap-top">
            {field.options(view).map(([option, words]) => (
              <Checkbox key={option} value={option} label={words} />
            ))}
          </div>
        </Checkbox.Group>
      );
    case 'day':
      return (
        <TextInput
          {...said}
          type="date"
          required={field.optional !== true}
          value={typed}
          onChange={(event) => {
            set(event.currentTarget.value === '' ? null : event.currentTarget.value);
          }}
        />
      );
    case 'yes':
      return (
        <Checkbox
          {...said}
          checked={value === true}
          onChange={(event) => {
            set(event.currentTarget.checked);
          }}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...said}
          min={field.least}
          max={field.most}
          allowDecimal={false}
          value={typeof value === 'number' ? value : ''}
          onChange={(to) => {
            set(typeof to === 'number' ? to : null);
          }}
        />
      );
    case 'text':
      return (
        <TextInput
          {...said}
          required={field.optional !== true}
          maxLength={field.longest}
          value={typed}
          onChange={(event) => {
            set(event.currentTarget.value);
          }}
        />
      );
    case 'file':
      return <FileField field={field} caseId={view.row.caseId} value={typed} onChange={onChange} />;
  }
}
