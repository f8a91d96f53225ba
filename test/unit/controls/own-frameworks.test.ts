import { resolve } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import {
  ALL_TESTS,
  asReviewed,
  type Catalogue,
  compareVersions,
  type Edition,
  editionOf,
  FRAMEWORK_TEMPLATE,
  namingRefusals,
  nodeOf,
  readCatalogue,
  readFramework,
  standingRefusals,
  withEditions,
} from '../../../src-main/controls/index.ts';
import { digestOf } from '../../../src-main/controls/review/records.ts';
import { newCycle } from '../../../src-main/controls/review/open-cycle.ts';
import { supported } from '../../../src-main/controls/own/support.ts';
import { frameworkLook } from '../../../src-main/controls/checks/framework-checks.ts';
import type { Cycle } from '../../../src-shared/controls/cycles.ts';
import type { Framework } from '../../../src-shared/controls/types.ts';
import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import { ownFrameworkYaml } from '../../fixtures/own-framework.ts';

const TESTS = new Set(ALL_TESTS.map(({ id }) => id));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let shipped: Catalogue;
beforeAll(async () => {
  shipped = await readCatalogue(resolve(import.meta.dirname, '../../../resources/frameworks'));
});

function framework(yaml: string): Framework {
  const { framework: read, problems } = readFramework(bytes(yaml));
  if (read === null) throw new Error(JSON.stringify(problems));
  return read;
}
const edition = (number: number, of: Framework, removed = false): Edition =>
  editionOf({
    ...{ number, framework: of.id, version: of.version, sha256: digestOf(of), document: JSON.stringify(of) },
    ...{ importedAt: '2026-11-22T08:00:00Z', importedBy: 'Olivia Officer' },
    removed: removed ? { at: '2026-11-22T09:00:00Z', by: 'Olivia Officer' } : null,
  });
const withOwn = (...editions: readonly Edition[]): Catalogue => withEditions(shipped, editions, '2026-11-22');
const problemsOf = (yaml: string, catalogue = shipped) =>
  (
    readFramework(bytes(yaml), (own) => [
      ...standingRefusals(own, catalogue),
      ...namingRefusals(own, catalogue, TESTS),
    ]).problems ?? []
  ).map(({ line, text }) => [line, text] as const);

test('the template can be imported as it is', () => {
  expect(problemsOf(FRAMEWORK_TEMPLATE)).toEqual([]);
});

describe('what a framework of one’s own names has to be there', () => {
  const node = (more: string): string =>
    ownFrameworkYaml({ more: `  - { id: C, title: C, kind: requirement, ${more} }\n` });
  const map = (to: string): string => node(`mappings: [${to}]`);
  it.each<readonly [string, string, RegExp]>([
    ['an unknown framework', map('{ framework: iso, id: A.5, relation: equal }'), /no requirement/],
    ['an unknown requirement', map('{ framework: soc2-2017, id: CC10.1, relation: equal }'), /CC10\.1/],
    ['a heading', map('{ framework: soc2-2017, id: CC6, relation: equal }'), /no requirement/],
    ['itself', map('{ framework: hospital-policies, id: A.1, relation: equal }'), /no requirement/],
    ['a relation that there is not', map('{ framework: soc2-2017, id: CC6.1, relation: same }'), /relation/],
    [
      'one requirement twice',
      map(
        '{ framework: soc2-2017, id: CC6.1, relation: equal }, { framework: soc2-2017, id: CC6.1, relation: subset }',
      ),
      /twice/,
    ],
    ['an unknown test', node('tests: [nothing-like-it]'), /names the test nothing-like-it/],
    ['one test twice', node('tests: [leavers-closed, leavers-closed]'), /one test twice/],
  ])('%s', (_, yaml, said) => {
    const problems = problemsOf(yaml);
    expect(problems.map(([, text]) => text).join('\n')).toMatch(said);
    expect(problems[0]?.[0]).toBe(27);
  });

  test('a heading names nothing, and no test is named by too many', () => {
    expect(
      problemsOf(
        ownFrameworkYaml({
          more: `  - { id: C, title: C, kind: group, tests: [leavers-closed] }\n  - { id: C.1, title: C, parent: C, kind: requirement }\n`,
        }),
      ).map(([, text]) => text),
    ).toEqual([expect.stringMatching(/C is a heading/)]);
    const many = Array.from(
      { length: 101 },
      (_, at) => `  - { id: C${at}, title: C, kind: requirement, tests: [leavers-silent] }\n`,
    ).join('');
    expect(problemsOf(ownFrameworkYaml({ more: many })).map(([, text]) => text)).toEqual([
      expect.stringMatching(/leavers-silent is named by more than 100/),
    ]);
  });
});

