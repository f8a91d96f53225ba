import { IconBuildingHospital, IconFlask, IconPackageImport } from '@tabler/icons-react';
import { Link, Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';

/** First run: look around with the sample, or connect. */
export function WelcomePage(): ReactNode {
  const status = useAnswer('app.status', {});
  if (status.data !== undefined && status.data.profile !== 'none') return <Navigate to="/" replace />;
  return (
    <Page
      title="Welcome to Attestry"
      lead="Attestry reads your clinic’s audit log, proves whether it was tampered with, and signs what it found."
    >
      {status.isError ? <FailurePanel failure={status.error} onRetry={() => void status.refetch()} /> : null}
      <div className="choices">
        <Link to="/welcome/sample" className="choice">
          <IconFlask size={32} aria-hidden />
          <h2>Explore the sample clinic</h2>
          <p>
            A small hospital with invented people, a year of audit entries, and a token in software, set up on
            this computer. Nothing leaves it, and nothing of yours is touched.
          </p>
          <p className="soft">Takes about a minute. Needs nothing.</p>
        </Link>
        <Link to="/welcome/connect" className="choice">
          <IconBuildingHospital size={32} aria-hidden />
          <h2>Connect to your clinic</h2>
          <p>
            Connect to the clinic’s PostgreSQL database, then choose the token that signs for you. Each step
            is checked, with a plain answer, before anything is saved.
          </p>
          <p className="soft">Needs a database account for the officer, and a PKCS#11 token.</p>
        </Link>
        <Link to="/welcome/review" className="choice">
          <IconPackageImport size={32} aria-hidden />
          <h2>Look over a bundle</h2>
          <p>
            You are an auditor, or somebody’s lawyer, and were given a bundle: see what is in it and whether
            it is what was signed.
          </p>
          <p className="soft">Needs the certificate of the hospital’s authority. Sets nothing up.</p>
        </Link>
      </div>
    </Page>
  );
}
