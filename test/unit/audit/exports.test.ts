import { describe, expect, test } from 'vitest';
import { auditEvents, type FhirTally } from '../../../src-main/audit/exports/audit-events.ts';
import { FINDINGS_COLUMNS, findingsFile } from '../../../src-main/audit/exports/findings.ts';
import type { RunStore } from '../../../src-main/audit/service.ts';
import type { EntryHeader, Finding, VerificationRun } from '../../../src-shared/audit/types.ts';
import { stored } from '../../fakes/log.ts';
import { rowNumber } from '../../fixtures/entry-bytes.ts';
import { logOf, provenLog } from '../../fixtures/proven-log.ts';
import { readCsv } from '../../independent/csv.ts';
import { auditEvent, bundle } from '../../independent/fhir-audit-event.ts';

const work = { signal: new AbortController().signal, progress: () => undefined };
const HOSTILE = '=cmd|\' /C calc\'!A0,"x"\r\n\u202eevil\u0001';
const header: EntryHeader = {
  entryId: 7,
  occurredAt: '2026-01-01T00:00:00.000000Z',
  actor: HOSTILE,
  actorRole: null,
  eventType: '@event',
  action: '-action',
  resourceType: '+type',
  resourceId: "'id",
  success: false,
};
const findingAt = (index: number): Finding => ({
  type: 'modification',
  position: index,
  entryId: index - 3,
  earliest: null,
  latest: '2026-06-01T00:00:00Z',
  evidence: {
    summary: `Entry ${index - 3} was changed after it was sealed.`,
    expectedLeaf: 'ab'.repeat(32),
    foundLeaf: null,
    reference: 'seal',
    before: header,
    now: index % 2 === 0 ? null : header,
    movedFrom: null,
    block: null,
  },
});
const storeOf = (found: number): Pick<RunStore, 'run' | 'findings'> & { largest: number } => {
  const store = {
    largest: 0,
    run: () => Promise.resolve({ runId: 'r', found } as VerificationRun),
    findings: (_run: string, offset: number, limit: number) => {
      store.largest = Math.max(store.largest, limit);
      const rows = Array.from({ length: Math.max(0, Math.min(limit, found - offset)) }, (_, at) => ({
        index: offset + at,
        finding: findingAt(offset + at),
      }));
      return Promise.resolve({ total: found, rows });
    },
  };
  return store;
};
const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
};

