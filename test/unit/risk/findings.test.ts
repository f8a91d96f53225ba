import { describe, expect, test } from 'vitest';
import { UNKNOWN } from '../../../src-main/risk/assess.ts';
import { findingsOf } from '../../../src-main/risk/findings.ts';
import { type ActorMemory, newMemory, remember } from '../../../src-main/risk/memory.ts';
import { networkOf } from '../../../src-main/risk/network.ts';
import type { LogEntry, Relation } from '../../../src-main/risk/ports.ts';
import { metOf, scoreOf } from '../../../src-main/risk/score.ts';
import { severityOf, type FactorId } from '../../../src-shared/risk/factors.ts';
import { defaultRiskTuning } from '../../../src-shared/risk/tuning.ts';

const entryAt = (at: string, more: Partial<LogEntry> = {}): LogEntry => ({
  ...{ entryId: 1, at: Date.parse(at), actor: 'u1', role: 'nurse', event: 'phi.read', action: 'read' },
  ...{ patientKey: 'p', address: '192.0.2.7', success: true, ...more },
});
const found = (
  entry: LogEntry,
  memory: ActorMemory = newMemory,
  relation: Partial<Relation> = {},
  zone = 'UTC',
) => findingsOf(entry, { memory, relation: { ...UNKNOWN, ...relation }, tuning: defaultRiskTuning, zone });
const met = (factor: FactorId, ...given: Parameters<typeof found>): boolean | null | undefined =>
  found(...given).find((one) => one.factor === factor)?.met;
const history = (days: number, address: string): ActorMemory =>
  Array.from({ length: days }, (_, day) =>
    entryAt(`2026-06-${String(day + 1).padStart(2, '0')}T10:00:00Z`, { address }),
  ).reduce((memory, entry) => remember(memory, entry, []), newMemory);

describe('factors', () => {
  test.each([
    [['failed-access', 'multiple-failures'], 0.7, 'MEDIUM'],
    [['failed-access', 'phi-resource', 'after-hours'], 0.7, 'MEDIUM'],
    [['phi-resource', 'ip-anomaly', 'multiple-failures'], 0.9, 'HIGH'],
    [['failed-access', 'ip-anomaly', 'multiple-failures'], 1, 'CRITICAL'],
    [['failed-access', 'phi-resource', 'after-hours', 'ip-anomaly', 'multiple-failures'], 1, 'CRITICAL'],
    [['phi-resource', 'after-hours'], 0.4, null],
  ] as const)('%j make %d', (factors, score, severity) => {
    expect(scoreOf(factors)).toBe(score);
    expect(severityOf(score)).toBe(severity);
  });
  test('several failures are five within 15 minutes, the access itself counted', () => {
    const failed = { event: 'auth.login-failed', success: false, patientKey: null };
    const four = [0, 1, 2, 3].reduce(
      (memory, minute) => remember(memory, entryAt(`2026-06-30T10:0${String(minute)}:00Z`, failed), []),
      newMemory,
    );
    expect(met('multiple-failures', entryAt('2026-06-30T10:04:00Z', failed), four)).toBe(true);
    expect(met('multiple-failures', entryAt('2026-06-30T10:04:00Z'), four)).toBe(false);
    expect(met('multiple-failures', entryAt('2026-06-30T10:16:00Z', failed), four)).toBe(false);
  });
  test('an address is judged by the person’s own days before, and by nothing while there are too few', () => {
    const from = '2026-06-20T10:00:00Z';
    expect(met('ip-anomaly', entryAt(from, { address: '203.0.113.4' }), history(4, '192.0.2.7'))).toBeNull();
    expect(met('ip-anomaly', entryAt(from, { address: '203.0.113.4' }), history(5, '192.0.2.7'))).toBe(true);
    expect(met('ip-anomaly', entryAt(from, { address: '192.0.2.99' }), history(5, '192.0.2.7'))).toBe(false);
    expect(met('ip-anomaly', entryAt(from, { address: null }), history(5, '192.0.2.7'))).toBeNull();
    // What somebody did earlier on the same day is no history.
    const sameDay = remember(
      history(5, '192.0.2.7'),
      entryAt('2026-06-20T09:00:00Z', { address: '203.0.113.4' }),
      [],
    );
    expect(met('ip-anomaly', entryAt(from, { address: '203.0.113.4' }), sameDay)).toBe(true);
  });
  test.each([
    ['192.0.2.7', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.0/24'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['2001:0db8:0:0:1::7', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['reception', null],
  ])('the network of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
  test('hours: the shift calendar first, else the hours of the house in the clinic’s zone; no account that is nobody’s', () => {
    const night = entryAt('2026-06-30T02:00:00Z');
    expect(met('after-hours', night, newMemory, { person: true, onShift: true })).toBe(false);
    expect(
      met('after-hours', entryAt('2026-06-30T10:00:00Z'), newMemory, { person: true, onShift: false }),
    ).toBe(true);
    expect(met('after-hours', night)).toBe(true);
    // 19:30 in Denver the evening before.
    expect(met('after-hours', entryAt('2026-06-30T16:30:00Z'), newMemory, {}, 'America/Denver')).toBe(false);
    expect(met('after-hours', entryAt('2026-06-27T10:00:00Z'))).toBe(true);
    expect(met('after-hours', night, newMemory, { person: false })).toBeNull();
  });
  test('a fact names no patient', () => {
    for (const { fact } of found(entryAt('2026-06-30T10:00:00Z', { patientKey: 'secret-key' })))
      expect(fact).not.toContain('secret-key');
    expect(metOf(found(entryAt('2026-06-30T10:00:00Z')))).toEqual(['phi-resource']);
  });
});
