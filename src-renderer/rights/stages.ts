import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { type CaseState, type CaseType, ITEM_TYPES } from '../../src-shared/rights/words.ts';

/** A stretch of the way that a request goes. */
export type Stage =
  'received' | 'identity' | 'scope' | 'collection' | 'review' | 'answer' | 'delivery' | 'after' | 'closed';

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  received: 'Received',
  identity: 'Who asks',
  scope: 'What is asked for',
  collection: 'Collection',
  review: 'Review and decision',
  answer: 'Answer',
  delivery: 'Delivery',
  after: 'In force',
  closed: 'Closed',
};

const FULL: readonly Stage[] = [
  'received',
  'identity',
  'scope',
  'collection',
  'review',
  'answer',
  'delivery',
  'closed',
];

/** The stages of a right, in order. A complaint is heard from anybody; nothing is collected or given in it. */
export function stagesOf(type: CaseType): readonly Stage[] {
  if (type === 'complaint') return ['received', 'review', 'closed'];
  if (type === 'confidential-communications') return FULL.filter((stage) => stage !== 'collection');
  return type === 'restriction'
    ? FULL.flatMap<Stage>((stage) =>
        stage === 'collection' ? [] : stage === 'closed' ? ['after', stage] : [stage],
      )
    : FULL;
}

const STAGE_OF: Readonly<Record<CaseState, Stage>> = {
  received: 'identity',
  'identity-pending': 'identity',
  verified: 'scope',
  scoping: 'scope',
  collecting: 'collection',
  review: 'review',
  approved: 'answer',
  partial: 'answer',
  denied: 'answer',
  prepared: 'delivery',
  'delivery-failed': 'answer',
  delivered: 'closed',
  closed: 'closed',
  withdrawn: 'closed',
  'unverified-closed': 'closed',
  'review-requested': 'review',
  'review-decided': 'answer',
  disagreement: 'closed',
  rebutted: 'closed',
  linked: 'closed',
  active: 'after',
  terminated: 'closed',
};

/** The stage that is worked on; null when nothing is left to do. */
export function stageNow({ row }: Pick<CaseView, 'row'>): Stage | null {
  if (!row.open) return null;
  return row.type === 'complaint' ? 'review' : STAGE_OF[row.state];
}

/** What leads on from each state, the first that is offered and not done wins. */
const WAY_ON: Readonly<Record<CaseState, readonly StepName[]>> = {
  received: ['ask-identity', 'start-review'],
  'identity-pending': ['link-patient', 'decide-authority', 'add-evidence', 'verify'],
  verified: ['add-evidence', 'fix-scope'],
  scoping: ['add-evidence', 'start-collection', 'start-review'],
  collecting: ['finish-collection'],
  review: ['add-evidence', 'dispose', 'send-letter', 'decide', 'close'],
  approved: ['record-amendment', 'start-erasure', 'prepare'],
  partial: ['record-amendment', 'start-erasure', 'prepare'],
  denied: ['prepare'],
  prepared: ['add-evidence', 'deliver'],
  'delivery-failed': ['prepare'],
  delivered: ['activate', 'send-letter', 'reissue-rows', 'close'],
  closed: [],
  withdrawn: ['close'],
  'unverified-closed': [],
  'review-requested': ['decide-review'],
  'review-decided': ['prepare', 'close'],
  disagreement: ['rebut', 'link-statements'],
  rebutted: ['link-statements'],
  linked: ['close'],
  // It stays in force; nothing has to be done.
  active: [],
  terminated: ['close'],
};

