import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { PlainColumn } from './plain-table.tsx';

/** Rows of a plain table that are chosen by their boxes; every row is chosen by the box above them. */
export function usePickedRows<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  /** What the box above chooses, as `Choose every table`. */
  every: string,
): {
  readonly picked: readonly Row[];
  readonly clear: () => void;
  /** The column with the boxes. */
  readonly column: PlainColumn<Row>;
} {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = rows.filter((row) => chosen.has(nameOf(row)));
  const all = rows.length > 0 && picked.length === rows.length;
  return {
    picked,
    clear: () => {
      setChosen(new Set());
    },
    column: {
      id: 'pick',
      width: '40px',
      header: (
        <Checkbox
          size="xs"
          aria-label={every}
          checked={all}
          indeterminate={!all && picked.length > 0}
          onChange={() => {
            setChosen(new Set(all ? [] : rows.map(nameOf)));
          }}
        />
      ),
      cell: (row) => (
        <Checkbox
          size="xs"
          aria-label={`Choose ${nameOf(row)}`}
          checked={chosen.has(nameOf(row))}
          onChange={() => {
            setChosen((before) => {
              const after = new Set(before);
              if (!after.delete(nameOf(row))) after.add(nameOf(row));
              return after;
            });
          }}
        />
      ),
    },
  };
}
