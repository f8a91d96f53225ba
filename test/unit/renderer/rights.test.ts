import { describe, expect, it } from 'vitest';
import { emptyIntake, intakeMissing, withRequester } from '../../../src-renderer/rights/intake.ts';
import { figuresOf, median, weeksFrom } from '../../../src-renderer/rights/figures.ts';
import { companionStep, companionTexts } from '../../../src-renderer/rights/companions.ts';
import { lettersFor, likelyLetter } from '../../../src-renderer/rights/letter-kinds.ts';
import { orderFrom, type Said } from '../../../src-renderer/rights/delivery-order.ts';
import { paragraphsOf } from '../../../src-renderer/rights/own-paragraphs.ts';
import { formsFor } from '../../../src-renderer/rights/response-forms.ts';
import { everyCase, pressing, SOON, yearsAfter } from '../../../src-renderer/rights/requests.ts';
import { nextStep, nextWords, stageNow, stagesOf } from '../../../src-renderer/rights/stages.ts';
import { stepFrom } from '../../../src-renderer/rights/step-form.ts';
import { formOf } from '../../../src-renderer/rights/step-forms.ts';
import { backTo } from '../../../src-renderer/rights/undo.ts';
import { detailWords, leftWords, STEP_WORDS, toneOf } from '../../../src-renderer/rights/words.ts';
import type { CaseView } from '../../../src-shared/rights/contract.ts';
import type { ItemRow } from '../../../src-shared/rights/review.ts';
import type { StepName } from '../../../src-shared/rights/steps.ts';
import { CASE_TYPES } from '../../../src-shared/rights/words.ts';
import { type FakeBridge, fakeBridge } from './fake-bridge.ts';

const TODAY = '2026-03-28';
const clock = (daysLeft: number | null, late = false, stoppedOn: string | null = null) => ({
  ...{ daysLeft, late, stoppedOn },
});

