import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root-route.ts';
import { readRiskSearch, readStorySearch } from './address.ts';

/** The pages of access risks. */
export const riskRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/risk',
    validateSearch: readRiskSearch,
    component: lazyRouteComponent(() => import('./risk-page.tsx'), 'RiskPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/story',
    validateSearch: readStorySearch,
    component: lazyRouteComponent(() => import('./story-page.tsx'), 'StoryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/tuning',
    component: lazyRouteComponent(() => import('./tuning-page.tsx'), 'TuningPage'),
  }),
] as const;
