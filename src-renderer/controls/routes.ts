import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root-route.ts';
import { readFrameworkSearch } from './address.ts';

const frameworks = createRoute({
  getParentRoute: () => root,
  path: '/controls',
  validateSearch: readFrameworkSearch,
  component: lazyRouteComponent(() => import('./frameworks-page.tsx'), 'FrameworksPage'),
});

const checks = createRoute({
  getParentRoute: () => root,
  path: '/controls/checks',
  component: lazyRouteComponent(() => import('./checks-page.tsx'), 'ChecksPage'),
});

const tests = createRoute({
  getParentRoute: () => root,
  path: '/controls/tests',
  component: lazyRouteComponent(() => import('./tests-page.tsx'), 'TestsPage'),
});

const reviews = createRoute({
  getParentRoute: () => root,
  path: '/controls/reviews',
  component: lazyRouteComponent(() => import('./reviews-page.tsx'), 'ReviewsPage'),
});
const cycle = createRoute({
  getParentRoute: () => root,
  path: '/controls/reviews/$cycleId',
  component: lazyRouteComponent(() => import('./cycle-page.tsx'), 'CyclePage'),
});
const control = createRoute({
  getParentRoute: () => root,
  path: '/controls/reviews/$cycleId/control',
  validateSearch: readFrameworkSearch,
  component: lazyRouteComponent(() => import('./control-page.tsx'), 'ControlPage'),
});
const evidence = createRoute({
  getParentRoute: () => root,
  path: '/controls/evidence',
  component: lazyRouteComponent(() => import('./evidence-page.tsx'), 'EvidencePage'),
});

const gaps = createRoute({
  getParentRoute: () => root,
  path: '/controls/gaps',
  component: lazyRouteComponent(() => import('./gaps-page.tsx'), 'GapsPage'),
});

/** The pages of the Controls room. */
export const controlsRoutes = [frameworks, tests, reviews, cycle, control, evidence, checks, gaps] as const;
