import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the room Clinic database; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/clinic', name: 'Connection' },
  { to: '/clinic/triggers', name: 'Triggers' },
  { to: '/clinic/data-map', name: 'Data map' },
  { to: '/clinic/encryption', name: 'Encryption' },
  { to: '/clinic/access', name: 'Row rules' },
  { to: '/clinic/access-matrix', name: 'Access matrix' },
  { to: '/clinic/retention', name: 'Retention' },
  { to: '/clinic/patient-data', name: 'Access report' },
  { to: '/clinic/capacity', name: 'Capacity' },
  { to: '/clinic/fhir', name: 'FHIR' },
  { to: '/clinic/limits', name: 'Limits' },
];

export function ClinicTabs(): ReactNode {
  return <PageTabs room="Clinic database" tabs={TABS} />;
}
