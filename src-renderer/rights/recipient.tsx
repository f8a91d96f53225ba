import type { ReactNode } from 'react';
import type { Recipient } from '../../src-shared/rights/recipients.ts';
import { useAnswer } from '../lib/query.ts';
import { Notice } from '../ui/notice.tsx';
import { CaseLink } from './case-link.tsx';

/** To whom something goes, where, and where that is known from. */
export function RecipientLines({ to }: { readonly to: Recipient }): ReactNode {
  const ways = [to.address, to.email].filter((way) => way !== '');
  return (
    <>
      <bdi className="person-name">{to.name === '' ? 'No name' : to.name}</bdi>
      {ways.length === 0 ? null : (
        <div className="soft" dir="auto">
          {ways.join(' · ')}
        </div>
      )}
      <p className="small soft">
        <Source to={to} />
      </p>
    </>
  );
}

function Source({ to }: { readonly to: Recipient }): ReactNode {
  switch (to.source) {
    case 'confidential':
      return (
        <>
          Only there: the person asked for it in{' '}
          {to.agreedIn === null ? 'a request' : <CaseLink caseId={to.agreedIn} />} (45 CFR 164.522(b)).
          {to.address === '' ? ' Nothing goes by post.' : ''}
          {to.email === '' ? ' Nothing goes by e-mail.' : ''}
        </>
      );
    case 'request':
      return 'As the request writes it';
    case 'record':
      return 'From the clinic’s record of the patient';
    case 'nowhere':
      return 'No postal address is known: the request names none, and the clinic’s record has none, or the patient is not found yet.';
  }
}

/** Restrictions in force, wherever something of the patient may go to others. */
export function RestrictionNotice({ caseId }: { readonly caseId: string }): ReactNode {
  const recipients = useAnswer('rights.recipients', { caseId });
  const restrictions = recipients.data?.restrictions ?? [];
  if (restrictions.length === 0) return null;
  return (
    <Notice tone="unsure">
      <p>
        A restriction is in force for this patient:{' '}
        {restrictions.map((one, at) => (
          <span key={one}>
            {at === 0 ? '' : ', '}
            <CaseLink caseId={one} />
          </span>
        ))}
        . What it covers does not go to others (45 CFR 164.522(a)).
      </p>
    </Notice>
  );
}
