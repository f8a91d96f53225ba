import { join } from 'node:path';
import type { ControlTest } from '../src-shared/controls/tests.ts';
import { isPhi } from '../src-shared/phi/classification.ts';
import type { Clock } from './base/clock.ts';
import { Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import { composePages } from './compose-reports.ts';
import { readTrust } from './compose-signing.ts';
import { asReviewed } from './controls/index.ts';
import type { Services } from './jobs/ports.ts';
import { readinessService, type ReadinessService, type ReviewSource, schemaCheck } from './reports/index.ts';
import { displayName } from './signing/index.ts';

/** What reports are made from. */
type Sources = Pick<
  Services,
  | 'activity'
  | 'audit'
  | 'classification'
  | 'controls'
  | 'controlReviews'
  | 'keys'
  | 'reports'
  | 'rights'
  | 'signing'
  | 'token'
  | 'version'
> & {
  /** Gaps of reviews, the order in which they are closed, and the trend; without them a report has none. */
  readonly gaps?: Pick<ReviewSource, 'roadmap' | 'trend'> & {
    list(cycleId: string): ReturnType<ReviewSource['gaps']>;
  };
  /** Automated tests; without them results are named by the ids of their tests. */
  readonly controlTests?: { list(): Promise<readonly { readonly test: ControlTest }[]> };
};

/** Requests whose words are opened to learn the names of patients. */
const MOST_OPENED = 200;
const PAGE = 500;

/** Readiness reports, wired to what they are made from. */
export function composeReadiness(
  parts: {
    /** Of the profile. */
    readonly folder: string;
    readonly resources: string;
    readonly bundles: string;
    readonly cache: Cache;
    readonly clock: Clock;
    readonly officer: () => string;
  },
  services: Sources,
): ReadinessService {
  const { cache, clock } = parts;
  return readinessService({
    sources: {
      entity: async () => (await services.rights.settings()).entity,
      officer: () => displayName(parts.officer()),
      frameworks: async (versions) => asReviewed(await services.controls.catalogue(), versions).frameworks,
      reviews: reviewSource(services),
      runs: () => services.audit.runs.list(),
      checkpoint: () => services.audit.checkpoint().catch(() => null),
      keys: () => services.keys.list(),
      keyUses: async () => (await services.keys.uses()).uses,
      keyRequests: () => services.keys.requests(),
      cases: () => casesOf(services),
      places: () => placesOf(services),
      patientNames: () => patientNames(services),
    },
    store: cache.readiness,
    activity: services.activity,
    pages: composePages(parts.bundles),
    checkJson: schemaCheck(join(parts.resources, 'schemas', 'readiness-report.schema.json')),
    signer: () => services.token.signer(),
    stamper: () => services.signing.stamper(),
    verify: (pdf, name, trust) => services.reports.verify(pdf, name, trust),
    trust: () => readTrust(parts.folder),
    clock,
    version: services.version,
  });
}

const reviewSource = ({ controlReviews, gaps, controlTests }: Sources): ReviewSource => ({
  cycles: async () => (await controlReviews.cycles()).map(({ cycle }) => cycle),
  snapshot: (cycleId) => controlReviews.snapshot(cycleId),
  gaps: async (cycleId) => gaps?.list(cycleId) ?? [],
  roadmap: async (cycleId) => gaps?.roadmap(cycleId) ?? [],
  trend: async (cycleId) => gaps?.trend(cycleId) ?? [],
  tests: async () => ((await controlTests?.list()) ?? []).map(({ test }) => test),
});

async function casesOf({ rights }: Sources) {
  const none = { open: null, type: null, state: null, id: '' };
  const rows = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await rights.list(none, offset, PAGE);
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** Tables with columns that hold protected health information, by the data map. */
async function placesOf({ classification }: Sources): Promise<readonly string[]> {
  const { columns } = await classification.map().catch((error: unknown) => {
    // Without a clinic there is no map; the report then says that the places are not known.
    if (error instanceof Fault && error.code === 'profile-missing') return { columns: [] };
    throw error;
  });
  const tables = new Map<string, number>();
  for (const { schema, table, decision } of columns)
    if (decision !== null && isPhi(decision.classification))
      tables.set(`${schema}.${table}`, (tables.get(`${schema}.${table}`) ?? 0) + 1);
  return [...tables].map(
    ([table, count]) => `${table}: ${count} ${count === 1 ? 'column' : 'columns'} with health information`,
  );
}

/** Names in the newest requests, which only somebody who is signed in can open; without that, none are known. */
async function patientNames({ rights, token }: Sources): Promise<readonly string[]> {
  if (token.signer() === null) return [];
  const { rows } = await rights.list({ open: null, type: null, state: null, id: '' }, 0, MOST_OPENED);
  const names: string[] = [];
  for (const { caseId } of rows) {
    // A request whose words were destroyed has none.
    const words = await rights.words(caseId).catch(() => null);
    if (words === null) continue;
    const { familyName, givenNames } = words.request.patient;
    const [first = ''] = givenNames.split(' ');
    names.push(`${givenNames} ${familyName}`, `${first} ${familyName}`, `${familyName}, ${givenNames}`);
  }
  return [...new Set(names)];
}
