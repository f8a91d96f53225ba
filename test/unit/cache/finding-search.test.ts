import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '../../../src-main/cache/database.ts';
import { MIGRATIONS } from '../../../src-main/cache/migrate.ts';
import { migration0009 } from '../../../src-main/cache/migrations/0009-finding-search.ts';
import { findingSearch } from '../../../src-main/cache/stores/finding-search.ts';
import { monitorStore } from '../../../src-main/cache/stores/monitor.ts';
import { runStore } from '../../../src-main/cache/stores/runs.ts';
import { type FindingFilter, NO_FILTER } from '../../../src-shared/audit/finding-search.ts';
import type { Finding } from '../../../src-shared/audit/types.ts';
import { runOf } from '../renderer/fake-clinic.ts';
import { findingAt } from '../renderer/fake-findings.ts';

const COUNT = 1200;
const run = runOf('run-1', 'blockchain', { modification: 400, deletion: 500, insertion: 300 }, 0, {
  entries: 100_000,
  names: 'normal',
});
/** Every fifth names nobody; deletions stand in rows of three. */
const findings: Finding[] = Array.from({ length: COUNT }, (_, index) => {
  const finding = findingAt(run, index, 'normal');
  const { evidence } = finding;
  const nobody = index % 5 === 0;
  const position = finding.type === 'deletion' ? Math.floor(index / 3) * 10 + (index % 3) : finding.position;
  return {
    ...finding,
    position,
    evidence: {
      ...evidence,
      before: evidence.before === null ? null : { ...evidence.before, ...(nobody ? { actor: null } : {}) },
      now: evidence.now === null ? null : { ...evidence.now, ...(nobody ? { actor: null } : {}) },
    },
  };
});