describe('a framework beside those that are here', () => {
  const first = () => edition(0, framework(ownFrameworkYaml()));
  test('does not take the id of one that is brought along', () => {
    expect(problemsOf(ownFrameworkYaml({ id: 'soc2-2017' }))).toEqual([
      [3, expect.stringMatching(/soc2-2017 is the id of a framework that is brought along/)],
    ]);
  });
  test('is the same, or has a later version', () => {
    const known = withOwn(first());
    expect(problemsOf(ownFrameworkYaml(), known)).toEqual([]);
    expect(problemsOf(ownFrameworkYaml({ version: '2', title: 'Other words' }), known)).toEqual([]);
    expect(problemsOf(ownFrameworkYaml({ title: 'Other words' }), known)).toEqual([
      [6, expect.stringMatching(/Version 1 of hospital-policies is here already, with another text/)],
    ]);
    expect(problemsOf(ownFrameworkYaml({ version: '0.9' }), known)).toEqual([
      [6, expect.stringMatching(/not later than version 1/)],
    ]);
    expect(problemsOf(ownFrameworkYaml({ version: '01' }), known)[0]?.[1]).toMatch(/another text/);
  });
  test('may take the version of one that was taken out of use', () => {
    const known = withOwn(edition(0, framework(ownFrameworkYaml()), true));
    expect(problemsOf(ownFrameworkYaml({ title: 'Other words' }), known)).toEqual([]);
    expect(known.frameworks).toHaveLength(shipped.frameworks.length);
  });
});

test('versions are ordered as people count', () => {
  const shuffled = ['10', '2', '2.10', '2.9', '1', '2026-03', '2025-11'];
  expect(shuffled.toSorted(compareVersions)).toEqual([
    ...['1', '2', '2.9', '2.10', '10', '2025-11', '2026-03'],
  ]);
});

describe('editions', () => {
  const one = framework(ownFrameworkYaml());
  const two = framework(
    ownFrameworkYaml({ version: '2', from: '2027-01-01', title: 'No log-in is shared by two' }),
  );
  const catalogue = () => withOwn(edition(0, one), edition(1, two));

  test('the one that holds today is in use; a cycle takes the one that holds in its period', () => {
    expect(nodeOf(catalogue().frameworks, one.id, 'A.2')?.title).toBe('Nobody shares a log-in');
    const open = (from: string, to: string) =>
      newCycle(
        catalogue(),
        { name: 'Own', frameworks: [one.id, 'soc2-2017'], from, to, dueOn: to, owner: '' },
        { at: '2026-11-22T08:00:00Z', by: 'Olivia Officer' },
      );
    expect(open('2026-10-01', '2026-12-31').cycle.versions[0]?.version).toBe('1');
    expect(open('2027-01-01', '2027-03-31').cycle.versions[0]?.version).toBe('2');
    const { controls } = open('2026-10-01', '2026-12-31');
    expect(controls.slice(0, 3).map(({ requirement }) => requirement.id)).toEqual(['A.1', 'A.2', 'B.1']);
    expect(controls).toHaveLength(3 + 61);
    expect(() => open('2025-01-01', '2025-03-31')).toThrow(/does not hold in this period/);
  });

  test('a cycle keeps its edition, also when that was taken out of use or a later one came', () => {
    const later = withEditions(shipped, [edition(0, one, true), edition(1, two)], '2027-02-01');
    expect(nodeOf(later.frameworks, one.id, 'A.2')?.title).toBe('No log-in is shared by two');
    const then = asReviewed(later, [{ id: one.id, sha256: digestOf(one) }]);
    expect(nodeOf(then.frameworks, one.id, 'A.2')?.title).toBe('Nobody shares a log-in');
    expect(then.frameworks).toHaveLength(later.frameworks.length);
    expect(then.mappings).toHaveLength(later.mappings.length);
    // What is not known is not replaced by another text.
    expect(
      nodeOf(asReviewed(later, [{ id: one.id, sha256: 'a'.repeat(64) }]).frameworks, one.id, 'A.2'),
    ).toBeUndefined();
  });

  test('one that was changed in the file of the cache is used for nothing', () => {
    const document = JSON.stringify(one).replace('Nobody shares', 'Somebody shares');
    const changed = editionOf({
      ...{ number: 0, framework: one.id, version: '1', sha256: digestOf(one), document },
      ...{ importedAt: '2026-11-22T08:00:00Z', importedBy: 'Olivia Officer', removed: null },
    });
    expect(changed.framework).toBeNull();
    expect(withOwn(changed).frameworks.map(({ id }) => id)).not.toContain(one.id);
    expect(problemsOf(ownFrameworkYaml(), withOwn(changed))).toEqual([]);
    expect(problemsOf(ownFrameworkYaml({ title: 'Other words' }), withOwn(changed))).toHaveLength(1);
    expect(editionOf({ ...edition(0, one), framework: one.id, document: '{' }).framework).toBeNull();
  });

  test('never stand in for a framework that is brought along later', () => {
    const taken = { ...one, id: 'soc2-2017' };
    const { frameworks, mappings } = withOwn(edition(0, taken));
    expect(frameworks.filter(({ id }) => id === 'soc2-2017')).toEqual(
      shipped.frameworks.filter(({ id }) => id === 'soc2-2017'),
    );
    expect(mappings).toEqual(shipped.mappings);
  });

  test('bring their mappings, and tests that support them', () => {
    const { mappings } = catalogue();
    expect(mappings.slice(shipped.mappings.length)).toEqual([
      {
        ...{ from: { framework: one.id, id: 'A.1' }, to: { framework: 'soc2-2017', id: 'CC6.2' } },
        relation: 'subset',
      },
      {
        ...{ from: { framework: one.id, id: 'A.2' }, to: { framework: 'soc2-2017', id: 'CC6.1' } },
        relation: 'equal',
      },
    ]);
    const standing = {
      test: { id: 'leavers-closed', supports: [{ framework: 'soc2-2017', id: 'CC6.2' }] },
    } as unknown as TestStanding;
    expect(supported([standing], catalogue())[0]?.test.supports).toEqual([
      { framework: 'soc2-2017', id: 'CC6.2' },
      { framework: one.id, id: 'A.1' },
    ]);
    expect(supported([standing], shipped)).toEqual([standing]);
  });
});

