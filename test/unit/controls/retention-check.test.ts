import { expect, test } from 'vitest';
import { disposalLook } from '../../../src-main/controls/checks/retention.ts';
import type { DisposalState } from '../../../src-shared/phi/disposal.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const RULE: DisposalState['rules'][number] = {
  rule: {
    ...{ schema: 'clinic', table: 'billing', kind: 'billing', months: 84, basis: 'Seven years by law' },
    ...{ dateColumn: 'paid_on', subjectColumn: 'patient_id', active: true },
  },
  ...{ origin: 'set', setAt: '2026-01-01T00:00:00Z', setBy: 'officer' },
};
const STATE: DisposalState = { installed: true, erasure: false, rules: [RULE], holds: [], disposals: [] };
const deleted = (begunAt: string): DisposalState['disposals'][number] => ({
  ...{
    disposalId: 'd-1',
    kind: 'retention',
    state: 'signed',
    at: begunAt,
    begunAt,
    begunBy: 'administrator',
  },
  ...{ deleted: 3, subjectSha256: null, result: null, signOffId: 's-1' },
});

test('that rows are due is said to be assumed, and when they were last deleted to be known', () => {
  expect(disposalLook(STATE, NOW)).toMatchObject({
    outcome: 'attention',
    sentence: expect.stringMatching(/nothing was deleted by them yet.*assumed.*nobody has counted/) as string,
  });
  expect(disposalLook({ ...STATE, disposals: [deleted('2026-09-01T00:00:00Z')] }, NOW)).toMatchObject({
    outcome: 'attention',
    sentence: expect.stringMatching(/last deletion on 2026-09-01.*assumed/) as string,
  });
  expect(disposalLook({ ...STATE, disposals: [deleted('2026-11-10T00:00:00Z')] }, NOW)).toMatchObject({
    outcome: 'ok',
    sentence: expect.stringMatching(
      /last deletion on 2026-11-10.*assumed for a month.*not counted/,
    ) as string,
  });
});
