import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { PACE_WORDS } from '../../src-shared/audit/level-words.ts';
import { type Pace, PACES } from '../../src-shared/audit/types.ts';
import { useUi } from '../state/ui.ts';

/** How fast to read; the expected times of the levels follow it. */
export function PaceChoice(): ReactNode {
  const { pace, choosePace } = useUi();
  return (
    <div className="stack stack-tight">
      <div>
        <SegmentedControl<Pace>
          aria-label="How fast to read"
          value={pace}
          onChange={choosePace}
          data={PACES.map((value) => ({ value, label: PACE_WORDS[value].name }))}
        />
      </div>
      <p className="soft small">{PACE_WORDS[pace].means}</p>
    </div>
  );
}
