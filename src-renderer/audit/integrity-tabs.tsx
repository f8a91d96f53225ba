import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the Integrity room; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/integrity', name: 'The log' },
  { to: '/integrity/tables', name: 'Other audit tables' },
  { to: '/integrity/schedule', name: 'Schedule' },
  { to: '/integrity/auditors', name: 'For auditors' },
  { to: '/integrity/witness', name: 'Retention and witnesses' },
];

export function IntegrityTabs(): ReactNode {
  return <PageTabs room="Integrity" tabs={TABS} />;
}