let folder: string;
let database: ReturnType<typeof openCache>;
let search: ReturnType<typeof findingSearch>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-search-'));
  database = openCache(join(folder, 'cache.sqlite'));
  runStore(database).add('f', run, findings);
  monitorStore(database).acknowledge('run-1', 7, { reason: 'Looked into', by: 'R. A.', at: run.startedAt });
  search = findingSearch(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const header = ({ evidence }: Finding) => evidence.before ?? evidence.now;
const times = findings.map((finding) => header(finding)?.occurredAt ?? '').sort();
const middle = `${times[COUNT / 2]?.slice(0, 19) ?? ''}Z`;

describe('a search', () => {
  const filters: [string, Partial<FindingFilter>, (finding: Finding, index: number) => boolean][] = [
    ['nothing narrowed', {}, () => true],
    ['a type', { type: 'deletion' }, ({ type }) => type === 'deletion'],
    ['an actor', { actor: 'm.tanaka' }, (f) => header(f)?.actor === 'm.tanaka'],
    ['nobody named', { actor: '' }, (f) => header(f)?.actor === null],
    [
      'positions',
      { from: 100, to: 2000 },
      ({ position }) => position !== null && position >= 100 && position <= 2000,
    ],
    [
      'from a time on',
      { after: middle },
      (f) => (header(f)?.occurredAt ?? '').slice(0, 19) >= middle.slice(0, 19),
    ],
    [
      'before a time',
      { before: middle },
      (f) => (header(f)?.occurredAt ?? '').slice(0, 19) < middle.slice(0, 19),
    ],
    [
      'words in any case',
      { words: ' EXPORT medication ' },
      (f) =>
        JSON.stringify(f.evidence).includes('export') && JSON.stringify(f.evidence).includes('Medication'),
    ],
    ['acknowledged', { acknowledged: true }, (_f, index) => index === 7],
    [
      'not acknowledged, of a type',
      { acknowledged: false, type: 'modification' },
      ({ type }, index) => type === 'modification' && index !== 7,
    ],
    ['what stands nowhere', { words: "'; drop table finding; --" }, () => false],
  ];
  it.each(filters)('for %s gives those and no others, in order', (_name, part, passes) => {
    const expected = findings.flatMap((finding, index) => (passes(finding, index) ? [index] : []));
    const filter = { ...NO_FILTER, ...part };
    const got: number[] = [];
    for (let offset = 0; offset === got.length; offset += 500) {
      const page = search.search('run-1', filter, offset, 500);
      expect(page.total).toBe(expected.length);
      got.push(...page.rows.map(({ index }) => index));
    }
    expect(got).toEqual(expected);
  });
  it('gives the findings as they were', () => {
    expect(search.search('run-1', NO_FILTER, 700, 1).rows).toEqual([{ index: 700, finding: findings[700] }]);
  });
  it('of another run gives nothing', () => {
    expect(search.search('run-2', NO_FILTER, 0, 10)).toEqual({ total: 0, rows: [] });
  });
});

describe('groups', () => {
  it('by type, the largest first', () => {
    const { total, groups } = search.groups('run-1', NO_FILTER, 'type');
    expect(total).toBe(3);
    expect(groups.map(({ key, count }) => [key, count])).toEqual([
      ['deletion', 500],
      ['modification', 400],
      ['insertion', 300],
    ]);
  });
  it.each(['actor', 'day', 'row'] as const)('by %s hold every finding once', (by) => {
    const { groups } = search.groups('run-1', { ...NO_FILTER, type: 'deletion' }, by);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(500);
  });
  it('by rows put together what stands one after the other, and nothing else', () => {
    const { groups } = search.groups(
      'run-1',
      { ...NO_FILTER, type: 'deletion', from: 1330, to: 1400 },
      'row',
    );
    for (const { from, to, count } of groups) expect((to ?? 0) - (from ?? 0) + 1).toBe(count);
    expect(Math.max(...groups.map(({ count }) => count))).toBe(3);
    const nowhere = search.groups('run-1', { ...NO_FILTER, type: 'insertion' }, 'row');
    expect(nowhere.groups).toEqual([
      { key: 'insertion', type: 'insertion', count: 300, from: null, to: null },
    ]);
  });
  it('are cut off at 500 and counted', () => {
    const { total, groups } = search.groups('run-1', NO_FILTER, 'row');
    expect(groups).toHaveLength(500);
    expect(total).toBeGreaterThan(500);
  });
  it('narrowed to one of them give its findings', () => {
    for (const { key, count } of search.groups('run-1', NO_FILTER, 'actor').groups)
      expect(search.search('run-1', { ...NO_FILTER, actor: key ?? '' }, 0, 1).total).toBe(count);
  });
});

describe('density', () => {
  it('counts every finding once', () => {
    const { byIndex, elsewhere } = search.density('run-1', 500);
    expect(elsewhere).toBe(300);
    expect([...byIndex.values()].reduce((sum, n) => sum + n, 0)).toBe(900);
  });
  it('counts it in the span in which it lies', () => {
    const counted = new Map<number, number>();
    for (const { position } of findings)
      if (position !== null)
        counted.set(Math.floor(position / 15), (counted.get(Math.floor(position / 15)) ?? 0) + 1);
    expect(search.density('run-1', 15).byIndex).toEqual(counted);
  });
});

describe('findings of an earlier version', () => {
  it('are found as well', () => {
    const old = new Database(join(folder, 'old.sqlite'));
    const before = MIGRATIONS.indexOf(migration0009);
    for (const sql of MIGRATIONS.slice(0, before)) old.exec(sql);
    old.pragma(`user_version = ${String(before)}`);
    old
      .prepare('insert into run values (?, ?, ?, ?, ?, ?)')
      .run('run-1', 'f', run.startedAt, 'tampered', 'chain', '{}');
    findings.slice(0, 700).forEach((finding, number) => {
      old
        .prepare('insert into finding values (?, ?, ?, ?)')
        .run('run-1', number, finding.type, JSON.stringify(finding));
    });
    old.close();
    const upgraded = openCache(join(folder, 'old.sqlite'));
    try {
      const columns =
        'select position, actor, occurred, words from finding where number < 700 order by number';
      expect(upgraded.prepare(columns).all()).toEqual(database.prepare(columns).all());
    } finally {
      upgraded.close();
    }
  });
});
