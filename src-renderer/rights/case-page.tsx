import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { ITEM_TYPES } from '../../src-shared/rights/words.ts';
import { addressOf } from '../lib/address.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy } from '../ui/hash.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { CaseAnswer } from './case-answer.tsx';
import { CaseClock, ClockDates } from './case-clock.tsx';
import { CaseCollection } from './case-collection.tsx';
import { CaseErasure } from './case-erasure.tsx';
import { CaseEvidence } from './case-evidence.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseIdentity } from './case-identity.tsx';
import { CaseLetters } from './case-letters.tsx';
import { CaseLink } from './case-link.tsx';
import { CaseNext } from './case-next.tsx';
import { CasePeople } from './case-people.tsx';
import { CaseRail } from './case-rail.tsx';
import { CollectSheet } from './collect-sheet.tsx';
import { AmendmentSheet, StatementsSheet } from './companion-sheet.tsx';
import { ContactSheet } from './contact-sheet.tsx';
import { DeliverSheet } from './deliver-sheet.tsx';
import { Flagged } from './due.tsx';
import { LetterSheet } from './letter-sheet.tsx';
import { LettersWait } from './letters-wait.tsx';
import { MatchSheet } from './match-sheet.tsx';
import { PrepareSheet } from './prepare-sheet.tsx';
import { formOf } from './step-forms.ts';
import { StepSheet } from './step-sheet.tsx';
import { CHANNEL_WORDS, FLAG_WORDS, formatDay, STATE_WORDS, TYPE_WORDS } from './words.ts';

/** One request: its clock, its way, the next step, who asks, and every step that was taken. */
export function CasePage(): ReactNode {
  const { caseId } = useParams({ from: '/rights/$caseId' });
  const view = useAnswer('rights.get', { caseId });
  return (
    <Page
      title={view.data === undefined ? caseId : `${caseId}: ${TYPE_WORDS[view.data.row.type].name}`}
      lead={view.data === undefined ? undefined : <Lead view={view.data} />}
      actions={
        <span className="row small soft no-shrink">
          Address <Copy value={addressOf(`/rights/${caseId}`)} what="address of this request" />
        </span>
      }
    >
      {view.isPending ? <Loading lines={6} /> : null}
      {view.isError ? (
        <FailurePanel failure={view.error} onRetry={() => void view.refetch()}>
          <Link to="/rights" className="link">
            All requests
          </Link>
        </FailurePanel>
      ) : null}
      {view.data === undefined ? null : <Case view={view.data} />}
    </Page>
  );
}

function Lead({ view: { row, opening } }: { readonly view: CaseView }): ReactNode {
  return (
    <>
      <Link to="/rights" className="link">
        All requests
      </Link>{' '}
      · {STATE_WORDS[row.state]} · {TYPE_WORDS[row.type].means} ({TYPE_WORDS[row.type].basis}) · received{' '}
      {CHANNEL_WORDS[opening.channel].toLowerCase()} on {formatDay(opening.receivedOn)}
      {opening.byBusinessAssociate ? ' by a business associate' : ''}
    </>
  );
}

/** Steps that have a sheet of their own. */
const SHEETS: Readonly<
  Partial<Record<StepName, (props: { readonly view: CaseView; readonly onClose: () => void }) => ReactNode>>
> = {
  'link-patient': MatchSheet,
  'start-collection': CollectSheet,
  prepare: PrepareSheet,
  deliver: DeliverSheet,
  'record-amendment': AmendmentSheet,
  'correct-contact': ContactSheet,
  'link-statements': StatementsSheet,
};
const hasSheet = (step: StepName): boolean =>
  step === 'start-erasure' || SHEETS[step] !== undefined || formOf(step) !== undefined;

function Case({ view }: { readonly view: CaseView }): ReactNode {
  const [taking, setTaking] = useState<StepName | null>(null);
  const [writing, setWriting] = useState(false);
  const status = useAnswer('app.status', {});
  const signedIn = status.data?.token.state === 'signed-in';
  const form = taking === null ? undefined : formOf(taking);
  const Sheet = taking === null ? undefined : SHEETS[taking];
  const navigate = useNavigate();
  const close = (): void => {
    setTaking(null);
  };
  const take = (step: StepName): void => {
    if (step === 'decide' && ITEM_TYPES.includes(view.row.type))
      void navigate({ to: '/rights/$caseId/review', params: { caseId: view.row.caseId } });
    else if (step === 'start-erasure')
      void navigate({ to: '/clinic/retention', search: { request: view.row.caseId } });
    else setTaking(step);
  };
  return (
    <>
      <CaseClock clock={view.clock} />
      <div className="guide">
        <CaseRail view={view} />
        <div className="stack">
          {view.row.flags.length === 0 ? null : (
            <div className="row wrap">
              {view.row.flags.map((flag) => (
                <Flagged key={flag}>{FLAG_WORDS[flag]}</Flagged>
              ))}
              <span className="soft">Nothing is decided or delivered before this is resolved.</span>
            </div>
          )}
          <div className="columns columns-even">
            <div className="stack">
              {view.row.open ? <LettersWait /> : null}
              <CaseNext
                view={view}
                hasSheet={hasSheet}
                onNext={(step) => {
                  if (step === 'send-letter') setWriting(true);
                  else take(step);
                }}
                onStep={take}
              />
              <CaseErasure view={view} />
              <CaseAnswer view={view} signedIn={signedIn} />
              <CaseCollection
                view={view}
                onCollect={() => {
                  take('start-collection');
                }}
              />
              <CaseIdentity view={view} onStep={take} />
            </div>
            <div className="stack">
              <CasePeople view={view} signedIn={signedIn} onStep={take} />
              <CaseLetters view={view} onStep={take} />
              <Section title="Dates that run">
                <ClockDates clock={view.clock} />
              </Section>
              {view.duplicates.length === 0 ? null : <Duplicates ids={view.duplicates} />}
            </div>
          </div>
          <CaseEvidence caseId={view.row.caseId} signedIn={signedIn} />
          <CaseHistory view={view} signedIn={signedIn} />
        </div>
      </div>
      {writing ? (
        <LetterSheet
          view={view}
          onSent={(step) => {
            setWriting(false);
            setTaking(step);
          }}
          onClose={() => {
            setWriting(false);
          }}
        />
      ) : null}
      {Sheet === undefined ? null : <Sheet view={view} onClose={close} />}
      {taking === null || form === undefined ? null : (
        <StepSheet key={taking} view={view} step={taking} form={form} onClose={close} />
      )}
    </>
  );
}

function Duplicates({ ids }: { readonly ids: readonly string[] }): ReactNode {
  return (
    <Section title="May be about the same">
      <p className="soft">Each keeps its own clock and its own check of identity.</p>
      <ul className="row wrap">
        {ids.map((caseId) => (
          <li key={caseId}>
            <CaseLink caseId={caseId} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
