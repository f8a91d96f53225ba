import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { REVIEW_STAGES } from '../../src-shared/controls/cycles.ts';
import { type CycleFilter, useCycleView } from './cycle-filter.ts';
import { STAGE_WORDS } from './words.ts';

const ONLY: readonly { readonly value: CycleFilter['only']; readonly label: string }[] = [
  { value: 'all', label: 'All of them' },
  { value: 'contradictory', label: 'With contradictions' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'left-out', label: 'Left out' },
  { value: 'mine', label: 'Mine' },
];

/** Narrows the controls of a cycle. */
export function CycleFilters(): ReactNode {
  const { filter, view, narrow } = useCycleView();
  return (
    <>
      {view === 'board' ? null : (
        <NativeSelect
          size="xs"
          aria-label="Stage"
          value={filter.stage}
          data={[
            { value: 'any', label: 'Every stage' },
            ...REVIEW_STAGES.map((stage) => ({ value: stage, label: STAGE_WORDS[stage] })),
          ]}
          onChange={(event) => {
            narrow({ stage: REVIEW_STAGES.find((stage) => stage === event.currentTarget.value) ?? 'any' });
          }}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label="Which controls"
        value={filter.only}
        data={[...ONLY]}
        onChange={(event) => {
          narrow({ only: ONLY.find(({ value }) => value === event.currentTarget.value)?.value ?? 'all' });
        }}
      />
      <TextInput
        size="xs"
        aria-label="Words, number or owner"
        placeholder="Words, number or owner"
        value={filter.words}
        onChange={(event) => {
          narrow({ words: event.currentTarget.value });
        }}
      />
    </>
  );
}
