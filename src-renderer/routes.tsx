import { createHashHistory, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { caseIdSchema } from '../src-shared/rights/words.ts';
import { readRunSearch } from './audit/address.ts';
import { controlsRoutes } from './controls/routes.ts';
import { riskRoutes } from './risk/routes.ts';
import { root } from './root-route.ts';

// Every page is its own piece: the first screen loads what it shows and nothing else.

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./audit/overview-page.tsx'), 'OverviewPage'),
});
const integrity = createRoute({
  getParentRoute: () => root,
  path: '/integrity',
  component: lazyRouteComponent(() => import('./audit/integrity-page.tsx'), 'IntegrityPage'),
});
const run = createRoute({
  getParentRoute: () => root,
  path: '/integrity/runs/$runId',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('./audit/run-page.tsx'), 'RunPage'),
});
const entry = createRoute({
  getParentRoute: () => root,
  path: '/integrity/entries/$entryId',
  component: lazyRouteComponent(() => import('./audit/entry-page.tsx'), 'EntryPage'),
});
const auditors = createRoute({
  getParentRoute: () => root,
  path: '/integrity/auditors',
  component: lazyRouteComponent(() => import('./audit/auditors-page.tsx'), 'AuditorsPage'),
});
const tables = createRoute({
  getParentRoute: () => root,
  path: '/integrity/tables',
  component: lazyRouteComponent(() => import('./audit/tables-page.tsx'), 'TablesPage'),
});
const row = createRoute({
  getParentRoute: () => root,
  path: '/integrity/tables/$sourceId/rows/$position',
  component: lazyRouteComponent(() => import('./audit/row-page.tsx'), 'RowPage'),
});
const schedule = createRoute({
  getParentRoute: () => root,
  path: '/integrity/schedule',
  component: lazyRouteComponent(() => import('./jobs/schedule-page.tsx'), 'SchedulePage'),
});
const clinic = createRoute({
  getParentRoute: () => root,
  path: '/clinic',
  component: lazyRouteComponent(() => import('./clinic/database-page.tsx'), 'DatabasePage'),
});
const dataMap = createRoute({
  getParentRoute: () => root,
  path: '/clinic/data-map',
  component: lazyRouteComponent(() => import('./phi/data-map-page.tsx'), 'DataMapPage'),
});
const encryption = createRoute({
  getParentRoute: () => root,
  path: '/clinic/encryption',
  component: lazyRouteComponent(() => import('./phi/encryption-page.tsx'), 'EncryptionPage'),
});
const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
});
const keyList = createRoute({
  getParentRoute: () => root,
  path: '/keys/list',
  component: lazyRouteComponent(() => import('./keys/key-list-page.tsx'), 'KeyListPage'),
});
const key = createRoute({
  getParentRoute: () => root,
  path: '/keys/$keyId',
  component: lazyRouteComponent(() => import('./keys/key-page.tsx'), 'KeyPage'),
});
const signOffs = createRoute({
  getParentRoute: () => root,
  path: '/keys/sign-offs',
  component: lazyRouteComponent(() => import('./keys/sign-offs-page.tsx'), 'SignOffsPage'),
});
const activity = createRoute({
  getParentRoute: () => root,
  path: '/keys/activity',
  validateSearch: ({ object }: { readonly object?: unknown }): { readonly object?: string } =>
    typeof object === 'string' ? { object: object.slice(0, 200) } : {},
  component: lazyRouteComponent(() => import('./audit/activity-page.tsx'), 'ActivityPage'),
});
const tokens = createRoute({
  getParentRoute: () => root,
  path: '/keys/tokens',
  component: lazyRouteComponent(() => import('./token/tokens-page.tsx'), 'TokensPage'),
});
const witness = createRoute({
  getParentRoute: () => root,
  path: '/integrity/witness',
  component: lazyRouteComponent(() => import('./audit/witness-page.tsx'), 'WitnessPage'),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/reports-page.tsx'), 'ReportsPage'),
});
const review = createRoute({
  getParentRoute: () => root,
  path: '/review',
  component: lazyRouteComponent(() => import('./review/review-page.tsx'), 'ReviewPage'),
});
const readiness = createRoute({
  getParentRoute: () => root,
  path: '/reports/readiness',
  component: lazyRouteComponent(() => import('./reports/readiness-page.tsx'), 'ReadinessPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: ({ at }: { readonly at?: unknown }): { readonly at?: 'organisation' } =>
    at === 'organisation' ? { at } : {},
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});
const triggers = createRoute({
  getParentRoute: () => root,
  path: '/clinic/triggers',
  component: lazyRouteComponent(() => import('./clinic/triggers-page.tsx'), 'TriggersPage'),
});
const access = createRoute({
  getParentRoute: () => root,
  path: '/clinic/access',
  component: lazyRouteComponent(() => import('./phi/access-page.tsx'), 'AccessPage'),
});
const accessReport = createRoute({
  getParentRoute: () => root,
  path: '/clinic/patient-data',
  component: lazyRouteComponent(() => import('./clinic/access-report-page.tsx'), 'AccessReportPage'),
});
const capacity = createRoute({
  getParentRoute: () => root,
  path: '/clinic/capacity',
  component: lazyRouteComponent(() => import('./clinic/capacity-page.tsx'), 'CapacityPage'),
});
const fhirFiles = createRoute({
  getParentRoute: () => root,
  path: '/clinic/fhir',
  component: lazyRouteComponent(() => import('./clinic/fhir-page.tsx'), 'FhirPage'),
});
const securityEvents = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: ({ event }: { readonly event?: unknown }): { readonly event?: number } =>
    typeof event === 'number' && Number.isSafeInteger(event) && event >= 0 ? { event } : {},
  component: lazyRouteComponent(() => import('./clinic/security-events-page.tsx'), 'SecurityEventsPage'),
});
const disposal = createRoute({
  getParentRoute: () => root,
  path: '/clinic/retention',
  validateSearch: ({ request }: { readonly request?: unknown }): { readonly request?: string } => {
    const caseId = caseIdSchema.safeParse(request).data;
    return caseId === undefined ? {} : { request: caseId };
  },
  component: lazyRouteComponent(() => import('./phi/disposal-page.tsx'), 'DisposalPage'),
});
const accessMatrix = createRoute({
  getParentRoute: () => root,
  path: '/clinic/access-matrix',
  component: lazyRouteComponent(() => import('./phi/access-matrix-page.tsx'), 'AccessMatrixPage'),
});
const limits = createRoute({
  getParentRoute: () => root,
  path: '/clinic/limits',
  component: lazyRouteComponent(() => import('./clinic/limits-page.tsx'), 'LimitsPage'),
});
const requests = createRoute({
  getParentRoute: () => root,
  path: '/rights',
  component: lazyRouteComponent(() => import('./rights/requests-page.tsx'), 'RequestsPage'),
});
const newRequest = createRoute({
  getParentRoute: () => root,
  path: '/rights/new',
  component: lazyRouteComponent(() => import('./rights/new-request-page.tsx'), 'NewRequestPage'),
});
const rightsCalendar = createRoute({
  getParentRoute: () => root,
  path: '/rights/calendar',
  component: lazyRouteComponent(() => import('./rights/calendar-page.tsx'), 'CalendarPage'),
});
const recordMap = createRoute({
  getParentRoute: () => root,
  path: '/rights/record-map',
  component: lazyRouteComponent(() => import('./rights/record-map-page.tsx'), 'RecordMapPage'),
});
const itemReview = createRoute({
  getParentRoute: () => root,
  path: '/rights/$caseId/review',
  component: lazyRouteComponent(() => import('./rights/review-page.tsx'), 'ReviewPage'),
});
const rightsAccounting = createRoute({
  getParentRoute: () => root,
  path: '/rights/$caseId/accounting',
  component: lazyRouteComponent(() => import('./rights/accounting-page.tsx'), 'AccountingPage'),
});
const rightsCase = createRoute({
  getParentRoute: () => root,
  path: '/rights/$caseId',
  component: lazyRouteComponent(() => import('./rights/case-page.tsx'), 'CasePage'),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./clinic/welcome-page.tsx'), 'WelcomePage'),
});
const sample = createRoute({
  getParentRoute: () => root,
  path: '/welcome/sample',
  component: lazyRouteComponent(() => import('./clinic/sample-page.tsx'), 'SamplePage'),
});
const auditor = createRoute({
  getParentRoute: () => root,
  path: '/welcome/review',
  component: lazyRouteComponent(() => import('./review/review-page.tsx'), 'ReviewPage'),
});
const connect = createRoute({
  getParentRoute: () => root,
  path: '/welcome/connect',
  component: lazyRouteComponent(() => import('./clinic/connect-page.tsx'), 'ConnectPage'),
});

/** Addresses live behind the `#`: the page itself is one built file. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    integrity,
    run,
    schedule,
    tables,
    row,
    entry,
    auditors,
    witness,
    requests,
    newRequest,
    rightsCalendar,
    recordMap,
    rightsAccounting,
    rightsCase,
    itemReview,
    ...controlsRoutes,
    ...riskRoutes,
    clinic,
    triggers,
    access,
    dataMap,
    disposal,
    securityEvents,
    accessReport,
    capacity,
    fhirFiles,
    limits,
    accessMatrix,
    encryption,
    keys,
    tokens,
    keyList,
    key,
    signOffs,
    activity,
    reports,
    review,
    auditor,
    readiness,
    settings,
    welcome,
    sample,
    connect,
  ]),
  history: createHashHistory(),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
