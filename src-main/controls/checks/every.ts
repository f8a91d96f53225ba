import type { Check } from './check.ts';
import { connectionChecks } from './connections.ts';
import { frameworkChecks } from './framework-checks.ts';
import { gapChecks } from './gap-checks.ts';
import { guardChecks } from './guarded.ts';
import { integrityChecks } from './integrity.ts';
import { keyChecks } from './keys.ts';
import { reportChecks } from './reports.ts';
import { requestChecks } from './requests.ts';
import { retentionChecks } from './retention.ts';
import { testChecks } from './test-checks.ts';
import type { CheckSources } from './sources.ts';

/** Everything that is looked at, in the order in which it is shown. @param now - milliseconds since 1970 */
export const everyCheck = (sources: CheckSources, now: () => number): readonly Check[] => [
  ...connectionChecks(sources, now),
  ...integrityChecks(sources, now),
  ...keyChecks(sources, now),
  ...requestChecks(sources),
  ...retentionChecks(sources, now),
  ...guardChecks(sources),
  ...frameworkChecks(sources, now),
  ...testChecks(sources, now),
  ...gapChecks(sources, now),
  ...reportChecks(sources),
];
