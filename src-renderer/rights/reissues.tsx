import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { Day } from './due.tsx';

/** Accountings whose suspension has ended: their rows are to be issued now. */
export function Reissues({ cases }: Output<'rights.reissues'>): ReactNode {
  if (cases.length === 0) return null;
  return (
    <ul className="stack stack-tight" aria-label="Accountings to be issued again">
      {cases.map(({ caseId, since }) => (
        <li key={caseId} className="row">
          <IconAlertTriangle size={18} className="ink-unsure" aria-hidden />
          <span>
            <Link to="/rights/$caseId/accounting" params={{ caseId }} className="link mono">
              {caseId}
            </Link>{' '}
            has rows to be issued: their suspension ended on <Day on={since} />.
          </span>
        </li>
      ))}
    </ul>
  );
}
