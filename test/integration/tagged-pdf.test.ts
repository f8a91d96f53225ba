import { describe, expect, test } from 'vitest';
import { renderPdf, signPdf } from '../../src-main/reports/index.ts';
import type { PersonCopy } from '../../src-main/reports/copy-model.ts';
import type { LetterPages } from '../../src-main/reports/letter-model.ts';
import { pagesOf, type Sheet } from '../../src-main/reports/pdf-pages.ts';
import { renderCopy } from '../../src-main/reports/render-copy.ts';
import { renderLabel, renderLetter } from '../../src-main/reports/render-letter.ts';
import { cellText } from '../../src-main/reports/readiness/cell.ts';
import { documentOf } from '../../src-main/reports/readiness/document.ts';
import { drawable } from '../../src-main/reports/readiness/drawable.ts';
import { renderReadinessPdf } from '../../src-main/reports/readiness/render-pdf.ts';
import type { ReportBlock, ReportDocument } from '../../src-shared/reports/document.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { sampleReport } from '../fixtures/integrity-report.ts';
import { sampleReview, sampleRights } from '../fixtures/readiness-report.ts';
import { readingText, readTagged, type Tag, tagsIn, type TaggedPdf, words } from '../fixtures/tagged-pdf.ts';

const madeAt = '2026-11-22T09:30:00.000Z';
const sentence = 'We have looked at your request, and answer it in full. ';
const NAME = 'محمد عبد الله';

const letter: LetterPages = {
  ...{ language: 'es', from: ['Sample Hospital', '1 Sample Street'], to: ['Zofia Ann Quillfeather'] },
  ...{ date: 'November 22, 2026', reference: 'R-2026-0001', title: 'Your request', madeAt },
  blocks: [
    { kind: 'paragraph', text: sentence.repeat(40) },
    { kind: 'heading', text: 'What we send' },
    { kind: 'list', items: ['One', `Two\nand ${NAME}`] },
    {
      kind: 'table',
      head: ['What', 'When'],
      rows: Array.from({ length: 70 }, (_, row) => [`Row ${row}`, sentence]),
    },
  ],
};
const copy: PersonCopy = {
  ...{ language: 'en', from: ['Sample Hospital'], caseId: 'R-2026-0001', madeOn: '2026-11-22', madeAt },
  person: { name: NAME, birthDate: '1961-04-09', recordNumber: 'MRN-0001' },
  ...{ part: { number: 1, of: 2 }, part2: true },
  leftOut: [{ words: 'Notes of a therapy', basis: '45 CFR 164.524(a)(1)(i)' }],
  sections: ['Encounters', 'Laboratory'].map((title) => ({
    title,
    entries: Array.from({ length: 12 }, (_, entry) => ({
      heading: `Entry ${entry} of ${title}`,
      fields: [
        { label: 'Reason', value: sentence.repeat(1 + 8 * entry) },
        { label: 'Doctor', value: entry === 1 ? null : 'Ирина Соколова' },
      ],
      added: entry === 2 ? [{ label: 'Disagreement', text: 'I see it\ndifferently.' }] : [],
    })),
  })),
};
const documents: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'a review of 60 requirements': () =>
    renderReadinessPdf(documentOf(sampleReview(60, 700, 'Olivia Officer'))),
  'a report on patient rights': () => renderReadinessPdf(documentOf(sampleRights())),
  'an integrity report with findings': () => renderPdf(sampleReport('tampered', 60)),
  'an integrity report without findings': () => renderPdf(sampleReport('intact')),
  'a letter': () => renderLetter(letter),
  'a label': () => renderLabel({ from: letter.from, to: letter.to, caseId: 'R-2026-0001', madeAt }),
  'a copy for a person': () => renderCopy(copy),
};
const made = new Map<string, TaggedPdf>();
const read = async (name: string): Promise<TaggedPdf> => {
  const known = made.get(name) ?? readTagged((await documents[name]?.()) ?? new Uint8Array());
  made.set(name, known);
  return known;
};
const bare = (text: string): string => text.replaceAll(/\s/g, '');
const byRole = (tag: Tag, ...roles: string[]): Tag[] =>
  tagsIn(tag).filter(({ role }) => roles.includes(role));
