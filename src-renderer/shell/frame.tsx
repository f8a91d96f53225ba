import { Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { Activity } from '../jobs/activity.tsx';
import { useJobEnds } from '../jobs/job-ends.tsx';
import { useMonitorAlert } from '../audit/monitor-alert.tsx';
import { useDriftAlert } from '../clinic/drift-alert.tsx';
import { useSecurityAlert } from '../clinic/waiting-events.tsx';
import { useAnswer } from '../lib/query.ts';
import { PinWanted } from '../token/pin-wanted.tsx';
import { SignIn } from '../token/sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { useKeys } from './keys.ts';
import { Brand, Navigation } from './navigation.tsx';
import { Palette } from './palette.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { StatusStrip } from './status-strip.tsx';

/** What stays while the pages change: navigation on the left, the status strip on top. */
export function Frame(): ReactNode {
  const status = useAnswer('app.status', {});
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useKeys();
  useJobEnds();
  useMonitorAlert();
  useDriftAlert();
  useSecurityAlert();
  const answered = status.data !== undefined || status.isError;
  useEffect(() => {
    // Tells tests and the start-up measurement that there is something to see.
    if (answered) document.getElementById('root')?.setAttribute('data-ready', 'true');
  }, [answered]);

  const welcoming = pathname.startsWith('/welcome');
  const first = status.data?.profile === 'none';
  if (first && !welcoming) return <Navigate to="/welcome" replace />;
  if (welcoming) {
    return (
      <div className="frame-welcome">
        <header className="welcome-bar">
          <Brand />
        </header>
        <main className="main" id="main">
          <Outlet />
        </main>
        <Overlays />
      </div>
    );
  }
  return (
    <div className="frame">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          // The address behind the # belongs to the pages.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the page
      </a>
      <Navigation />
      <StatusStrip status={status.data} />
      <main className="main" id="main" tabIndex={-1}>
        {status.isError ? (
          <div className="page">
            <FailurePanel
              failure={status.error}
              onRetry={() => {
                void status.refetch();
              }}
            />
          </div>
        ) : (
          <Outlet />
        )}
      </main>
      <Overlays />
    </div>
  );
}

function Overlays(): ReactNode {
  return (
    <>
      <SignIn />
      <PinWanted />
      <Palette />
      <Shortcuts />
      <Activity />
    </>
  );
}
