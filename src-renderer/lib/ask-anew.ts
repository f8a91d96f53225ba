import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * What is shown under a key is not true any more: it is asked for again. An answer that is under way is given up, the
 * first one, too: it may be from before the change, and would be kept as the newest.
 */
export function askAnew(queries: QueryClient, queryKey: QueryKey): void {
  for (const query of queries.getQueryCache().findAll({ queryKey, type: 'active' }))
    if (query.state.data === undefined && query.state.fetchStatus !== 'idle')
      void query.cancel({ silent: true });
  void queries.invalidateQueries({ queryKey });
}
