import { expect, it } from 'vitest';
import { contract } from '../../../src-shared/ipc/contract.ts';
import { officerStepSchema, OWN_STEPS } from '../../../src-shared/rights/contract.ts';
import { defaultRightsSettings, rightsSettingsSchema } from '../../../src-shared/rights/settings.ts';
import { stepSchema } from '../../../src-shared/rights/steps.ts';
import { someHash } from '../../fixtures/rights.ts';

const prepare = { step: 'prepare', package: someHash('f') };
const deliver = {
  ...{ step: 'deliver', manner: 'mail', recipient: 'requester', warned: false, package: someHash('f') },
  ...{ proof: 'RR-1', deliveredOn: '2026-03-02' },
};

it.each([prepare, deliver])(
  '$step is not for an officer to say: it comes from the package itself',
  (step) => {
    expect(stepSchema.safeParse(step).success).toBe(true);
    expect(officerStepSchema.safeParse(step).success).toBe(false);
    const asked = contract['rights.step'].input.safeParse({
      caseId: 'R-2026-0001',
      steps: 3,
      step,
      note: '',
    });
    expect(asked.success).toBe(false);
  },
);

it('names no step of its own that is none', () => {
  const known = stepSchema.options.map(({ shape }) => shape.step.value);
  expect(known).toEqual(expect.arrayContaining([...OWN_STEPS]));
});

it('takes no zone that nobody knows: days could not be counted in it', () => {
  const of = (zone: string | null) =>
    rightsSettingsSchema.safeParse({ ...defaultRightsSettings, zone }).success;
  expect([of(null), of('America/New_York'), of('Middle/Nowhere'), of('')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
