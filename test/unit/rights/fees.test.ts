import { describe, expect, it } from 'vitest';
import { feeRequestSchema } from '../../../src-shared/rights/fees.ts';
import { feeFor, type FeeGround, isFirstAccounting } from '../../../src-main/rights/fees.ts';

const ground = (given: Partial<FeeGround> = {}): FeeGround => ({
  ...{ type: 'access', receivedOn: '2026-03-02', viewed: false, electronicCopy: true, summaryAgreed: false },
  earlierAccountings: [],
  ...given,
});
const costs = {
  copyingMinutes: 50,
  copyingCentsPerHour: 2001,
  suppliesCents: 120,
  postageCents: 300,
  summaryCents: 0,
  flat: false,
};

describe('fees', () => {
  it('adds up copying, supplies and postage, rounded down', () => {
    expect(feeFor(ground(), costs)).toMatchObject({ cents: 1667 + 120 + 300, lines: { length: 3 } });
  });
  it.each(['search', 'retrieval', 'verification', 'systems', 'overhead'])('%s cannot be entered', (part) => {
    expect(feeRequestSchema.safeParse({ ...costs, [part]: 100 }).success).toBe(false);
  });
  it('the flat fee is for electronic copies alone', () => {
    expect(feeFor(ground(), { ...costs, flat: true }).cents).toBe(650);
    expect(() => feeFor(ground({ electronicCopy: false }), { ...costs, flat: true })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });
  it('a summary costs only what was agreed', () => {
    expect(() => feeFor(ground(), { ...costs, summaryCents: 1 })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
    expect(feeFor(ground({ summaryAgreed: true }), { ...costs, summaryCents: 1 }).cents).toBe(2088);
  });
  it.each([
    'amendment',
    'restriction',
    'confidential-communications',
    'complaint',
    'gdpr-erasure',
    'gdpr-portability',
  ] as const)('%s is free', (type) => {
    expect(feeFor(ground({ type }), costs).cents).toBe(0);
  });
  it('looking is free', () => {
    expect(feeFor(ground({ viewed: true }), { ...costs, flat: true }).cents).toBe(0);
  });
  it('the first accounting in twelve months is free', () => {
    expect(isFirstAccounting('2026-03-02', ['2025-03-02'])).toBe(true);
    expect(isFirstAccounting('2026-03-02', ['2025-03-03'])).toBe(false);
    expect(isFirstAccounting('2024-02-29', ['2023-02-28'])).toBe(true);
    expect(feeFor(ground({ type: 'accounting' }), costs).cents).toBe(0);
    expect(feeFor(ground({ type: 'accounting', earlierAccountings: ['2025-12-24'] }), costs).cents).toBe(
      2087,
    );
  });
});
