import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the room Security events; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/events', name: 'Queue' },
  { to: '/risk', name: 'Access risk' },
  { to: '/risk/story', name: 'Access story' },
  { to: '/risk/tuning', name: 'Rules and patterns' },
];

export function SecurityTabs(): ReactNode {
  return <PageTabs room="Security events" tabs={TABS} />;
}
