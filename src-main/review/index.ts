export { type Bundles, bundles, type BundleWish, openArchive } from './bundle.ts';
export { openBundle } from './open.ts';
