import type { CaseFilter } from '../../src-shared/rights/contract.ts';
import type { StepDraft } from '../rights/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { rightsStore } from './stores/rights.ts';

/** The patients' requests' part of the cache thread. */
export function rightsMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const rights = rightsStore(database, activity);
  return {
    openCase: guarded(({ year, draft }: { year: number; draft: StepDraft }) => rights.open(year, draft)),
    appendStep: guarded(({ caseId, draft }: { caseId: string; draft: StepDraft }) => {
      rights.append(caseId, draft);
    }),
    caseSteps: guarded(({ caseId }: { caseId: string }) => rights.steps(caseId)),
    cases: guarded(({ filter, offset, limit }: { filter: CaseFilter; offset: number; limit: number }) =>
      rights.list(filter, offset, limit),
    ),
    casesAbout: guarded(({ persons }: { persons: readonly string[] }) => rights.about(persons)),
  };
}
