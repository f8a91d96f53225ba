import { describe, expect, it } from 'vitest';
import { defaultIdentityPolicy } from '../../../src-shared/rights/policy.ts';
import type { IdentityMethod } from '../../../src-shared/rights/words.ts';
import { assessIdentity, type Evidence, riskReasons } from '../../../src-main/rights/identity.ts';
import { noRisk } from '../../fixtures/rights.ts';

const of = (method: IdentityMethod, given: Partial<Evidence> = {}): Evidence => ({
  ...{
    method,
    outcome: 'passed',
    tries: 1,
    evidence: 'e',
    checkedOn: '2026-03-02',
    onFileSince: '2020-01-01',
    by: 'x',
  },
  ...given,
});
const assess = (
  evidence: readonly Evidence[],
  high = false,
  policy = defaultIdentityPolicy,
  today = '2026-03-03',
) => assessIdentity(evidence, high ? ['minor'] : [], policy, '2026-03-02', today);

describe('identity', () => {
  it.each([
    [['demographic_match'], 2, true],
    [['security_questions'], 2, true],
    [['document_upload'], 2, true],
    [['in_person'], 3, true],
    [['phone_verification'], 1, false],
    [['email_verification'], 1, false],
    [['phone_verification', 'email_verification'], 2, true],
    [['phone_verification', 'phone_verification'], 1, false],
  ] as const)('%j scores %i', (methods, score, passed) => {
    expect(assess(methods.map((method) => of(method)))).toMatchObject({ score, passed, threshold: 2 });
  });

  it('at high risk three points and two kinds are needed', () => {
    expect(assess([of('in_person')], true)).toMatchObject({ score: 3, threshold: 3, passed: false });
    expect(assess([of('demographic_match'), of('security_questions')], true)).toMatchObject({
      score: 4,
      passed: false,
    });
    expect(assess([of('demographic_match'), of('phone_verification')], true)).toMatchObject({
      score: 3,
      passed: true,
    });
    const off = { ...defaultIdentityPolicy, distinctClasses: 'off' } as const;
    expect(assess([of('in_person')], true, off).passed).toBe(true);
  });

  it('a method that failed counts nothing, before or after', () => {
    const failed = of('document_upload', { outcome: 'failed' });
    expect(assess([of('document_upload'), failed])).toMatchObject({ score: 0, locked: ['document_upload'] });
    expect(assess([of('security_questions', { tries: 4 })])).toMatchObject({
      score: 0,
      locked: ['security_questions'],
    });
    expect(assess([of('email_verification', { tries: 5 })]).score).toBe(1);
  });

  it('at high risk a channel must have been on file before the request, and evidence be fresh', () => {
    const fresh = of('phone_verification', { onFileSince: '2026-03-02' });
    expect(assess([of('demographic_match'), fresh], true)).toMatchObject({ score: 2, passed: false });
    expect(
      assess([of('demographic_match'), of('phone_verification')], true, defaultIdentityPolicy, '2026-04-01')
        .passed,
    ).toBe(true);
    expect(
      assess([of('demographic_match'), of('phone_verification')], true, defaultIdentityPolicy, '2026-04-02')
        .passed,
    ).toBe(false);
  });

  it('computes why a case is at high risk', () => {
    const of_ = (
      facts: Partial<typeof noRisk>,
      type = 'access' as const,
      requester = 'individual' as const,
    ) => riskReasons(type, requester, { ...noRisk, ...facts }, '2026-03-31');
    expect(of_({})).toEqual([]);
    expect(of_({ wholeRecord: true, sensitive: true })).toEqual(['whole-record', 'sensitive-records']);
    expect(of_({ contactChangedOn: '2026-03-02' })).toEqual(['contact-changed']);
    expect(of_({ contactChangedOn: '2026-03-01' })).toEqual([]);
    expect(riskReasons('gdpr-erasure', 'parent-of-minor', noRisk, '2026-03-31')).toEqual([
      'representative-or-third-party',
      'minor',
      'gdpr-erasure',
    ]);
  });
});
