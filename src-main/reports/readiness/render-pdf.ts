import pdfmake from 'pdfmake';
import type { Content, ContentText, TDocumentDefinitions } from 'pdfmake/interfaces';
import type { ReportDocument, ReportSection } from '../../../src-shared/reports/document.ts';
import { reportFonts } from '../fonts.ts';
import { signaturePage } from '../pdf-signature-page.ts';
import { boxed, COLOUR, momentToSecond, shown } from '../pdf-text.ts';
import { counted } from '../wording.ts';
import { drawable, UNDRAWABLE } from './drawable.ts';
import { blockContent, kept } from './pdf-blocks.ts';

/** Sections that begin on a page of their own. */
const OWN_PAGE: readonly string[] = ['scope', 'results', 'assessments', 'evidence', 'not-tested'];

/**
 * The pages of a report as PDF/A-2b (ISO 19005-2) on A4 with an outline, unsigned, all fonts embedded. The same document gives
 * the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export async function renderReadinessPdf(given: ReportDocument): Promise<Uint8Array> {
  const fonts = reportFonts();
  const files = new Set(Object.values(fonts).flatMap((family) => Object.values(family)));
  // Text from a record must never make the layout engine fetch or open anything.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => files.has(file));
  pdfmake.setFonts(fonts);
  return pdfmake.createPdf(definitionOf(given)).getBuffer();
}

function definitionOf(given: ReportDocument): TDocumentDefinitions {
  const { document, replaced } = drawable(given);
  const created = new Date(document.createdAt);
  return {
    version: '1.7',
    subset: 'PDF/A-2b',
    pageSize: 'A4',
    pageMargins: [48, 56, 48, 52],
    language: 'en',
    displayTitle: true,
    info: {
      title: `${document.name}: ${document.title}`,
      author: document.madeBy,
      subject: document.subtitle,
      creator: document.madeBy,
      producer: document.madeBy,
      creationDate: created,
      modDate: created,
    },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: COLOUR.ink, lineHeight: 1.15 },
    header: (page) =>
      page === 1 ? null : edge(`${document.name} · ${document.title}`, document.reportId, [48, 26, 48, 0]),
    footer: (page, pages) =>
      edge(`Made ${momentToSecond(document.createdAt)}`, `Page ${page} of ${pages}`, [48, 16, 48, 0]),
    content: [
      ...cover(document, replaced),
      ...document.sections.flatMap(section),
      ...signaturePage(document),
    ],
  };
}

const edge = (left: string, right: string, margin: [number, number, number, number]): Content => ({
  columns: [{ text: shown(left) }, { text: right, alignment: 'right', width: 120 }],
  fontSize: 7.5,
  color: COLOUR.muted,
  margin,
});

const cover = (document: ReportDocument, replaced: number): Content[] => [
  { text: 'Attestry', fontSize: 9, bold: true, color: COLOUR.accent, characterSpacing: 1.2 },
  { text: document.name, fontSize: 24, bold: true, margin: [0, 2, 0, 0] },
  { text: shown(document.title), fontSize: 15, color: COLOUR.accent, margin: [0, 0, 0, 4] },
  { text: shown(document.subtitle), fontSize: 10, color: COLOUR.muted, margin: [0, 0, 0, 10] },
  {
    text: `Report ${document.reportId}, made ${momentToSecond(document.createdAt)} by ${document.madeBy}.`,
    color: COLOUR.muted,
    margin: [0, 0, 0, 8],
  },
  ...(replaced === 0
    ? []
    : [
        {
          text: `${counted(replaced, 'character', 'characters')} of names or texts could not be drawn with the fonts of this file and ${replaced === 1 ? 'stands' : 'stand'} as ${UNDRAWABLE}. The HTML, the CSV tables and the JSON of this report hold them as they are.`,
          margin: [0, 0, 0, 8] as [number, number, number, number],
        },
      ]),
  signatureBox(document.signer),
];

function signatureBox(signer: string | null): Content {
  const words: Content[] =
    signer === null
      ? [
          { text: 'Not signed', bold: true, fontSize: 11 },
          {
            text: 'This copy carries no digital signature: nothing protects it against changes.',
            color: COLOUR.muted,
          },
        ]
      : [
          { text: 'Digitally signed by', color: COLOUR.muted },
          { text: shown(signer), bold: true, fontSize: 12, margin: [0, 1, 0, 2] },
          {
            text: 'See the signature panel of your PDF reader: only what it says there counts, this box is part of the page.',
            color: COLOUR.muted,
          },
        ];
  return {
    table: { widths: ['*'], body: [[{ stack: words }]] },
    layout: boxed(signer === null ? COLOUR.rule : COLOUR.accent),
    margin: [0, 4, 0, 6],
    unbreakable: true,
  };
}

function section({ id, title, blocks }: ReportSection): Content[] {
  const head: ContentText & { readonly id: string } = {
    text: title,
    id: `section-${id}`,
    fontSize: 15,
    bold: true,
    color: COLOUR.accent,
    margin: [0, 16, 0, 6],
    outline: true,
    outlineText: title,
  };
  return [
    ...(OWN_PAGE.includes(id) ? [{ ...head, pageBreak: 'before' as const }] : kept(head, 90)),
    ...blocks.flatMap((block) => blockContent(block, `section-${id}`)),
  ];
}
