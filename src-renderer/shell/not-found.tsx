import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toFailure } from '../lib/api.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';

/** An address that leads nowhere. */
export function NotFound(): ReactNode {
  return (
    <Page title="No such page">
      <EmptyState
        icon={<IconMapOff size={32} />}
        title="This address leads nowhere"
        action={
          <Link to="/" className="link">
            Go to the overview
          </Link>
        }
      >
        It may come from another version of Attestry, or be mistyped.
      </EmptyState>
    </Page>
  );
}

/** A page that broke while drawing: the frame stays, the rest of the window works. */
export function PageFailure({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}): ReactNode {
  return (
    <Page title="This page could not be shown">
      <FailurePanel failure={toFailure(error)} onRetry={reset} />
    </Page>
  );
}
