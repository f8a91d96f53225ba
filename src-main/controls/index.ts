export {
  type Catalogue,
  effectiveOn,
  FRAMEWORK_TEMPLATE,
  nodeOf,
  readCatalogue,
  requirementsOf,
} from './catalogue.ts';
export { readFramework, type ReadFramework } from './framework-file.ts';
export { type Looked, type NewestReview } from './coverage.ts';
export { frameworksService } from './frameworks.ts';
export { type Carried, carried, type Conclusion, mappingsOf } from './mappings.ts';