test('a cycle is not larger than it can be', () => {
  const many = Array.from(
    { length: 4990 },
    (_, at) => `  - { id: N${at}, title: N, kind: requirement }\n`,
  ).join('');
  const large = framework(ownFrameworkYaml({ more: many }));
  const open = (frameworks: string[]) =>
    newCycle(
      withOwn(edition(0, large)),
      { name: 'Own', frameworks, from: '2026-10-01', to: '2026-12-31', dueOn: '2026-12-31', owner: '' },
      { at: '2026-11-22T08:00:00Z', by: 'Olivia Officer' },
    );
  expect(open([large.id]).controls).toHaveLength(4993);
  expect(() => open([large.id, 'soc2-2017'])).toThrow(/5054 requirements together; a cycle takes 5000/);
});

test.each([
  ['brackets', '['.repeat(100_000)],
  ['maps', '{a: '.repeat(100_000)],
  ['lists', Array.from({ length: 1200 }, (_, at) => `${' '.repeat(at)}-`).join('\n')],
  ['half a character', `${ownFrameworkYaml()}  - { id: C, title: "\\ud800", kind: requirement }\n`],
  ['a text that turns around', ownFrameworkYaml({ title: 'abc \u202e cba' })],
  [
    'a bomb of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
      .map(
        (name, at, all) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${at === 0 ? 'a' : all[at - 1]}`)
            .join(',')}]`,
      )
      .join('\n')}\n`,
  ],
])('a hostile file ends in sentences: %s', (_, text) => {
  const { framework: read, problems } = readFramework(bytes(text));
  expect(read).toBeNull();
  expect(problems?.length).toBeGreaterThan(0);
});

describe('the check of everything', () => {
  const one = framework(ownFrameworkYaml());
  const cycle = (state: 'open' | 'locked', sha256 = digestOf(one)): Cycle => ({
    ...{ id: 'c1', name: 'Autumn', frameworks: [one.id], from: '2026-10-01', to: '2026-12-31', state },
    ...{ dueOn: '2026-12-31', owner: '', openedAt: '2026-10-01T08:00:00Z', openedBy: 'Olivia Officer' },
    versions: [{ id: one.id, name: one.name, version: '1', sha256 }],
    ...{ lockedAt: null, lockedBy: null, signOff: null },
  });
  const look = (
    catalogue: Catalogue,
    cycles: readonly Cycle[] = [],
    damaged: { id: string; version: string }[] = [],
  ) => frameworkLook(damaged, catalogue, cycles, '2026-11-22').outcome;
  test('says what is wrong with frameworks of one’s own', () => {
    const two = framework(ownFrameworkYaml({ version: '2' }));
    const ended = framework(ownFrameworkYaml({ from: "2026-01-01', to: '2026-10-31" }));
    expect(look(shipped)).toBe('ok');
    expect(look(withOwn(edition(0, one)), [cycle('open')])).toBe('ok');
    expect(look(withOwn(edition(0, one), edition(1, two)), [cycle('open')])).toBe('attention');
    expect(look(withOwn(edition(0, one), edition(1, two)), [cycle('locked')])).toBe('ok');
    expect(look(withOwn(edition(0, ended)))).toBe('attention');
    expect(look(shipped, [], [{ id: one.id, version: '1' }])).toBe('failed');
  });
});
