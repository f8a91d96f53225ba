import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

const TABS: readonly PageTab[] = [
  { to: '/reports', name: 'Integrity reports and signatures' },
  { to: '/reports/readiness', name: 'Readiness reviews' },
];

export function ReportsTabs(): ReactNode {
  return <PageTabs room="Reports" tabs={TABS} />;
}
