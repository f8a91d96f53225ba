import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Person } from '../../src-shared/rights/people.ts';

const LINES = [
  ['givenNames', 'Given names', 'field-half'],
  ['familyName', 'Family name', 'field-half'],
] as const;
const MORE = [
  ['address', 'Address', 'field-all'],
  ['phone', 'Telephone', 'field-half'],
  ['email', 'E-mail', 'field-half'],
] as const;

/** What is known of a person; nothing of it is needed. */
export function PersonFields({
  person,
  onChange,
}: {
  readonly person: Person;
  readonly onChange: (person: Person) => void;
}): ReactNode {
  const line = ([name, label, className]: (typeof LINES)[number] | (typeof MORE)[number]): ReactNode => (
    <TextInput
      key={name}
      className={className}
      label={label}
      dir="auto"
      spellCheck={false}
      maxLength={200}
      value={person[name]}
      onChange={(event) => {
        onChange({ ...person, [name]: event.currentTarget.value });
      }}
    />
  );
  return (
    <div className="fields">
      {LINES.map(line)}
      <TextInput
        className="field-half"
        label="Date of birth"
        type="date"
        value={person.birthDate ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...person, birthDate: value === '' ? null : value });
        }}
      />
      <TextInput
        className="field-half"
        label="Record number"
        spellCheck={false}
        maxLength={200}
        value={person.recordNumber}
        onChange={(event) => {
          onChange({ ...person, recordNumber: event.currentTarget.value });
        }}
      />
      {MORE.map(line)}
    </div>
  );
}
