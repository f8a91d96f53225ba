import { describe, expect, it, test } from 'vitest';
import { FRAMEWORK_TEMPLATE, readFramework } from '../../../src-main/controls/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const head = `format: attestry-framework/1
id: own
name: Own
publisher: Sample Hospital
version: '1'
effective: { from: '2026-01-01' }
nodes:
`;
const node = (id: string, more = ''): string =>
  `  - { id: ${id}, title: Title of ${id}, kind: requirement${more} }\n`;
const problemsOf = (text: string): readonly (readonly [number | null, string])[] =>
  (readFramework(bytes(text)).problems ?? []).map((problem) => [problem.line, problem.text]);

test('the template is a framework', () => {
  expect(readFramework(bytes(FRAMEWORK_TEMPLATE)).framework?.nodes.map(({ id }) => id)).toEqual([
    'A',
    'A.1',
    'A.2',
  ]);
});

test('JSON is read as YAML is', () => {
  const { framework } = readFramework(bytes(FRAMEWORK_TEMPLATE));
  expect(readFramework(bytes(JSON.stringify(framework))).framework).toEqual(framework);
});

describe('what is wrong is told with its line', () => {
  it.each<readonly [string, string, number | null, RegExp]>([
    ['no YAML', `${head}  - { id: [`, 8, /bracket|YAML|indented/],
    ['a name twice', `${head.replace('id: own', 'id: own\nid: other')}${node('A')}`, 3, /twice/],
    ['an unknown member', `${head}${node('A', ', owner: x')}`, 8, /nodes\[1\].*owner/],
    ['a missing title', `${head}  - id: A\n    kind: requirement\n`, 8, /title/],
    ['a wrong kind', `${head}  - id: A\n    title: T\n    kind: heading\n`, 10, /nodes\[1\]\.kind/],
    ['a day that is none', `${head.replace('2026-01-01', '2026-13-01')}${node('A')}`, 6, /a day such as/],
    [
      'an id twice',
      `${head}${node('A')}${node('B')}${node('A')}`,
      10,
      /A stands twice; the first is number 1/,
    ],
    ['an unknown parent', `${head}${node('A', ', parent: Z')}`, 8, /A stands under Z, which is not/],
    ['a circle', `${head}${node('A', ', parent: B')}${node('B', ', parent: A')}`, 8, /under itself/],
    ['an own parent', `${head}${node('A', ', parent: A')}`, 8, /under itself/],
    ['an empty heading', `${head}${node('A')}  - { id: H, title: T, kind: group }\n`, 9, /nothing below/],
    [
      'only headings',
      `${head}  - { id: G, title: T, kind: group }\n  - { id: H, title: T, kind: group, parent: G }\n`,
      9,
      /nothing below/,
    ],
    ['an alias', `${head}  - &x { id: A, title: T, kind: requirement }\n  - *x\n`, 9, /Aliases/],
    ['two lines in a title', `${head}  - { id: A, title: "a\\nb", kind: requirement }\n`, 8, /one line/],
    [
      'a time that ends too early',
      `${head.replace("from: '2026-01-01'", "from: '2026-01-01', to: '2025-01-01'")}${node('A')}`,
      8,
      /ends before/,
    ],
  ])('%s', (_, text, line, said) => {
    const problems = problemsOf(text);
    expect(problems.map(([at]) => at)).toContain(line);
    expect(problems.map(([, words]) => words).join('\n')).toMatch(said);
  });
  test('what is no text, and what is too much', () => {
    expect(readFramework(Uint8Array.of(0xff, 0xfe)).problems?.[0]?.text).toMatch(/UTF-8/);
    expect(readFramework(new Uint8Array(3 * 1024 * 1024)).problems?.[0]?.text).toMatch(/larger than 2 MB/);
  });
});

test('ten thousand nodes are refused, and five thousand in a chain end in a sentence', () => {
  const many = (count: number, chained: boolean): string =>
    head +
    Array.from({ length: count }, (_, at) =>
      node(`N${at}`, chained && at > 0 ? `, parent: N${at - 1}` : ''),
    ).join('');
  expect(problemsOf(many(10_000, false)).length).toBeGreaterThan(0);
  expect(problemsOf(many(5000, true))[0]?.[1]).toMatch(/more than 12 levels/);
  expect(readFramework(bytes(many(5000, false))).problems).toBeNull();
});

test('markup is text like any other', () => {
  const { framework } = readFramework(
    bytes(`${head}  - { id: A, title: "<img src=x onerror=alert(1)>", kind: requirement }\n`),
  );
  expect(framework?.nodes[0]?.title).toBe('<img src=x onerror=alert(1)>');
});
