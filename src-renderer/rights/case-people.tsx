import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { Person } from '../../src-shared/rights/people.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { useAnswer } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';
import { RecipientLines, RestrictionNotice } from './recipient.tsx';
import { formatDay, REQUESTER_WORDS } from './words.ts';

/** What names people: whose record it is, who asks, and what was asked for in their words. */
export function CasePeople({
  view,
  signedIn,
  onStep,
}: {
  readonly view: CaseView;
  readonly signedIn: boolean;
  readonly onStep: (step: StepName) => void;
}): ReactNode {
  const openSignIn = useSession((state) => state.openSignIn);
  const words = useAnswer('rights.words', { caseId: view.row.caseId }, signedIn);
  const recipients = useAnswer('rights.recipients', { caseId: view.row.caseId }, signedIn);
  return (
    <Section title="What was asked, and by whom">
      {signedIn ? null : (
        <div className="row">
          <p className="grow soft">
            Names and words are sealed under the token’s key. They are shown while you are signed in.
          </p>
          <Button size="compact-sm" variant="default" onClick={openSignIn}>
            Sign in to see them
          </Button>
        </div>
      )}
      {signedIn && words.isPending ? <Loading lines={3} /> : null}
      {words.isError ? <FailurePanel failure={words.error} onRetry={() => void words.refetch()} /> : null}
      {!signedIn || words.data === undefined ? null : (
        <>
          {words.data.request.wish === '' ? null : (
            <blockquote className="case-wish" dir="auto">
              {words.data.request.wish}
            </blockquote>
          )}
          <Facts
            rows={[
              ['Patient', <PersonLines key="patient" person={words.data.request.patient} />],
              ['Asked by', REQUESTER_WORDS[view.opening.requester]],
              ...(words.data.request.requester === null
                ? []
                : [
                    [
                      'Representative',
                      <span key="who" dir="auto">
                        {[
                          words.data.request.requester.name,
                          words.data.request.requester.relation,
                          words.data.request.requester.address,
                          words.data.request.requester.phone,
                          words.data.request.requester.email,
                        ]
                          .filter((part) => part !== '')
                          .join(', ')}
                      </span>,
                    ] as const,
                  ]),
              ...(words.data.request.thirdParty === null
                ? []
                : [
                    [
                      'Goes to',
                      <span key="third" dir="auto">
                        {Object.values(words.data.request.thirdParty)
                          .filter((part) => part !== '')
                          .join(', ')}
                      </span>,
                    ] as const,
                  ]),
              ...(words.data.request.alternative === null
                ? []
                : [
                    [
                      'To be reached at',
                      <span key="alternative" dir="auto">
                        {Object.values(words.data.request.alternative)
                          .filter((part) => part !== '')
                          .join(', ')}
                      </span>,
                    ] as const,
                  ]),
              ...(recipients.data === undefined || view.opening.requester === 'anonymous'
                ? []
                : [
                    ['Letters go to', <RecipientLines key="letters" to={recipients.data.letters} />] as const,
                  ]),
              ['Letters in', words.data.request.language === 'es' ? 'Spanish' : 'English'],
              [
                'In the clinic',
                words.data.patientId === null ? (
                  'Not found yet'
                ) : (
                  <bdi key="id" className="mono">
                    {words.data.patientId}
                  </bdi>
                ),
              ],
            ]}
          />
          {view.offered.some(({ step, missing }) => step === 'correct-contact' && missing.length === 0) ? (
            <div className="row">
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  onStep('correct-contact');
                }}
              >
                Correct contact details…
              </Button>
            </div>
          ) : null}
          <RestrictionNotice caseId={view.row.caseId} />
          {recipients.isError ? (
            <FailurePanel failure={recipients.error} onRetry={() => void recipients.refetch()} />
          ) : null}
        </>
      )}
    </Section>
  );
}

/** A person in lines; parts that are not known are left out. */
export function PersonLines({ person }: { readonly person: Person }): ReactNode {
  const rest = [
    person.birthDate === null ? '' : `born ${formatDay(person.birthDate)}`,
    person.recordNumber === '' ? '' : `record ${person.recordNumber}`,
    person.address,
    person.phone,
    person.email,
  ].filter((part) => part !== '');
  return (
    <>
      <bdi className="person-name">
        {[person.givenNames, person.familyName].filter((part) => part !== '').join(' ') || 'No name'}
      </bdi>
      {rest.length === 0 ? null : <span className="soft block">{rest.join(' · ')}</span>}
    </>
  );
}
