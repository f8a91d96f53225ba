import type { CaseRow, CaseView } from '../../src-shared/rights/contract.ts';
import type { RightsSettings } from '../../src-shared/rights/settings.ts';
import { type Erasure, identityOf, isInForce, isOpenCase, type RightsCase, type TakenStep } from './case.ts';
import { clockOf, type IsOpen } from './clock.ts';
import { officeDays, type Periods } from './periods.ts';
import { allowedSteps } from './request.ts';
import type { Circumstances } from './rule.ts';
import { closingLetter } from './rules-answer.ts';

/** Days on which somebody works: for targets of the house, never for a legal period. */
export const workingDays = (periods: Periods, { closedDays }: RightsSettings): IsOpen =>
  officeDays(periods.holidays, closedDays);

/** A case in one row. */
export function rowOf(caseId: string, at: RightsCase, today: string, isOpen: IsOpen): CaseRow {
  const clock = clockOf(at, today, isOpen);
  const { type, requester, channel, receivedOn } = at.opening;
  return {
    ...{ caseId, type, requester, channel, receivedOn, state: at.state, open: isOpenCase(at) },
    ...{ due: clock.due, dueKind: clock.kind, workingTarget: clock.workingTarget, daysLeft: clock.daysLeft },
    ...{ stoppedOn: clock.stoppedOn, late: clock.late, escalation: clock.escalation, extended: at.extended },
    ...{ flags: [...at.flags], duplicates: at.duplicates.length, inForce: isInForce(at) },
  };
}

/** Everything of a case that names nobody. */
export function viewOf(
  caseId: string,
  at: RightsCase,
  steps: readonly TakenStep[],
  when: Circumstances,
  isOpen: IsOpen,
): CaseView {
  const { risk, counted, missing, locked, ...identity } = identityOf(at, when.on);
  const { authority, decision, patient } = at;
  return {
    row: rowOf(caseId, at, when.on, isOpen),
    clock: clockOf(at, when.on, isOpen),
    opening: at.opening,
    identity: {
      ...identity,
      risk: [...risk],
      counted: [...counted],
      missing: [...missing],
      locked: [...locked],
    },
    verifiedOn: at.verifiedOn,
    authority:
      authority === null
        ? null
        : {
            ...{ accepted: authority.accepted, document: authority.document, expiresOn: authority.expiresOn },
            ...{ by: authority.by, on: authority.on, refusal: authority.refusal },
          },
    patient: patient === null ? null : { basis: patient.basis, score: patient.score },
    scope: at.scope,
    sources: Object.entries(at.sources).map(([source, outcome]) => ({ source, outcome })),
    manifest: at.manifest,
    decision: decision === null ? null : { ...decision, grounds: [...decision.grounds] },
    disposition: at.disposition,
    erasure: at.erasure === null ? null : erasureOf(at.erasure),
    package: at.package,
    letters: at.letters.map(({ kind, sentOn, manner }) => ({ kind, sentOn, manner })),
    closingLetter: closingLetter(at),
    suspended: at.suspended,
    review: at.review === null ? null : { reviewer: at.review.reviewer, outcome: at.review.outcome },
    duplicates: [...at.duplicates],
    overdueOn: at.overdueOn,
    mitigations: [...at.mitigations],
    retainUntil: at.retainUntil,
    steps: at.steps,
    history: steps.map(({ number, at: instant, on, by, step, sealed }) => ({
      ...{ number, at: instant, on, by, step: step.step, words: sealed !== null },
      detail: detailOf(step),
    })),
    offered: allowedSteps(at, when).map(({ step, missing: lacks }) => ({ step, missing: [...lacks] })),
  };
}

const erasureOf = ({ pending, done, elsewhere }: Erasure): CaseView['erasure'] => ({
  ...{ pending: [...pending], done: [...done], elsewhere },
});

/** What a step says of itself, in plain words; codes and dates only. */
function detailOf(step: TakenStep['step']): string {
  switch (step.step) {
    case 'open':
      return `${step.opening.type}, received on ${step.opening.receivedOn} by ${step.opening.channel}`;
    case 'ask-identity':
      return `offered: ${step.methods.join(', ')}`;
    case 'add-evidence':
      return `${step.method}: ${step.outcome}`;
    case 'decide-authority':
      return step.accepted ? `accepted: ${step.document}` : `refused: ${step.refusal ?? ''}`;
    case 'link-patient':
      return `${step.basis}, score ${step.score}`;
    case 'link-duplicate':
      return step.other;
    case 'report-source':
      return `${step.source}: ${step.outcome === 'rows' ? `${step.rows} ${step.rows === 1 ? 'row' : 'rows'}` : step.outcome}`;
    case 'send-letter':
    case 'reissue-rows':
      return `${step.letter.kind}, sent on ${step.letter.sentOn}`;
    case 'extend':
      return `until ${step.newDate}: ${step.reasons.join(', ')}`;
    case 'decide':
      return [step.outcome, ...step.grounds].join(', ');
    case 'decide-review':
      return step.outcome;
    case 'dispose':
      return step.disposition;
    case 'deliver':
      return `${step.manner}, on ${step.deliveredOn}`;
    case 'fail-delivery':
      return step.why;
    case 'raise-flag':
    case 'resolve-flag':
      return step.flag;
    case 'escalate':
      return step.level === 'overdue' ? 'overdue' : `${step.level} days left`;
    case 'correct-contact':
      return `${step.of}, ${step.parts.join(' and ')}: ${step.reason}`;
    case 'mitigate':
      return step.what;
    case 'suspend-rows':
      return `${step.statement}, until ${step.until}, ${step.rows} rows`;
    case 'terminate':
      return step.how;
    case 'record-erasure':
      return `${step.deleted} rows deleted; kept: ${step.held} held, ${step.referenced} pointed at, ${step.retained} by a rule`;
    case 'close':
    case 'close-unverified':
      return `kept until ${step.retainUntil}`;
    case 'attach':
      return step.kind;
    default:
      return '';
  }
}