const isDone = (view: CaseView, step: StepName): boolean => {
  switch (step) {
    // Anybody may complain; who gives no name is not asked for one.
    case 'ask-identity':
      return view.row.type === 'complaint';
    case 'link-patient':
      return view.patient !== null;
    case 'decide-authority':
      return view.authority !== null || !actsForAnother(view);
    case 'add-evidence':
      // What was corrected, or is asked for since, can call for more; a complaint never does.
      return view.identity.passed || view.row.type === 'complaint';
    case 'dispose':
      return view.disposition !== null;
    case 'send-letter':
      return view.closingLetter === null || view.letters.some(({ kind }) => kind === view.closingLetter);
    case 'record-amendment':
      return view.history.some((taken) => taken.step === 'record-amendment');
    case 'start-erasure':
      return view.erasure !== null && view.erasure.pending.length === 0;
    case 'reissue-rows':
      return view.suspended === null;
    case 'activate':
      return view.decision?.outcome === 'denied';
    case 'prepare':
      return view.row.state === 'review-decided' && view.review?.outcome === 'upheld';
    default:
      return false;
  }
};

/** Whether somebody acts for the patient. */
export const actsForAnother = ({ opening }: Pick<CaseView, 'opening'>): boolean =>
  opening.requester !== 'individual' && opening.requester !== 'anonymous';

/** A step with what is missing for it. */
export type OfferedStep = { readonly step: StepName; readonly missing: readonly string[] };

const isStep = (view: CaseView, step: StepName): OfferedStep | null => {
  const offered = view.offered.find((each) => each.step === step);
  return offered === undefined ? null : { step, missing: offered.missing };
};

/** The step that leads on; null when there is none, or the case is at its end. */
export function nextStep(view: CaseView): OfferedStep | null {
  for (const step of WAY_ON[view.row.state]) {
    const offered = isStep(view, step);
    if (offered !== null && !isDone(view, step)) return offered;
  }
  return null;
}

/** Why the next step comes now, in a sentence, whatever the right. */
const NEXT_WORDS: Readonly<Partial<Record<StepName, string>>> = {
  'ask-identity': 'Tell the person how they can show who they are. Nobody may be made to come in person.',
  'link-patient': 'Find the patient in the clinic’s database, so that the right record is looked at.',
  'decide-authority': 'Somebody else acts for the patient. Decide whether they may for this request.',
  'add-evidence': 'Record each check that was made, until the score is reached.',
  verify: 'Everything that is needed is there. Confirm that it is this person.',
  'fix-scope': 'Write down what is asked for, in which form, and how it shall be handed over.',
  'start-collection': 'Collect the record from every place that holds a part of it.',
  'finish-collection': 'The collection is under way. Every source has to report before the review begins.',
  'start-review': 'Nothing is collected for this request: look at it and decide.',
  decide: 'Decide about the request. The decision is signed with your token.',
  dispose: 'Look into the complaint, then record what came of it.',
  'record-amendment': 'Put the amendment with the record, and name who was told.',
  'start-erasure':
    'Erase what was approved. Retention counts first what can go and what the law keeps; what came of it returns here.',
  prepare: 'Put the answer together: the letter, and what is given with it.',
  deliver: 'Hand the answer over, and keep what shows that it went out.',
  'send-letter':
    'The closing letter has to go out before the case can be closed. Write it, send it, then record what was sent.',
  'reissue-rows': 'Once the suspension has ended: fix the accounting anew, send it, and record the letter.',
  activate: 'The restriction was agreed to: put it in force.',
  close: 'Everything was done. Closing needs the day until which the record is kept.',
  'decide-review': 'Somebody who took no part in the refusal decides about it again.',
  rebut: 'The clinic may answer the statement of disagreement; the person gets a copy.',
  'link-statements': 'Link the statements with the record: they go with it from now on.',
  terminate: 'The restriction is in force. It can be ended as the law allows.',
};

/** Why the next step of a case comes now; some rights have something to be done before it. */
export function nextWords({ row: { type } }: Pick<CaseView, 'row'>, step: StepName): string {
  if (type === 'accounting' && (step === 'decide' || step === 'prepare'))
    return 'First look at the accounting (under “Collection”), and fix which rows are given.';
  if (step === 'decide' && ITEM_TYPES.includes(type))
    return 'Look through the items. Finishing the review decides the request, and is signed with your token.';
  return NEXT_WORDS[step] ?? '';
}
