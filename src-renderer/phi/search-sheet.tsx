import { NativeSelect } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type EncryptedField, type SearchRule, searchRuleSchema } from '../../src-shared/phi/fields.ts';
import { StepSheet } from '../keys/step-sheet.tsx';
import { useAsk } from '../lib/query.ts';

const RULES: Readonly<Record<SearchRule, string>> = {
  digits: 'The digits: 900 01 0009 is 900-01-0009',
  words: 'The words, whatever their case and spaces',
  exact: 'Everything, letter by letter',
};
const END = 'end';

/** Makes an encrypted column searchable for equal values, brings its index up to date, or ends that. */
export function SearchSheet({
  field,
  need,
  onClose,
}: {
  readonly field: EncryptedField;
  readonly need: (then: (handle: string) => void) => void;
  readonly onClose: () => void;
}): ReactNode {
  const search = useAsk('fields.search');
  const { schema, table, column } = field;
  const now = field.search?.rule ?? null;
  const [rule, setRule] = useState<SearchRule | null>(now ?? 'digits');
  return (
    <StepSheet
      title="Find equal values"
      sentence="Programs that are given the key can ask which rows hold a value. Whoever can read the guard’s own tables sees which rows are equal, and how often each value occurs: do not choose it for columns with few different values."
      facts={[['Column', <bdi key="column">{`${schema}.${table}.${column}`}</bdi>]]}
      undo="Choose “Not searchable any more” here: the index is taken away."
      go={rule === null ? 'End the search' : rule === now ? 'Bring the index up to date' : 'Make searchable'}
      busy={search.busy}
      failure={search.failure}
      onGo={() => {
        need(
          (handle) =>
            void search
              .ask({ administrator: handle, columns: [{ schema, table, column }], rule })
              .then((done) => {
                if (done !== null) onClose();
              }),
        );
      }}
      onClose={onClose}
    >
      <NativeSelect
        label="What counts as equal"
        value={rule ?? END}
        data={[
          ...searchRuleSchema.options.map((value) => ({ value, label: RULES[value] })),
          ...(now === null ? [] : [{ value: END, label: 'Not searchable any more' }]),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setRule(value === END ? null : searchRuleSchema.parse(value));
        }}
      />
    </StepSheet>
  );
}