describe('findings as a file', () => {
  test('CSV holds every finding, with nothing a spreadsheet would run', async () => {
    const text = await textOf(findingsFile(storeOf(1203) as unknown as RunStore, 'r', 'csv', work));
    expect(text.startsWith('\ufeff')).toBe(true);
    const [names, ...rows] = readCsv(text.slice(1));
    expect(names).toEqual(FINDINGS_COLUMNS);
    expect(rows.length).toBe(1203);
    expect(rows.map(([number]) => number)).toEqual(rows.map((_, at) => String(at + 1)));
    const cell = (row: number, name: string): string | null => rows[row]![FINDINGS_COLUMNS.indexOf(name)]!;
    expect(cell(0, 'entry')).toBe('-3');
    expect(cell(0, 'now_actor')).toBeNull();
    expect(cell(1, 'now_actor')).toBe(`'${HOSTILE.replace('\u0001', '\ufffd')}`);
    expect(cell(1, 'before_event')).toBe("'@event");
    expect(cell(1, 'before_resource_id')).toBe("''id");
  });
  test('JSON holds them exactly, control characters too', async () => {
    const text = await textOf(findingsFile(storeOf(601) as unknown as RunStore, 'r', 'json', work));
    const read = JSON.parse(text) as { format: string; findings: (Finding & { finding: number })[] };
    expect(read.format).toBe('attestry/findings');
    expect(read.findings.length).toBe(601);
    expect(read.findings[600]).toEqual({ finding: 601, ...findingAt(600) });
  });
  test.each(['csv', 'json'] as const)('of a run without findings %s is whole too', async (format) => {
    const text = await textOf(findingsFile(storeOf(0) as unknown as RunStore, 'r', format, work));
    if (format === 'json') expect(JSON.parse(text)).toMatchObject({ findings: [] });
    else expect(readCsv(text.slice(1))).toEqual([FINDINGS_COLUMNS]);
  });
  test('of 100,000 findings are never in memory at once, and can be cancelled', async () => {
    const store = storeOf(100_000);
    let longest = 0;
    for await (const piece of findingsFile(store as unknown as RunStore, 'r', 'csv', work))
      longest = Math.max(longest, piece.length);
    expect(store.largest).toBeLessThanOrEqual(500);
    expect(longest).toBeLessThan(500_000);
    const abort = new AbortController();
    const pieces = findingsFile(store as unknown as RunStore, 'r', 'csv', { ...work, signal: abort.signal });
    await pieces.next();
    abort.abort();
    await expect(pieces.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('entries as FHIR AuditEvents', () => {
  const none = { from: null, to: null };
  const tally = (): FhirTally => ({ written: 0, missing: 0, differing: 0 });
  test('are valid, in the order of sealing, one for each entry', async () => {
    const { log } = await provenLog(2300, null);
    const counted = tally();
    const text = await textOf(auditEvents(log(), 'bundle', none, '2026-06-01T00:00:00.000Z', work, counted));
    const read = bundle.parse(JSON.parse(text));
    expect(counted).toEqual({ written: 2300, missing: 0, differing: 0 });
    expect(read.entry.map(({ resource }) => resource.id)).toEqual(
      Array.from({ length: 2300 }, (_, at) => `entry-${at + 1}`),
    );
    expect(new Set(read.entry.map(({ fullUrl }) => fullUrl)).size).toBe(2300);
    const [, , third] = read.entry;
    expect(third!.resource).toMatchObject({
      type: { code: '110110' },
      action: 'R',
      outcome: '0',
      agent: [
        { requestor: true, who: { identifier: { value: 'user-3' } }, network: { address: '10.0.0.7' } },
      ],
    });
    expect(JSON.stringify(third)).toContain('Patient/03030303-0303-0303-0303-030303030303');
    expect(JSON.stringify(third)).not.toContain('"n"');
  });
  test('as lines hold the same, and a period narrows them', async () => {
    const { log } = await provenLog(50, null);
    const all = await textOf(auditEvents(log(), 'ndjson', none, '2026-06-01T00:00:00.000Z', work, tally()));
    const lines = all
      .trimEnd()
      .split('\n')
      .map((line) => auditEvent.parse(JSON.parse(line)));
    expect(lines.length).toBe(50);
    const from = lines[10]!.recorded!;
    const to = lines[20]!.recorded!;
    const some = await textOf(auditEvents(log(), 'ndjson', { from, to }, '', work, tally()));
    expect(some.trimEnd().split('\n').length).toBeGreaterThanOrEqual(9);
    expect(some.trimEnd().split('\n').length).toBeLessThanOrEqual(11);
  });
  test('of hostile rows are valid too', async () => {
    const { tables } = await provenLog(6, null);
    const hostile = [
      {
        actor: HOSTILE,
        role: '\u0000\u0001',
        event: ' spaced  out ',
        action: '',
        resourceType: 'Patient',
        resourceId: '../x?y',
      },
      { actor: '', role: '', event: '', action: 'purge', resourceType: '', resourceId: '' },
      {
        actor: '\u202e\u0007',
        role: null,
        event: '=1',
        action: 'READ',
        resourceType: null,
        resourceId: null,
      },
      {
        actor: 'x'.repeat(100_000),
        role: null,
        event: 'é',
        action: 'read',
        resourceType: null,
        resourceId: 'i',
      },
    ];
    for (const [at, change] of hostile.entries())
      tables.rows[at] = stored({ ...tables.rows[at]!.row, ...change });
    tables.rows[4] = stored({ ...rowNumber(5), time: 9_223_372_036_854_775_807n });
    tables.rows.splice(5, 1);
    const counted = tally();
    const text = await textOf(
      auditEvents(logOf(tables), 'bundle', none, '2026-06-01T00:00:00.000Z', work, counted),
    );
    const read = bundle.parse(JSON.parse(text));
    expect(read.entry[4]!.resource.recorded).toBeUndefined();
    expect(counted).toEqual({ written: 5, missing: 1, differing: 5 });
  });
  test('of an empty log are an empty bundle without a list', async () => {
    const empty = logOf({ rows: [], seals: new Map(), blocks: [] });
    const text = await textOf(auditEvents(empty, 'bundle', none, '2026-06-01T00:00:00.000Z', work, tally()));
    expect(bundle.parse(JSON.parse(text)).entry).toEqual([]);
  });
});
