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

/** The pages of the Controls room. */
export const controlsRoutes = [frameworks, checks] as const;
