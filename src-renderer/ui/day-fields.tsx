import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** One day that is asked for. */
export type DayField = {
  readonly label: string;
  /** `2026-11-22`; empty for none. */
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly error?: string | null;
};

/** Days side by side, such as those of a period. */
export function DayFields({ days }: { readonly days: readonly DayField[] }): ReactNode {
  return (
    <div className="row row-bottom">
      {days.map(({ label, value, onChange, error = null }) => (
        <TextInput
          key={label}
          type="date"
          className="grow"
          label={label}
          value={value}
          error={error}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      ))}
    </div>
  );
}

/** What is wrong with the last day of a period; null for nothing, and while one of the days is missing. */
export const backwards = (from: string, to: string): string | null =>
  from !== '' && to !== '' && to < from ? 'Before the first day' : null;
