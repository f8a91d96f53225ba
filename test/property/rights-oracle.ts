import type { Deadline } from '../../src-shared/rights/deadlines.ts';
import type { Opening, Step } from '../../src-shared/rights/steps.ts';
import type { CaseState } from '../../src-shared/rights/words.ts';
import { plus } from './rights-steps.ts';

/** What the oracle sees of a case; its own books are kept from the steps alone. */
export type Seen = {
  readonly state: CaseState;
  readonly deadlines: readonly Deadline[];
  readonly flags: readonly string[];
  readonly extended: boolean;
  readonly stoppedOn: string | null;
  readonly verifiedOn: string | null;
};
type Taken = {
  readonly step: Step;
  readonly on: string;
  readonly by: string;
  readonly before: Seen;
  readonly after: Seen;
};

const POINTS: Readonly<Record<string, number>> = {
  demographic_match: 2,
  security_questions: 2,
  document_upload: 2,
  phone_verification: 1,
  email_verification: 1,
  in_person: 3,
};
const GDPR = ['gdpr-erasure', 'gdpr-portability'];
const GROUNDS: Readonly<Record<string, RegExp>> = {
  access: /^(U[1-5]|R[1-3])$/,
  amendment: /^A[1-4]$/,
  restriction: /^T1$/,
  'confidential-communications': /^C1$/,
  'gdpr-erasure': /^G(12-5|17-3[bcde])$/,
  'gdpr-portability': /^G(12-5|20-[14])$/,
};
/** Steps that may lead out of a state, by hand from the table of the specification. */
const MOVES: Readonly<Record<string, readonly [string, string][]>> = {
  'ask-identity': [['received', 'identity-pending']],
  verify: [['identity-pending', 'verified']],
  'close-unverified': [['identity-pending', 'unverified-closed']],
  'fix-scope': [['verified', 'scoping']],
  'start-collection': [['scoping', 'collecting']],
  'finish-collection': [['collecting', 'review']],
  'start-review': ['received', 'identity-pending', 'verified', 'scoping'].map((from) => [from, 'review']),
  decide: ['approved', 'partial', 'denied'].map((to) => ['review', to]),
  prepare: ['approved', 'partial', 'denied', 'delivery-failed', 'review-decided'].map((from) => [
    from,
    'prepared',
  ]),
  deliver: [['prepared', 'delivered']],
  'fail-delivery': ['prepared', 'delivered'].map((from) => [from, 'delivery-failed']),
  close: ['delivered', 'linked', 'terminated', 'withdrawn', 'review', 'review-decided'].map((from) => [
    from,
    'closed',
  ]),
  'request-review': ['denied', 'partial', 'prepared', 'delivered', 'closed'].map((from) => [
    from,
    'review-requested',
  ]),
  'decide-review': [['review-requested', 'review-decided']],
  'file-disagreement': ['delivered', 'closed'].map((from) => [from, 'disagreement']),
  rebut: [['disagreement', 'rebutted']],
  'link-statements': ['disagreement', 'rebutted', 'delivered', 'closed'].map((from) => [from, 'linked']),
  activate: [['delivered', 'active']],
  terminate: [['active', 'terminated']],
};
const LEAVES_BY_WITHDRAWAL =
  'received identity-pending verified scoping collecting review approved partial denied prepared delivery-failed'.split(
    ' ',
  );

