import type { Content, TableCell } from 'pdfmake';
import type { CopyEntry, PersonCopy } from './copy-model.ts';
import { COPY_WORDS } from './copy-words.ts';
import { dayInWords, layOut, shownWhole } from './pdf-plain.ts';
import { labelled } from './pdf-roles.ts';
import { areShort, boxed, COLOUR, heading, ruled, shown } from './pdf-text.ts';
import { letterhead } from './render-letter.ts';

/**
 * The copy of a record for the person it is about, as PDF/A-2b: cover, what was left out and why, contents, sections, page
 * numbers.
 *
 * @throws Error when a font of the application is missing
 */
export const renderCopy = (copy: PersonCopy): Promise<Uint8Array> => {
  const words = COPY_WORDS[copy.language];
  return layOut({
    ...{ language: copy.language, title: `${words.title} ${copy.caseId}`, author: copy.from[0] ?? '' },
    ...{ madeAt: copy.madeAt, fontSize: 9.5, pageSize: 'LETTER', margins: [56, 52, 56, 56] },
    foot: (page, pages) => ({
      columns: [
        { text: `${copy.caseId}${copy.part.of > 1 ? ` · ${words.part(copy.part)}` : ''}` },
        { text: words.page(page, pages), alignment: 'right' },
      ],
      ...{ fontSize: 8, color: COLOUR.muted, margin: [56, 18, 56, 0] },
    }),
    content: [
      letterhead(copy.from),
      ...cover(copy),
      ...leftOut(copy),
      ...(copy.sections.length === 0
        ? [{ text: words.nothing }]
        : [
            { toc: { title: heading(words.contents) as never }, pageBreak: 'after' as const },
            ...copy.sections.flatMap(({ title, entries }) => [
              {
                ...(heading(title) as object),
                text: shown(title),
                tocItem: true,
                tocMargin: [0, 2, 0, 2],
              } as unknown as Content,
              ...entries.map((entry) => entryOf(entry, copy.language)),
            ]),
          ]),
    ],
  });
};

function cover(copy: PersonCopy): Content[] {
  const words = COPY_WORDS[copy.language];
  const facts: readonly (readonly [string, Content])[] = [
    [words.person, { text: shown(copy.person.name) }],
    ...(copy.person.birthDate === null
      ? []
      : [[words.born, { text: dayInWords(copy.person.birthDate, copy.language) }] as const]),
    ...(copy.person.recordNumber === ''
      ? []
      : [[words.recordNumber, { text: shown(copy.person.recordNumber) }] as const]),
    [words.request, { text: copy.caseId }],
    [words.made, { text: dayInWords(copy.madeOn, copy.language) }],
  ];
  return [
    { text: words.title, headlineLevel: 1, fontSize: 24, bold: true },
    {
      text: copy.part.of > 1 ? words.part(copy.part) : '',
      ...{ fontSize: 12, color: COLOUR.muted, margin: [0, 0, 0, 10] },
    },
    {
      table: labelled({
        widths: [130, '*'],
        body: facts.map(([label, value]): TableCell[] => [{ text: label, color: COLOUR.muted }, value]),
      }),
      layout: ruled,
    },
    ...(copy.part2
      ? [
          {
            table: { widths: ['*'], body: [[{ text: words.part2 }]] },
            layout: boxed(COLOUR.accent),
            margin: [0, 14, 0, 0] as [number, number, number, number],
          },
        ]
      : []),
  ];
}

function leftOut({ leftOut: reasons, language }: PersonCopy): Content[] {
  const words = COPY_WORDS[language];
  return [
    heading(words.leftOut),
    ...(reasons.length === 0
      ? [{ text: words.nothingLeftOut }]
      : [
          { text: words.leftOutWhy, margin: [0, 0, 0, 4] as [number, number, number, number] },
          { ul: reasons.map((reason) => ({ text: [...shown(reason.words), ` (${reason.basis})`] })) },
        ]),
  ];
}

function entryOf({ heading: title, fields, added }: CopyEntry, language: PersonCopy['language']): Content {
  const words = COPY_WORDS[language];
  return {
    margin: [0, 0, 0, 8],
    table: labelled({
      widths: [120, '*'],
      headerRows: 1,
      keepWithHeaderRows: areShort([title, fields[0]?.value ?? added[0]?.text ?? ''], 340, 9.5) ? 1 : 0,
      body: [
        [{ text: shown(title), bold: true, colSpan: 2, fillColor: COLOUR.band }, ''],
        ...fields.map(({ label, value }): TableCell[] => [
          { text: shown(label), color: COLOUR.muted },
          value === null ? { text: words.withheldField, italics: true } : { stack: shownWhole(value) },
        ]),
        ...added.map(({ label, text }): TableCell[] => [
          { text: shown(label), bold: true },
          { stack: shownWhole(text) },
        ]),
      ],
    }),
    layout: ruled,
  };
}