const rowsOf = (table: Tag): string[][] =>
  byRole(table, 'TR').map((row) => byRole(row, 'TH', 'TD').map((cell) => readingText(cell).trim()));

describe.each(Object.keys(documents))('%s', (name) => {
  test('has all that is drawn in just one element, or as decoration', async () => {
    const { faults, unmarked, decoration } = await read(name);
    expect(faults).toEqual([]);
    expect(unmarked).toEqual([]);
    if (name !== 'a label') expect(decoration).toMatch(/(Page|Página) 1 (of|de) \d/);
  });

  test('says that it is tagged, in which language, and shows its title', async () => {
    const { catalog, pages, root } = await read(name);
    expect(words(catalog['/Lang'])).toBe(name === 'a letter' ? 'es' : 'en');
    expect(catalog).toHaveProperty('/MarkInfo');
    expect(catalog).toHaveProperty('/ViewerPreferences');
    expect(pages.every((page) => page['/Tabs'] === '/S')).toBe(true);
    expect(root.role).toBe('Document');
  });

  test('has one title, and headings that leave no level out', async () => {
    const levels = tagsIn((await read(name)).root).flatMap(({ role }) =>
      /^H\d$/.test(role) ? [Number(role.slice(1))] : [],
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(name === 'a label' ? 0 : 1);
    expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
  });

  test('has regular tables, each header once', async () => {
    for (const table of byRole((await read(name)).root, 'Table')) {
      const [first = { content: [] }, ...rest] = byRole(table, 'TR');
      const widths = byRole(table, 'TR').map((row) =>
        row.content.reduce<number>(
          (sum, cell) => sum + (typeof cell === 'string' ? 0 : Number(cell.attributes['/ColSpan'] ?? 1)),
          0,
        ),
      );
      expect(new Set(widths).size).toBe(1);
      const isHead = (cell: Tag | string): boolean =>
        typeof cell !== 'string' && cell.role === 'TH' && cell.attributes['/Scope'] === '/Column';
      if (first.content.some(isHead)) expect(first.content.every(isHead)).toBe(true);
      expect(rest.some(({ content }) => content.some(isHead))).toBe(false);
    }
  });
});

describe('the text in reading order', () => {
  const linesOf = (block: ReportBlock): readonly string[] => {
    switch (block.kind) {
      case 'paragraph':
      case 'soft':
      case 'heading':
        return [block.text];
      case 'list':
        return block.items;
      case 'facts':
        return block.rows.flatMap(({ label, value, as }) => [label, cellText(value, as)]);
      case 'table':
        return block.table.rows.length === 0
          ? [block.empty]
          : [
              ...block.table.columns.map(({ title }) => title),
              ...block.table.rows.flatMap((row) =>
                block.table.columns.map(({ kind }, at) => cellText(row[at] ?? null, kind)),
              ),
            ];
      case 'bars':
        return [block.title, ...block.bars.flatMap(({ label, value }) => [label, cellText(value, 'number')])];
    }
  };
  const bodyOf = (document: ReportDocument): string =>
    drawable(document)
      .document.sections.flatMap(({ title, blocks }) => [title, ...blocks.flatMap(linesOf)])
      .join('');

  test.each([
    ['a review of 60 requirements', sampleReview(60, 700, 'Olivia Officer')],
    ['a report on patient rights', sampleRights()],
  ] as const)('of %s is that of its model', async (name, report) => {
    const body = bare(bodyOf(documentOf(report)));
    const text = bare(readingText((await read(name)).root));
    const from = text.indexOf(body.slice(0, 40));
    expect(text.slice(from, from + body.length)).toBe(body);
  });

  test('of a letter is that of the letter', async () => {
    const { from, to, date, reference, title, blocks } = letter;
    const lines = blocks.flatMap((block) => {
      if (block.kind === 'list') return block.items;
      return block.kind === 'table' ? [...block.head, ...block.rows.flat()] : [block.text];
    });
    const expected = [
      ...from,
      ...to,
      date,
      `Nuestra referencia: ${reference}`,
      title,
      ...lines,
      from[0] ?? '',
    ];
    expect(bare(readingText((await read('a letter')).root))).toBe(bare(expected.join('')));
  });

  test('of a copy is that of the record, names as they are read', async () => {
    const { root } = await read('a copy for a person');
    const records = copy.sections.flatMap(({ title, entries }) => [
      title,
      ...entries.flatMap(({ heading, fields, added }) => [
        heading,
        ...fields.flatMap(({ label, value }) => [label, value ?? 'left out']),
        ...added.flatMap(({ label, text }) => [label, text]),
      ]),
    ]);
    expect(bare(readingText(root)).endsWith(bare(records.join('')))).toBe(true);
    const [facts] = byRole(root, 'Table');
    expect(facts === undefined ? [] : rowsOf(facts)[0]).toEqual(['Record of', NAME]);
  });
});

describe('what is more than text', () => {
  test('a long table is one table, with a header for its columns', async () => {
    const { root } = await read('a review of 60 requirements');
    const sizes = byRole(root, 'Table').map((table) => byRole(table, 'TR').length);
    expect(sizes).toContain(701);
  });

  test('a chart is a picture that says its numbers, and where it stands', async () => {
    const figures = byRole((await read('a review of 60 requirements')).root, 'Figure');
    expect(figures.length).toBeGreaterThan(0);
    for (const { alt, attributes, content } of figures) {
      expect(alt).toMatch(/^Bar chart\. .+: .+: \d+(; .+: \d+)*\.$/);
      expect(attributes['/BBox']).toHaveLength(4);
      expect(content.length).toBeGreaterThan(0);
    }
  });

  test('every entry of the contents is one link that says where it leads', async () => {
    const { root, annotations } = await read('a copy for a person');
    const entries = byRole(root, 'TOCI');
    expect(entries.map((entry) => readingText(entry).replace(/\d+$/, ''))).toEqual([
      'Encounters',
      'Laboratory',
    ]);
    expect(entries.every((entry) => byRole(entry, 'Link').length === 1)).toBe(true);
    expect(annotations.map((annotation) => words(annotation['/Contents']))).toEqual(
      entries.flatMap((entry) => /^(\D+)(\d+)$/.exec(readingText(entry))?.slice(1) ?? []),
    );
  });

  test('a list is a list, and a table row begins with what it is about', async () => {
    const { root } = await read('a letter');
    expect(byRole(root, 'LI')).toHaveLength(2);
    const { root: report } = await read('an integrity report without findings');
    const rowHeads = byRole(report, 'TH').filter(({ attributes }) => attributes['/Scope'] === '/Row');
    expect(rowHeads.map(readingText)).toContain('System identifier');
  });
});

describe('content that is longer than a page', () => {
  const tall = Array.from({ length: 120 }, (_, line) => `line ${line.toString()}`).join('\n');

  test('is drawn to the end in a cell of a letter', async () => {
    const table = { kind: 'table', head: ['What', 'Why'], rows: [['All', tall]] } as const;
    const { root, pages } = readTagged(await renderLetter({ ...letter, blocks: [table] }));
    expect(bare(readingText(root))).toContain(bare(tall));
    expect(pages.length).toBeGreaterThan(1);
  });

  test('never leaves a file without it, where it was to be kept together', async () => {
    const sheet: Sheet = {
      pageSize: 'LETTER',
      margins: [72, 72, 72, 72],
      language: 'en',
      defaultStyle: { font: 'Roboto', fontSize: 11 },
      ...{ title: 'Title', author: 'Author', madeBy: 'Attestry', madeAt },
    };
    const lines = tall.split('\n').map((text) => ({ text }));
    await expect(pagesOf(sheet, [{ stack: lines, unbreakable: true }])).rejects.toThrow('found no place');
  });
});

test('the field of a signature says whose it is, and the pages stay tagged', async () => {
  const authority = await certify('Sample Authority', { authority: 1 });
  const signer = await signerOf(await certify('Olivia Officer', { issuer: authority }), [authority]);
  const pages = await renderReadinessPdf(documentOf(sampleReview(3, 3, 'Olivia Officer')));
  const signed = readTagged(
    await signPdf(pages, signer, {
      reason: 'Readiness review',
      now: new Date(),
      box: { role: 'Compliance officer', hash: '5f'.repeat(32) },
    }),
  );
  expect(signed.faults).toEqual([]);
  expect(signed.annotations.map((annotation) => words(annotation['/TU']))).toEqual([
    'Digital signature of Olivia Officer, Compliance officer',
  ]);
});
