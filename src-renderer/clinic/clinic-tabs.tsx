import type { ReactNode } from 'react';
import { type PageTab, PageTabs } from '../ui/page-tabs.tsx';

/** The pages of the room Clinic database; the first is where the navigation leads. */
const TABS: readonly PageTab[] = [
  { to: '/clinic', name: 'Connection and pack' },
  { to: '/clinic/triggers', name: 'Audit triggers' },
  { to: '/clinic/data-map', name: 'Data map' },
  { to: '/clinic/encryption', name: 'Encryption' },
  { to: '/clinic/access', name: 'Access rules' },
  { to: '/clinic/retention', name: 'Retention and holds' },
  { to: '/clinic/patient-data', name: 'Access report' },
  { to: '/clinic/capacity', name: 'Controls and capacity' },
  { to: '/clinic/fhir', name: 'FHIR files' },
  { to: '/clinic/limits', name: 'Limits and FHIR connections' },
];

export function ClinicTabs(): ReactNode {
  return <PageTabs room="Clinic database" tabs={TABS} />;
}
