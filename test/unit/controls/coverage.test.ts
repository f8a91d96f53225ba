import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import { frameworksService, type NewestReview, readCatalogue } from '../../../src-main/controls/index.ts';
import { treeRows } from '../../../src-renderer/controls/tree-rows.ts';

const catalogue = readCatalogue(join(import.meta.dirname, '../../../resources/frameworks'));
const standing: TestStanding = {
  test: {
    ...{ id: 'shared-log-ins', version: 1, title: 'Nobody shares a log-in', shows: '', area: 'accounts' },
    ...{ reads: 'clinic', query: 'select 1', population: '', parameters: [], rule: '', limits: '' },
    supports: [{ framework: 'soc2-2017', id: 'CC6.1' }],
  },
  ...{ conclusion: 'fail', concludedBy: null, latest: null },
};
const leftOut: NewestReview = {
  ...{ cycleId: 'c1', cycle: 'Spring', locked: false, stage: 'approved', conclusion: null },
  ...{ scope: 'not-applicable', reason: 'No offices of our own.' },
};
const service = frameworksService({
  catalogue: () => catalogue,
  looked: () =>
    Promise.resolve({
      tests: [standing],
      reviewOf: (_framework, id) =>
        id === 'CC6.4'
          ? leftOut
          : id === 'CC1.1'
            ? { ...leftOut, scope: 'in', reason: '', conclusion: 'effective' }
            : id === 'CC1.3'
              ? { ...leftOut, scope: 'in', reason: '', stage: 'to-conclude' }
              : id === 'CC1.4'
                ? { ...leftOut, scope: 'in', reason: '', stage: 'to-approve', conclusion: 'effective' }
                : null,
    }),
  today: () => Promise.resolve('2026-11-22'),
  editions: () => Promise.resolve([]),
});

describe('coverage of a framework', () => {
  it('says of every requirement whether a test, a review or a reason stands behind it', async () => {
    const { summary, nodes } = await service.get('soc2-2017');
    const of = (id: string) => nodes.find((node) => node.id === id)?.coverage;
    expect([of('CC6.1'), of('CC6.4'), of('CC1.1'), of('CC1.2'), of('CC6')]).toEqual([
      ...['test', 'left-out', 'review', 'person', null],
    ]);
    // A review that was opened, and a conclusion that nobody approved, show nothing yet.
    expect([of('CC1.3'), of('CC1.4')]).toEqual(['person', 'person']);
    expect(summary.requirements).toBe(61);
    expect(Object.values(summary.coverage).reduce((a, b) => a + b)).toBe(61);
    expect(summary.holds).toBe(true);
  });

  it('refuses a framework that it does not know', async () => {
    await expect(service.get('cc10')).rejects.toMatchObject({ code: 'framework-unknown' });
  });

  it('is shown as a tree in which headings stay over what is found', async () => {
    const { nodes } = await service.get('soc2-2017');
    const found = treeRows(nodes, 'cc6.1', null);
    expect(found.map(({ node }) => node.id).at(-1)).toBe('CC6.1');
    expect(found.slice(0, -1).every(({ node }) => node.kind === 'group')).toBe(true);
    expect(treeRows(nodes, '', 'left-out').map(({ node }) => node.id)).toContain('CC6.4');
    expect(treeRows(nodes, 'no such words', null)).toEqual([]);
    expect(treeRows(nodes, '', null)).toHaveLength(nodes.length);
  });
});
