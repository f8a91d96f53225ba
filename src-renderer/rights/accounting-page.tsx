import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { AccountingRows } from './accounting-rows.tsx';
import { DisclosureSheet, type Replaced } from './disclosure-sheet.tsx';
import { EnteredDisclosures, EnteredStatements } from './entered-lists.tsx';
import { SignedIn, useSignedIn } from './signed-in.tsx';
import { StatementSheet } from './statement-sheet.tsx';

/** The accounting of disclosures of a case: as it comes out, what was entered here, and what authorities suspend. */
export function AccountingPage(): ReactNode {
  const { caseId } = useParams({ from: '/rights/$caseId/accounting' });
  const signedIn = useSignedIn();
  return (
    <Page
      title={`Accounting for ${caseId}`}
      lead={
        <>
          <Link to="/rights/$caseId" params={{ caseId }} className="link">
            Back to the request
          </Link>{' '}
          · who got health information of this patient, other than for treatment, payment and operations (45
          CFR 164.528)
        </>
      }
    >
      {signedIn ? (
        <Open caseId={caseId} />
      ) : (
        <Section title="Sealed">
          <SignedIn>{null}</SignedIn>
        </Section>
      )}
    </Page>
  );
}

function Open({ caseId }: { readonly caseId: string }): ReactNode {
  const accounting = useAnswer('rights.accounting', { caseId });
  const entered = useAnswer('rights.disclosures', { caseId });
  const [disclosing, setDisclosing] = useState<Replaced | 'new' | null>(null);
  const [stating, setStating] = useState(false);
  return (
    <>
      {accounting.isPending ? <Loading lines={6} /> : null}
      {accounting.isError ? (
        <FailurePanel failure={accounting.error} onRetry={() => void accounting.refetch()} />
      ) : null}
      {accounting.data === undefined ? null : <AccountingRows caseId={caseId} computed={accounting.data} />}
      {entered.isError ? (
        <FailurePanel failure={entered.error} onRetry={() => void entered.refetch()} />
      ) : null}
      {entered.data === undefined ? null : (
        <>
          <Section
            title="Disclosures entered here"
            aside={
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setDisclosing('new');
                }}
              >
                Enter a disclosure…
              </Button>
            }
          >
            <EnteredDisclosures
              rows={entered.data.rows}
              onReplace={(disclosureId, disclosure) => {
                setDisclosing({ disclosureId, disclosure });
              }}
            />
          </Section>
          <Section
            title="Statements of authorities"
            aside={
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setStating(true);
                }}
              >
                Enter a statement…
              </Button>
            }
          >
            <EnteredStatements suspensions={entered.data.suspensions} />
          </Section>
        </>
      )}
      {disclosing === null ? null : (
        <DisclosureSheet
          caseId={caseId}
          replaced={disclosing === 'new' ? null : disclosing}
          onClose={() => {
            setDisclosing(null);
          }}
        />
      )}
      {stating ? (
        <StatementSheet
          caseId={caseId}
          onClose={() => {
            setStating(false);
          }}
        />
      ) : null}
    </>
  );
}
