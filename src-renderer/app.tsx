import { MantineProvider, useMantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { listen } from './lib/events.ts';
import { styleNonce } from './lib/nonce.ts';
import { queries, useAnswer } from './lib/query.ts';
import { router } from './routes.tsx';
import { runCommand } from './shell/commands.ts';
import { FailurePanel } from './ui/failure.tsx';
import { theme, variables } from './theme.ts';

/** The colour scheme belongs to the profile, not to the browser's storage. */
const schemeManager = {
  get: <T,>(fallback: T): T => fallback,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

/** The window: providers, then the pages. */
export function App(): ReactNode {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      getStyleNonce={styleNonce}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <Start />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Says that the window listens, first of all: what is pushed before `app.ready` is lost. */
function Start(): ReactNode {
  const ready = useAnswer('app.ready', {});
  const scheme = ready.data?.colourScheme;
  const { setColorScheme } = useMantineColorScheme();

  useEffect(() => listen(queries, runCommand), []);
  useEffect(() => {
    if (scheme !== undefined) setColorScheme(scheme === 'system' ? 'auto' : scheme);
  }, [scheme, setColorScheme]);

  if (ready.isError) {
    return (
      <main className="lone">
        <FailurePanel
          failure={ready.error}
          onRetry={() => {
            void ready.refetch();
          }}
        />
      </main>
    );
  }
  if (ready.isPending) return null;
  return (
    <>
      <RouterProvider router={router} />
      <Notifications position="bottom-right" limit={3} autoClose={6000} />
    </>
  );
}
