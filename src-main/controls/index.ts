export {
  type Catalogue,
  effectiveOn,
  FRAMEWORK_TEMPLATE,
  nodeOf,
  readCatalogue,
  requirementsOf,
} from './catalogue.ts';
export { type Checklists, checklistsSchema } from './checks/checklist.ts';
export { everyCheck } from './checks/every.ts';
export { checks, type Checks } from './checks/service.ts';
export { readFramework, type ReadFramework } from './framework-file.ts';
export { type Looked, type NewestReview } from './coverage.ts';
export { frameworksService } from './frameworks.ts';
export { type Carried, carried, type Conclusion, mappingsOf } from './mappings.ts';
