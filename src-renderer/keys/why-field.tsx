import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** Why something is done to a key; it is kept with the key. */
export function WhyField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}): ReactNode {
  return (
    <TextInput
      label="Why"
      description="It is kept with the key. No names of patients."
      value={value}
      maxLength={300}
      required
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
