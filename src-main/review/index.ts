export { type Bundles, bundles, type BundleWish, openArchive } from './bundle.ts';
export { openBundle } from './open.ts';
export { readBundle } from './read-bundle.ts';