async function viewOf(bridge: FakeBridge, caseId: string): Promise<CaseView> {
  const answer = await bridge.invoke('rights.get', { caseId });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

describe('what a clock says', () => {
  it.each([
    [clock(4), '4 days left', 'unsure'],
    [clock(1), '1 day left', 'unsure'],
    [clock(30), '30 days left', 'none'],
    [clock(0), 'Due today', 'unsure'],
    [clock(-1), '1 day late', 'bad'],
    [clock(null, false, TODAY), 'Answered in time', 'good'],
    [clock(null, true, TODAY), 'Answered late', 'bad'],
  ])('%j', (given, words, tone) => {
    expect([leftWords(given), toneOf(given)]).toEqual([words, tone]);
  });
  it('writes days and numbers of requests in the history as they are written everywhere', () => {
    expect(detailWords('R-2026-0001')).toBe('R-2026-0001');
    expect(detailWords('third-party, received on 2026-03-02 by walk-in')).toMatch(
      /^third party, received on .*2.*2026 by walk in$/,
    );
    expect(detailWords('third-party, received on 2026-03-02 by walk-in')).not.toContain('2026 03 02');
  });
  it('keeps for six years, also from a leap day', () => {
    expect(yearsAfter('2026-03-28', 6)).toBe('2032-03-28');
    expect(yearsAfter('2028-02-29', 6)).toBe('2034-03-01');
  });
});

describe('the way of a request', () => {
  it('says what comes before the decision where something does', () => {
    const words = (type: CaseView['row']['type']) =>
      nextWords({ row: { type } as CaseView['row'] }, 'decide');
    expect(words('accounting')).toContain('fix which rows');
    expect(words('access')).toContain('Look through the items');
    expect(words('restriction')).toMatch(/^Decide about the request/);
  });
  it.each(CASE_TYPES)('%s begins with its receipt and ends closed', (type) => {
    const stages = stagesOf(type);
    expect([stages[0], stages.at(-1)]).toEqual(['received', 'closed']);
    expect(stages.includes('identity')).toBe(type !== 'complaint');
  });
  it('leads from the receipt to the scope by what the window can send', async () => {
    const bridge = fakeBridge('normal');
    const caseId = 'R-2026-0001';
    const taken: StepName[] = [];
    for (;;) {
      const view = await viewOf(bridge, caseId);
      const next = nextStep(view);
      if (next === null || next.step === 'fix-scope') {
        expect(stageNow(view)).toBe('scope');
        break;
      }
      expect(next.missing).toEqual([]);
      taken.push(next.step);
      if (next.step === 'link-patient') {
        const answer = await bridge.invoke('rights.link', {
          ...{ caseId, steps: view.steps, patientId: 'P-000417', basis: 'exact', score: 100 },
        });
        expect(answer.ok).toBe(true);
        continue;
      }
      const form = formOf(next.step)!;
      const filled = { ...form.start(view, TODAY) };
      if (next.step === 'ask-identity') filled.methods = ['in_person', 'document_upload'];
      if (next.step === 'add-evidence') Object.assign(filled, { method: 'in_person', evidence: 'DESK-17' });
      const step = stepFrom(next.step, form, filled, view)!;
      const answer = await bridge.invoke('rights.step', { caseId, steps: view.steps, step, note: '' });
      expect(answer, next.step).toMatchObject({ ok: true });
    }
    expect(taken).toEqual(['ask-identity', 'link-patient', 'add-evidence', 'verify']);
  });
  it('is no closing while rows are suspended: they are still owed', async () => {
    const view = await viewOf(fakeBridge('normal'), 'R-2026-0003');
    const offered = [
      { step: 'close', missing: [] },
      { step: 'reissue-rows', missing: ['The rows are still suspended.'] },
    ];
    const delivered = { ...view, offered, row: { ...view.row, state: 'delivered' } } as const;
    const suspended = { statement: 'written', until: '2026-05-01', rows: 1 } as const;
    expect(nextStep({ ...delivered, suspended })?.step).toBe('reissue-rows');
    expect(nextStep({ ...delivered, suspended: null })?.step).toBe('close');
  });
  it('finds the patient before anything is decided, and hears a complaint without a name', async () => {
    const bridge = fakeBridge('normal');
    const represented = await viewOf(bridge, 'R-2026-0005');
    expect(nextStep(represented)?.step).toBe('link-patient');
    expect(nextStep(await viewOf(bridge, 'R-2026-0004'))).toEqual({ step: 'start-review', missing: [] });
  });
});

describe('what presses', () => {
  it('counts what is late and what is due within a week, of all that run', async () => {
    const list = await fakeBridge('normal').invoke('rights.list', {
      filter: everyCase,
      offset: 0,
      limit: 500,
    });
    if (!list.ok) throw new Error('no list');
    expect(pressing(list.value.rows)).toEqual({ running: 5, soon: 2, late: 1 });
    const [row] = list.value.rows;
    expect(
      pressing([
        { ...row!, daysLeft: SOON },
        { ...row!, daysLeft: SOON + 1 },
      ]),
    ).toEqual({
      ...{ running: 2, soon: 1, late: 0 },
    });
    expect(pressing([{ ...row!, daysLeft: null }])).toEqual({ running: 0, soon: 0, late: 0 });
  });
});

describe('letters', () => {
  it('are those of the right, and no extension once it is too late for one', async () => {
    const bridge = fakeBridge('normal');
    const amendment = await viewOf(bridge, 'R-2026-0002');
    expect(lettersFor(amendment)).toContain('amendment-denied');
    expect(lettersFor(amendment)).not.toContain('fee-estimate');
    const { row, clock: running } = await viewOf(bridge, 'R-2026-0001');
    expect(lettersFor({ row, clock: running })).toContain('extension');
    expect(lettersFor({ row, clock: { ...running, extendUntil: null } })).not.toContain('extension');
    expect(lettersFor(await viewOf(bridge, 'R-2026-0004'))).not.toContain('identity-request');
    const sent = { kind: 'amendment-denied', sentOn: TODAY, manner: 'mail' } as const;
    const decided = { ...amendment, closingLetter: 'amendment-denied' } as const;
    expect(likelyLetter(amendment)).toBe('acknowledgement');
    expect(likelyLetter(decided)).toBe('amendment-denied');
    expect(likelyLetter({ ...decided, letters: [sent] })).toBe('acknowledgement');
  });
});

describe('what travels with a record', () => {
  it('is the amendment alone, or the whole dispute with what was filed of it', async () => {
    const view = await viewOf(fakeBridge('normal'), 'R-2026-0002');
    const needed = (state: CaseView['row']['state']) =>
      companionTexts('link-statements', { ...view, row: { ...view.row, state } })
        .filter((text) => text.needed)
        .map(({ kind }) => kind);
    expect(needed('delivered')).toEqual(['request', 'denial']);
    expect(needed('disagreement')).toEqual(['request', 'denial', 'disagreement']);
    expect(needed('rebutted')).toEqual(['request', 'denial', 'disagreement', 'rebuttal']);
    expect(companionTexts('record-amendment', view).map(({ kind }) => kind)).toEqual(['amendment']);
    expect(companionStep('link-statements', 2, 'a'.repeat(64), 9)).toEqual({
      ...{ step: 'link-statements', records: 2, sha256: 'a'.repeat(64) },
    });
  });
});

describe('an answer', () => {
  const said: Said = {
    ...{ manner: 'mail', to: '', warned: false, preferred: false, deliveredOn: TODAY },
    ...{ proof: ' RR 17 ', heeded: false },
  };
  it('is delivered only when what its way needs was said', () => {
    expect(orderFrom(said)).toEqual({ manner: 'mail', deliveredOn: TODAY, proof: 'RR 17' });
    expect(orderFrom({ ...said, proof: ' ' })).toBeNull();
    expect(orderFrom({ ...said, deliveredOn: '' })).toBeNull();
    expect(orderFrom({ ...said, manner: 'portal' })).toEqual({ manner: 'portal' });
    expect(orderFrom({ ...said, manner: 'encrypted-e-mail', to: ' erin@example.org ' })).toEqual({
      ...{ manner: 'encrypted-e-mail', to: 'erin@example.org' },
    });
    expect(orderFrom({ ...said, manner: 'encrypted-e-mail', to: 'erin' })).toBeNull();
  });
  it('goes unencrypted only to whoever was warned and still prefers it', () => {
    const open = { ...said, manner: 'unencrypted-e-mail', to: 'erin@example.org' } as const;
    expect(orderFrom({ ...open, warned: true })).toBeNull();
    expect(orderFrom({ ...open, preferred: true })).toBeNull();
    expect(orderFrom({ ...open, warned: true, preferred: true })).not.toBeNull();
  });
  it('comes in the form that was asked for, and always readable', () => {
    expect(formsFor('fhir-xml')).toEqual(['pdf', 'fhir-xml']);
    expect(formsFor('paper')).toEqual(['pdf']);
    expect(formsFor(null)).toEqual(['pdf']);
  });
  it('has the officer’s paragraphs as they were parted by empty lines', () => {
    expect(paragraphsOf(' One.\nStill one.\n \n\nTwo. \n')).toEqual(['One.\nStill one.', 'Two.']);
    expect(paragraphsOf(' \n ')).toEqual([]);
  });
});

describe('the form of a step', () => {
  it('sends nothing while something is missing, and leaves out what is not asked for', async () => {
    const view = await viewOf(fakeBridge('normal'), 'R-2026-0001');
    const form = formOf('add-evidence')!;
    const start = form.start(view, TODAY);
    expect(stepFrom('add-evidence', form, start, view)).toBeNull();
    const given = { ...start, evidence: 'DESK-17', onFileSince: '2020-01-01' };
    expect(stepFrom('add-evidence', form, { ...given, method: 'in_person' }, view)).toMatchObject({
      onFileSince: null,
    });
    expect(stepFrom('add-evidence', form, { ...given, method: 'phone_verification' }, view)).toMatchObject({
      onFileSince: '2020-01-01',
    });
  });
  it('is there for every step that is offered, but for those with a screen of their own', async () => {
    const bridge = fakeBridge('normal');
    for (const caseId of ['R-2026-0001', 'R-2026-0002', 'R-2026-0003', 'R-2026-0004', 'R-2026-0005']) {
      const { offered } = await viewOf(bridge, caseId);
      for (const { step } of offered) expect(STEP_WORDS, step).toHaveProperty(step);
    }
  });
});

describe('a new request', () => {
  it('names what is missing', () => {
    expect(intakeMissing(emptyIntake, TODAY)).toHaveLength(3);
    const late = {
      ...emptyIntake,
      opening: { ...emptyIntake.opening, receivedOn: '2026-03-20' },
      words: {
        ...emptyIntake.words,
        wish: 'A copy.',
        patient: { ...emptyIntake.words.patient, familyName: 'Example' },
      },
    };
    expect(intakeMissing(late, TODAY)).toEqual(['Why it is recorded later than it was received.']);
    expect(intakeMissing({ ...late, opening: { ...late.opening, backDating: 'mail-room' } }, TODAY)).toEqual(
      [],
    );
  });
  it('asks for the representative, and forgets them when the patient asks after all', () => {
    const draft = { ...emptyIntake, ...withRequester(emptyIntake, 'parent-of-minor') };
    expect(draft.words.requester).not.toBeNull();
    expect(draft.opening.risk.minor).toBe(true);
    expect(withRequester(draft, 'individual').words?.requester).toBeNull();
    expect(withRequester(draft, 'third-party-directive').words?.thirdParty).not.toBeNull();
  });
});

describe('figures', () => {
  it('tell what was answered in time, by right, and the median of days', async () => {
    const bridge = fakeBridge('normal');
    const list = await bridge.invoke('rights.list', { filter: everyCase, offset: 0, limit: 500 });
    if (!list.ok) throw new Error(list.error.message);
    const [first, ...rest] = list.value.rows;
    const rows = [{ ...first!, stoppedOn: '2026-03-12', daysLeft: null, late: true }, ...rest];
    const [all, ...byRight] = figuresOf(rows);
    expect(all).toMatchObject({ received: 5, answered: 1, onTime: 0, medianDays: 10 });
    expect(byRight.reduce((sum, { received }) => sum + received, 0)).toBe(5);
    expect(figuresOf([])).toMatchObject([{ received: 0, medianDays: null }]);
  });
  it('the median of an even number lies between', () => {
    expect([median([]), median([3]), median([9, 1]), median([5, 1, 9])]).toEqual([null, 3, 5, 5]);
  });
  it('weeks begin on Monday, also seen from a Sunday', () => {
    expect(weeksFrom('2026-03-29', 2).map((week) => [week[0], week.at(-1)])).toEqual([
      ['2026-03-23', '2026-03-29'],
      ['2026-03-30', '2026-04-05'],
    ]);
  });
});

describe('an item that was decided', () => {
  const item = { decision: 'open', ground: null, redacted: [] } as unknown as ItemRow;
  it('goes back to where it was', () => {
    expect(backTo(item)).toEqual({ decision: 'open' });
    expect(backTo({ ...item, decision: 'withhold', ground: 'U1' })).toEqual({
      ...{ decision: 'withhold', ground: 'U1' },
    });
    expect(backTo({ ...item, decision: 'redact', ground: 'R2', redacted: ['body'] })).toEqual({
      ...{ decision: 'redact', ground: 'R2', fields: ['body'] },
    });
    expect(backTo({ ...item, decision: 'withhold' })).toBeNull();
  });
});
