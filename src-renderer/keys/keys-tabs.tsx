import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the Keys room; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/keys/tokens', name: 'Tokens' },
  { to: '/keys/list', name: 'Keys' },
  { to: '/keys/sign-offs', name: 'Sign-offs' },
  { to: '/keys/activity', name: 'Activity log' },
];

export function KeysTabs(): ReactNode {
  return <PageTabs room="Keys" tabs={TABS} />;
}