/** Keeps its own books on one case and names every invariant that a step broke. */
export function oracle(opening: Opening, first: readonly Deadline[]): (taken: Taken) => string[] {
  const past: Taken[] = [];
  const did = (name: Step['step']): Taken[] => past.filter(({ step }) => step.step === name);
  const open = new Set<string>();
  const [reported, deletions] = [new Map<string, string>(), new Map<string, 'begun' | 'done'>()];
  let [extensions, paused] = [0, false];
  const legal = first.find(({ latestDue }) => latestDue !== null) ?? null;

  const score = (): number => {
    const passed = did('add-evidence').map(({ step }) => step as Extract<Step, { step: 'add-evidence' }>);
    const total = [
      ...new Set(passed.filter((each) => each.outcome === 'passed').map(({ method }) => method)),
    ];
    return total.reduce((sum, method) => sum + (POINTS[method] ?? 0), 0);
  };
  const identity = (): string[] => {
    const decided = did('decide-authority').at(-1)?.step as
      Extract<Step, { step: 'decide-authority' }> | undefined;
    return [
      score() < (opening.requester === 'individual' ? 2 : 3) ? '3: verified below the threshold' : '',
      opening.requester !== 'individual' && decided?.accepted !== true ? '3: verified without authority' : '',
      did('link-patient').length === 0 ? '3: verified for no patient' : '',
    ];
  };
  return (taken) => {
    const { step, before, after, on, by } = taken;
    const broken: string[] = [];
    const must = (holds: boolean, what: string): void => {
      if (!holds) broken.push(what);
    };
    const verified = did('verify').length > 0;
    // Where it may go.
    if (before.state !== after.state) {
      const moves = MOVES[step.step] ?? [];
      const withdrawn =
        step.step === 'withdraw' &&
        after.state === 'withdrawn' &&
        LEAVES_BY_WITHDRAWAL.includes(before.state);
      must(
        withdrawn || moves.some(([from, to]) => from === before.state && to === after.state),
        `moved ${before.state} > ${after.state} by ${step.step}`,
      );
    }
    // (a)
    if (['approved', 'partial', 'denied', 'prepared', 'delivered'].includes(after.state))
      must(verified, `(a) ${after.state} without verification`);
    if (step.step === 'verify') for (const what of identity()) must(what === '', what);
    must(after.verifiedOn === null || verified || step.step === 'verify', '(a) verified without the step');
    // (b), (c), (g)
    const moved = JSON.stringify(before.deadlines) !== JSON.stringify(after.deadlines);
    must(!moved || step.step === 'extend' || (step.step === 'resume-clock' && paused), '(b) the date moved');
    if (step.step === 'extend') {
      extensions += 1;
      must(legal !== null, '6: extended what has no extension');
      if (legal !== null && !GDPR.includes(opening.type)) {
        must(on <= legal.firstDue, '6: extended after the first period');
        must(step.letter.sentOn <= legal.firstDue && step.letter.sentOn <= on, '6: letter not sent in time');
        must(step.newDate <= plus(legal.firstDue, 30), '6: more than 30 days more');
        must(step.newDate > legal.firstDue && step.reasons.length > 0, '6: no later date, or no reasons');
      }
    }
    must(extensions <= 1 && after.extended === extensions > 0, '(c) extended twice');
    if (step.step === 'pause-clock') {
      must(GDPR.includes(opening.type), '(g) the clock of HIPAA waits');
      paused = true;
    }
    if (step.step === 'resume-clock') paused = false;
    // (d)
    if (step.step === 'fail-job') open.add('job-failed');
    if (step.step === 'raise-flag') open.add(step.flag);
    if (step.step === 'resolve-flag') open.delete(step.flag);
    must([...open].sort().join() === [...after.flags].sort().join(), '(d) a failure was lost');
    if (['decide', 'prepare', 'deliver', 'close'].includes(step.step))
      must(open.size === 0, `(d) ${step.step} with something unresolved`);
    // 7
    if (step.step === 'start-collection') for (const source of step.sources) reported.set(source, 'waiting');
    if (step.step === 'report-source') reported.set(step.source, step.outcome);
    if (step.step === 'finish-collection')
      must(
        [...reported.values()].every((each) => each === 'rows' || each === 'none'),
        '7: a source is missing or failed',
      );
    // 8, 9
    if (step.step === 'decide') {
      const maker = past.findLast(
        (each) => each.step.step === 'finish-collection' || each.step.step === 'start-review',
      )?.by;
      must(by !== maker, '9: maker is checker');
      must(step.outcome === 'approved' ? step.grounds.length === 0 : step.grounds.length > 0, '8: grounds');
      must(
        step.outcome === 'approved' || (opening.type !== 'accounting' && opening.type !== 'complaint'),
        '8: refused what cannot be',
      );
      must(
        step.outcome === 'approved' || did('note-paid-in-full').length === 0,
        '8: refused what must be granted',
      );
      const signed = did('sign-licensed').flatMap((each) =>
        each.step.step === 'sign-licensed' && each.step.licensed ? each.step.grounds : [],
      );
      for (const code of step.grounds) {
        must(GROUNDS[opening.type]?.test(code) === true, `8: ${code} is no ground`);
        must(!code.startsWith('R') || signed.includes(code), `8: ${code} without a licensed professional`);
      }
    }
    // What was approved is erased, and nothing that was begun is left open.
    if (step.step === 'record-erasure') {
      must(deletions.get(step.disposal) === 'begun', 'erasure: recorded what was not begun');
      deletions.set(step.disposal, 'done');
    }
    if (step.step === 'start-erasure') for (const id of step.disposals) deletions.set(id, 'begun');
    if (step.step === 'note-erasure') for (const id of deletions.keys()) deletions.set(id, 'done');
    if (step.step === 'prepare' || step.step === 'withdraw')
      must(
        [...deletions.values()].every((each) => each === 'done'),
        `erasure: ${step.step} while it is under way`,
      );
    if (step.step === 'prepare' && opening.type === 'gdpr-erasure') {
      const decided = did('decide').at(-1)?.step;
      must(
        deletions.size > 0 ||
          did('note-erasure').length > 0 ||
          (decided?.step === 'decide' && decided.outcome === 'denied'),
        'erasure: answered without it',
      );
    }
    // 10
    if (step.step === 'deliver') {
      const prepared = did('prepare').at(-1)?.step;
      must(prepared?.step === 'prepare' && prepared.package === step.package, '10: another package');
      must(
        (step.recipient === 'requester') === (opening.requester === 'individual'),
        '10: another recipient',
      );
      must(step.manner !== 'unencrypted-e-mail' || step.warned, '10: no warning');
      must(after.stoppedOn !== null, '10: the clock goes on');
      const corrected = did('correct-contact').at(-1)?.on;
      must(
        corrected === undefined || on >= plus(corrected, 30) || score() >= 3,
        '10: to a contact that just changed, without more proof',
      );
    }
    // 11
    if (step.step === 'request-review') {
      must(step.reviewer !== did('decide').at(-1)?.by && step.licensed, '11: reviewer');
      const decided = did('decide').at(-1)?.step;
      must(
        decided?.step === 'decide' && decided.grounds.some((code) => code.startsWith('R')),
        '11: not reviewable',
      );
    }
    // 4, 13, 14
    if (step.step === 'close-unverified') {
      must(
        did('ask-identity').length >= 2 && step.alternativeOffered && step.supervisor !== by,
        '4: closed too easily',
      );
      must(step.letter.kind === 'unverified-outcome', '4: no letter');
    }
    if (step.step === 'mark-overdue') {
      must(before.state === after.state, '13: it ended a case');
      must(
        on > before.deadlines.map(({ due }) => due).sort()[0]! && before.stoppedOn === null,
        '13: not late',
      );
    }
    if (step.step === 'close') {
      must(
        step.retainUntil >= `${Number(on.slice(0, 4)) + 6}${on.slice(4)}`.replace('02-29', '02-28'),
        '14: kept too short',
      );
      const late = did('mark-overdue').length > 0;
      must(!late || did('mitigate').length > 0, '13: closed late without a word');
      if (
        did('withdraw').length === 0 &&
        !(opening.type === 'complaint' && opening.requester === 'anonymous')
      )
        must(did('send-letter').length > 0 || did('reissue-rows').length > 0, '14: no letter was sent');
    }
    // (f)
    if (step.step === 'link-duplicate')
      must(before.verifiedOn === after.verifiedOn && !moved, '(f) a duplicate lent something');
    past.push(taken);
    return broken;
  };
}
