import { createRootRoute } from '@tanstack/react-router';
import { Frame } from './shell/frame.tsx';
import { NotFound, PageFailure } from './shell/not-found.tsx';

/** What stands around every page. */
export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: PageFailure,
});
