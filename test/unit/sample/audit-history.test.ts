import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditHistory, HISTORY_COLUMNS } from '../../../src-main/sample/audit-history.ts';
import { makeClinic, type Clinic } from '../../../src-main/sample/clinic.ts';
import { rowsOf } from './tables.ts';

const clinic = makeClinic(7, 200);

function historyOf(from: Clinic, seed: number, entries: number): Record<string, string | null>[] {
  const lines = [...auditHistory(from, seed, entries)].flatMap((day) =>
    day.lines === '' ? [] : day.lines.split(/(?<=\n)/),
  );
  return rowsOf({ table: 'audit_log', columns: HISTORY_COLUMNS, lines });
}

function digestOfFirst(seed: number, entries: number): string {
  const lines = [...auditHistory(makeClinic(seed, 200), seed, entries)].map((day) => day.lines).join('');
  return createHash('sha256').update(lines.split('\n').slice(0, 2000).join('\n')).digest('hex');
}

/** JSON with sorted keys and no white space. */
const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(canonical).join(',')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
          .join(',')}}`
      : JSON.stringify(value);

const history = historyOf(clinic, 7, 10_000);
const micros = (row: Record<string, string | null>): string => row.occurred_at!;

describe('audit history', () => {
  it('is the same for the same seed and size, byte for byte, and another for another seed', () => {
    const first = digestOfFirst(7, 10_000);
    expect(digestOfFirst(7, 10_000)).toBe(first);
    expect(digestOfFirst(8, 10_000)).not.toBe(first);
    expect(first).toBe(FIRST_2000_OF_SEED_7);
  });

  it('has exactly as many entries as asked for', () => {
    for (const entries of [1, 2, 17, 999, 2000]) expect(historyOf(clinic, 7, entries)).toHaveLength(entries);
    expect(history).toHaveLength(10_000);
  });

  it('is in order of time and ends on the fixed day', () => {
    for (const [index, row] of history.entries()) {
      expect(micros(row)).toMatch(/^2026-0[5-6]-\d\d \d\d:\d\d:\d\d\.\d{6}\+00$/);
      if (index > 0) expect(micros(row) >= micros(history[index - 1]!)).toBe(true);
    }
    expect(micros(history.at(-1)!) < '2026-06-30 07:00:00').toBe(true);
  });

  it('has details as canonical JSON, and rows of about 400 to 500 bytes', () => {
    let bytes = 0;
    for (const row of history) {
      expect(canonical(JSON.parse(row.details!))).toBe(row.details);
      bytes += Object.values(row).reduce((sum, field) => sum + (field ?? '').length + 1, 0);
    }
    expect(bytes / history.length).toBeGreaterThan(400);
    expect(bytes / history.length).toBeLessThan(500);
  });

  it('tells of every kind of event that a review looks for', () => {
    const events = new Set(history.map((row) => row.event_type));
    expect(events.size).toBeGreaterThanOrEqual(29);
    for (const event of [
      'auth.login',
      'auth.login-failed',
      'auth.logout',
      'access.break-glass',
      'phi.read',
      'phi.export',
      'phi.update',
      'role.granted',
      'backup.completed',
      'fhir.sync',
    ])
      expect(events.has(event), event).toBe(true);
    const glass = history.filter((row) => row.event_type === 'access.break-glass');
    for (const row of glass)
      expect((JSON.parse(row.details!) as { reason: string }).reason.length).toBeGreaterThan(10);
    expect(history.some((row) => row.source_ip!.startsWith('203.0.113.'))).toBe(true);
    expect(history.some((row) => row.success === 'f')).toBe(true);
  });

  it('lets users act only inside a session: nothing before the log-in, nothing after the log-out', () => {
    const sessions = Map.groupBy(
      history.filter((row) => row.session_id !== null),
      (row) => row.session_id,
    );
    expect(sessions.size).toBeGreaterThan(100);
    for (const rows of sessions.values()) {
      expect(new Set(rows.map((row) => row.actor)).size).toBe(1);
      expect(new Set(rows.map((row) => row.source_ip)).size).toBe(1);
      const events = rows.map((row) => row.event_type!);
      const login = events.findIndex((event) => event === 'auth.login' || event === 'auth.lockout');
      expect(events.slice(0, Math.max(0, login)).every((event) => event === 'auth.login-failed')).toBe(true);
      if (events.includes('auth.logout')) expect(events.at(-1)).toBe('auth.logout');
    }
  });

  it('follows care relationships, apart from break-glass and the curious', () => {
    const charts = new Map(clinic.charts.map((chart) => [chart.person.id, chart]));
    const staff = new Map(clinic.organisation.staff.map((one) => [one.username, one]));
    const bases = new Map<string, number>();
    for (const row of history) {
      if (row.event_type !== 'phi.read' || row.patient_id === null) continue;
      const { basis } = JSON.parse(row.details!) as { basis: string };
      bases.set(basis, (bases.get(basis) ?? 0) + 1);
      if (basis === 'break-glass' || basis === 'none')
        expect(charts.get(row.patient_id!)!.team.has(staff.get(row.actor!)!)).toBe(false);
      if (basis === 'care-team')
        expect(charts.get(row.patient_id!)!.team.has(staff.get(row.actor!)!)).toBe(true);
    }
    expect(bases.get('care-team')!).toBeGreaterThan(2000);
    expect(bases.get('work-queue')!).toBeGreaterThan(200);
  });

  it('names only patients who were registered, and things of their own record', () => {
    const charts = new Map(clinic.charts.map((chart) => [chart.person.id, chart]));
    for (const row of history) {
      if (row.patient_id === null) continue;
      const chart = charts.get(row.patient_id!)!;
      const registered = new Date(chart.person.registered * 86_400_000).toISOString().slice(0, 10);
      expect(registered <= micros(row).slice(0, 10)).toBe(true);
      if (row.action === 'read' && row.resource_type === 'Observation')
        expect(chart.items.some((item) => item.id === row.resource_id)).toBe(true);
    }
  });
});

const FIRST_2000_OF_SEED_7 = 'fddb7fdcc70dad91fe4b7605d7f0f0e35c5a304ff9d34f22b1283ecc88987cc3';
