import type { ReactNode } from 'react';
import { Page } from '../ui/page.tsx';
import { Colleagues } from './colleagues.tsx';
import { IntegrityTabs } from './integrity-tabs.tsx';
import { OwnCopy } from './own-copy.tsx';
import { Retention } from './retention.tsx';
import { StartingPoint } from './starting-point.tsx';

/** Removal of old entries, this computer's own copy, and colleagues who watch the same log. */
export function WitnessPage(): ReactNode {
  return (
    <Page
      title="Integrity"
      lead="What may be removed from the log, and what this computer keeps as its witness."
    >
      <IntegrityTabs />
      <div className="stack">
        <Retention />
        <StartingPoint />
        <OwnCopy />
        <Colleagues />
      </div>
    </Page>
  );
}
