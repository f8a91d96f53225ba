import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the room, in the order Frameworks, Tests, Reviews, Evidence, Gaps; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/controls', name: 'Frameworks' },
  { to: '/controls/tests', name: 'Tests' },
  { to: '/controls/reviews', name: 'Reviews' },
  { to: '/controls/evidence', name: 'Evidence' },
  { to: '/controls/gaps', name: 'Gaps' },
  { to: '/controls/checks', name: 'Checks' },
];

export function ControlsTabs(): ReactNode {
  return <PageTabs room="Controls" tabs={TABS} />;
}
