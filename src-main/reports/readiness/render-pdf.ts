import type { Content, ContentText } from 'pdfmake/interfaces';
import type { ReportDocument, ReportSection } from '../../../src-shared/reports/document.ts';
import { pagesOf, type Sheet } from '../pdf-pages.ts';
import { reportSheet, signerBox } from '../pdf-sheet.ts';
import { signaturePage } from '../pdf-signature-page.ts';
import { COLOUR, momentToSecond, shown } from '../pdf-text.ts';
import { counted } from '../wording.ts';
import { drawable, UNDRAWABLE } from './drawable.ts';
import { blockContent, kept } from './pdf-blocks.ts';

/** Sections that begin on a page of their own. */
const OWN_PAGE: readonly string[] = ['scope', 'results', 'assessments', 'evidence', 'not-tested'];

/**
 * The pages of a report as tagged PDF/A-2b (ISO 19005-2) on A4 with an outline, unsigned, all fonts embedded. The same document gives
 * the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export const renderReadinessPdf = (given: ReportDocument): Promise<Uint8Array> =>
  Promise.resolve(given)
    .then(drawable)
    .then(({ document, replaced }) => pagesOf(sheetOf(document), pieces(document, replaced)));

const sheetOf = ({ name, title, subtitle, reportId, createdAt, madeBy }: ReportDocument): Sheet =>
  reportSheet({
    ...{ running: `${name} · ${title}`, reportId, createdAt, title: `${name}: ${title}` },
    ...{ author: madeBy, subject: subtitle, madeBy },
  });

/** The content, each piece made when the one before is laid out. */
function* pieces(document: ReportDocument, replaced: number): Generator<Content> {
  yield* cover(document, replaced);
  for (const each of document.sections) yield* section(each);
  yield* signaturePage(document);
}

const cover = (document: ReportDocument, replaced: number): Content[] => [
  { text: 'Attestry', fontSize: 9, bold: true, color: COLOUR.accent, characterSpacing: 1.2 },
  { text: document.name, headlineLevel: 1, fontSize: 24, bold: true, margin: [0, 2, 0, 0] },
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
  signerBox(document.signer, [0, 4, 0, 6]),
];

function* section({ id, title, blocks }: ReportSection): Generator<Content> {
  const head: ContentText & { readonly id: string } = {
    text: title,
    id: `section-${id}`,
    headlineLevel: 2,
    fontSize: 15,
    bold: true,
    color: COLOUR.accent,
    margin: [0, 16, 0, 6],
    outline: true,
    outlineText: title,
  };
  if (OWN_PAGE.includes(id)) yield { ...head, pageBreak: 'before' };
  else yield* kept(head, 90);
  for (const block of blocks) yield* blockContent(block, `section-${id}`);
}
