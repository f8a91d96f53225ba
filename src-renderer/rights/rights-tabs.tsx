import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the room; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/rights', name: 'Requests' },
  { to: '/rights/calendar', name: 'Calendar and figures' },
  { to: '/rights/record-map', name: 'Record map' },
];

export function RightsTabs(): ReactNode {
  return <PageTabs room="Rights requests" tabs={TABS} />;
}
