import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Channel } from '../../src-shared/ipc/channels.ts';
import type { Input, Output } from '../../src-shared/ipc/contract.ts';
import { type ApiFailure, invoke, toFailure } from './api.ts';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiFailure;
  }
}

/** The only copy of server data in the window. Answers stay fresh until an event says otherwise. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
  },
});

/** The key of a query: the channel, then the input. */
export function keyOf<C extends Channel>(channel: C, input: Input<C>): readonly [C, Input<C>] {
  return [channel, input];
}

/** Options of a query for `useQuery` and `useQueries`. */
export function queryFor<C extends Channel>(channel: C, input: Input<C>) {
  return {
    queryKey: keyOf(channel, input),
    queryFn: (): Promise<Output<C>> => invoke(channel, input),
  };
}

/** Reads a query channel; refetched when an event says that it changed (see events.ts). */
export function useAnswer<C extends Channel>(
  channel: C,
  input: Input<C>,
  enabled = true,
): UseQueryResult<Output<C>> {
  return useQuery<Output<C>>({
    queryKey: keyOf(channel, input),
    queryFn: () => invoke(channel, input),
    enabled,
  });
}

/**
 * As {@link useAnswer}, and asked anew whenever a page that shows it is opened: the clinic's database changes without telling
 * anybody, and what was so an hour ago must not stand there as what is. Until the answer comes the one before stays.
 */
export function useAnswerAnew<C extends Channel>(channel: C, input: Input<C>): UseQueryResult<Output<C>> {
  return useQuery<Output<C>>({
    queryKey: keyOf(channel, input),
    queryFn: () => invoke(channel, input),
    refetchOnMount: 'always',
  });
}

/** A command and where it stands. The input is not kept: it may hold a PIN or a password. */
export interface Ask<C extends Channel> {
  /** Carries out the command; resolves to null when it failed, and `failure` says why. */
  readonly ask: (input: Input<C>) => Promise<Output<C> | null>;
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  readonly answer: Output<C> | null;
  readonly clear: () => void;
}

/** Commands go through here and never through a cache that would remember their input. */
export function useAsk<C extends Channel>(channel: C): Ask<C> {
  const [state, setState] = useState<{
    busy: boolean;
    failure: ApiFailure | null;
    answer: Output<C> | null;
  }>({ busy: false, failure: null, answer: null });
  const newest = useRef(0);

  const ask = useCallback(
    async (input: Input<C>): Promise<Output<C> | null> => {
      const mine = ++newest.current;
      setState((before) => ({ ...before, busy: true, failure: null }));
      try {
        const answer = await invoke(channel, input);
        if (mine === newest.current) setState({ busy: false, failure: null, answer });
        return answer;
      } catch (thrown) {
        if (mine === newest.current) setState({ busy: false, failure: toFailure(thrown), answer: null });
        return null;
      }
    },
    [channel],
  );
  const clear = useCallback(() => {
    newest.current += 1;
    setState({ busy: false, failure: null, answer: null });
  }, []);

  return { ask, ...state, clear };
}
