import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The number of a request, leading to it. */
export function CaseLink({ caseId }: { readonly caseId: string }): ReactNode {
  return (
    <Link to="/rights/$caseId" params={{ caseId }} className="link mono">
      {caseId}
    </Link>
  );
}
