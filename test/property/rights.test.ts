import { expect, it } from 'vitest';
import { CASE_TYPES } from '../../src-shared/rights/words.ts';
import { defaultCasePolicy } from '../../src-shared/rights/policy.ts';
import type { StepName } from '../../src-shared/rights/steps.ts';
import { stepSchema } from '../../src-shared/rights/steps.ts';
import type { TakenStep } from '../../src-main/rights/case.ts';
import { allowedSteps, replay, takeStep } from '../../src-main/rights/request.ts';
import { noRisk, openedCase } from '../fixtures/rights.ts';
import { oracle } from './rights-oracle.ts';
import { anyRequester, anyStep, PEOPLE, plus, randomFrom } from './rights-steps.ts';

const NAMES = stepSchema.options.map((option) => option.shape.step.value) as readonly StepName[];
const WALKS = 800;
const STEPS = 110;
/** Steps that lead on, and are taken more often than the others. */
const LEADING = [
  'ask-identity',
  'add-evidence',
  'decide-authority',
  'link-patient',
  'verify',
  'fix-scope',
  'start-collection',
  'report-source',
  'finish-collection',
  'start-review',
  'sign-licensed',
  'decide',
  'record-amendment',
  'start-erasure',
  'record-erasure',
  'dispose',
  'prepare',
  'deliver',
  'send-letter',
  'close',
  'request-review',
  'decide-review',
  'file-disagreement',
  'rebut',
  'link-statements',
  'activate',
  'terminate',
  'resolve-flag',
  'mitigate',
  'resume-clock',
];

/** A walk that took these whenever it can would end before it got far, or turn on the spot. */
const AT_THE_END = ['close', 'send-letter', 'prepare'];
const ASKED_ONCE = ['ask-identity', 'add-evidence'];

/** Whoever changed it in place would fail. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

it('random walks of 10,000 steps and more never break an invariant', () => {
  const reached = new Set<string>();
  let taken = 0;
  for (let seed = 1; seed <= WALKS; seed++) {
    const random = randomFrom(seed);
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const type = CASE_TYPES[seed % CASE_TYPES.length]!;
    const requester = anyRequester(type, random);
    const start = plus('2024-01-20', Math.floor(random() * 700));
    let at = frozen(
      openedCase(
        {
          type,
          requester,
          receivedOn: start,
          electronic: true,
          risk: { ...noRisk, deceased: requester === 'representative-of-deceased' },
        },
        { ...defaultCasePolicy, gdpr: true },
        one([null, null, 'US-CA', 'US-TX']),
      ),
    );
    const judge = oracle(at.opening, at.deadlines);
    let today = start;
    const past: TakenStep[] = [
      {
        ...{ number: 0, at: `${start}T12:00:00Z`, on: start, by: 'ana', sealed: null },
        step: {
          step: 'open',
          opening: at.opening,
          policy: at.policy,
          closedDays: [...at.closedDays],
          deadlines: [...at.deadlines],
        },
      },
    ];
    for (let index = 0; index < STEPS; index++) {
      if (random() < 0.15) today = plus(today, Math.floor(random() * 6));
      const when = { on: today, by: one(PEOPLE), contact: true };
      const offered = allowedSteps(at, when);
      const ready = offered.filter(({ missing }) => missing.length === 0);
      const leading = ready.filter(
        ({ step }) =>
          LEADING.includes(step) &&
          (!(at.verifiedOn === null ? AT_THE_END : [...AT_THE_END, ...ASKED_ONCE]).includes(step) ||
            random() < 0.3),
      );
      const name = random() < 0.85 && leading.length > 0 ? one(leading).step : one(NAMES);
      const step = stepSchema.parse(anyStep(name, today, { package: at.package, type }, random));
      const result = takeStep(at, step, when);
      if (!result.ok) {
        if (result.reasons.length === 0) throw new Error(`${name} was refused without a reason`);
        continue;
      }
      expect(
        offered.find((each) => each.step === name)?.missing,
        `${name} was taken but not offered`,
      ).toEqual([]);
      taken += 1;
      expect(
        judge({ step, on: today, by: when.by, before: at, after: result.case }),
        `seed ${seed}, step ${index}: ${name}`,
      ).toEqual([]);
      past.push({
        number: past.length,
        at: `${today}T12:00:00Z`,
        on: today,
        by: when.by,
        sealed: null,
        step,
      });
      at = frozen(result.case);
      reached.add(`${type} ${at.state}`);
    }
    expect(replay(past)).toEqual(at);
  }
  expect(taken).toBeGreaterThan(10_000);
  // A walk that never gets anywhere shows nothing.
  for (const goal of [
    'access delivered',
    'access review-decided',
    'access closed',
    'amendment linked',
    'restriction active',
    'accounting delivered',
    'complaint closed',
    'confidential-communications delivered',
    'gdpr-erasure delivered',
    'access unverified-closed',
    'access delivery-failed',
  ])
    expect([...reached]).toContain(goal);
});
