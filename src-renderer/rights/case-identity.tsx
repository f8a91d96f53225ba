import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { Section } from '../ui/page.tsx';
import { Day } from './due.tsx';
import { actsForAnother } from './stages.ts';
import { codeWords, METHOD_WORDS, RISK_WORDS } from './words.ts';

/** Who asks: the score and what it is made of, why more is needed, the patient, and who may act. */
export function CaseIdentity({
  view,
  onStep,
}: {
  readonly view: CaseView;
  readonly onStep: (step: StepName) => void;
}): ReactNode {
  const { identity, verifiedOn, patient, authority, offered } = view;
  if (view.opening.requester === 'anonymous') return null;
  // Anybody may complain (45 CFR 164.530(d)): a score would look like something that is missing.
  const isFree = view.row.type === 'complaint';
  const can = (step: StepName): boolean => offered.some((each) => each.step === step);
  return (
    <Section
      title="Who asks"
      aside={
        isFree ? null : (
          <span className={`badge badge-${identity.passed ? 'good' : 'unsure'}`}>
            {identity.passed ? (
              <IconCircleCheck size={16} aria-hidden />
            ) : (
              <IconAlertTriangle size={16} aria-hidden />
            )}
            Score {identity.score}, needed {identity.threshold}
          </span>
        )
      }
    >
      {verifiedOn === null ? null : (
        <p>
          Verified on <Day on={verifiedOn} />.
        </p>
      )}
      {isFree ? (
        <p>Anybody may complain. Nobody has to show who they are, and nothing is disclosed.</p>
      ) : identity.risk.length === 0 ? (
        <p className="soft">Usual risk: {identity.threshold} points are enough.</p>
      ) : (
        <div>
          <p>
            <strong>High risk: {identity.threshold} points are needed,</strong> because
          </p>
          <ul className="plain-list">
            {identity.risk.map((reason) => (
              <li key={reason}>{RISK_WORDS[reason]}</li>
            ))}
          </ul>
        </div>
      )}
      {identity.counted.length === 0 ? (
        isFree ? null : (
          <p className="soft">No check was recorded yet.</p>
        )
      ) : (
        <ul className="checks" aria-label="Checks of identity">
          {identity.counted.map(({ method, points, why }, index) => (
            <li key={`${method}-${String(index)}`}>
              {points > 0 ? (
                <IconCircleCheck size={18} className="ink-good" aria-label="Counts" />
              ) : (
                <IconCircleX size={18} className="ink-unsure" aria-label="Does not count" />
              )}
              <span className="grow">
                {METHOD_WORDS[method].name}
                {why === '' ? null : <span className="soft"> · {why}</span>}
              </span>
              <span className="word">{points === 1 ? '1 point' : `${String(points)} points`}</span>
            </li>
          ))}
        </ul>
      )}
      {isFree || identity.missing.length === 0 ? null : (
        <ul className="plain-list" aria-label="Missing for the identity">
          {identity.missing.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <p>
        {patient === null
          ? 'The patient has not been found in the clinic’s database yet.'
          : `Patient found: ${codeWords(patient.basis)}, score ${String(patient.score)} of 100.`}
      </p>
      {actsForAnother(view) ? (
        <p>
          {authority === null
            ? 'Nobody has decided yet whether this person may act for the patient.'
            : authority.accepted
              ? `May act for the patient: ${codeWords(authority.document)}.`
              : `May not act for the patient: ${codeWords(authority.refusal ?? '')}.`}
        </p>
      ) : null}
      <div className="row wrap">
        {(
          [
            ['add-evidence', 'Record a check…'],
            ['link-patient', patient === null ? 'Find the patient…' : 'Find again…'],
            ['assess-risk', 'Risk…'],
            ['decide-authority', 'Representative…'],
          ] as const
        )
          .filter(([step]) => can(step) && (step !== 'decide-authority' || actsForAnother(view)))
          .map(([step, words]) => (
            <Button
              key={step}
              size="compact-sm"
              variant="default"
              onClick={() => {
                onStep(step);
              }}
            >
              {words}
            </Button>
          ))}
      </div>
    </Section>
  );
}
