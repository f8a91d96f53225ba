import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces';
import { reportFonts } from './fonts.ts';
import { type IntegrityReport } from './model.ts';
import { acknowledgements } from './pdf-acknowledgements.ts';
import { findings, howToCheck, steps } from './pdf-body.ts';
import { checkpoint } from './pdf-checkpoint.ts';
import { cover } from './pdf-cover.ts';
import { signaturePage } from './pdf-signature-page.ts';
import { COLOUR, momentToSecond } from './pdf-text.ts';

/**
 * The report as PDF/A-2b (ISO 19005-2) on A4, all fonts embedded, unsigned. The same report gives the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export async function renderPdf(report: IntegrityReport): Promise<Uint8Array> {
  const fonts = reportFonts();
  const files = new Set(Object.values(fonts).flatMap((family) => Object.values(family)));
  // Text from the log must never make the layout engine fetch or open anything.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => files.has(file));
  pdfmake.setFonts(fonts);
  return pdfmake.createPdf(documentOf(report)).getBuffer();
}

function documentOf(report: IntegrityReport): TDocumentDefinitions {
  const created = new Date(report.createdAt);
  return {
    version: '1.7',
    subset: 'PDF/A-2b',
    pageSize: 'A4',
    pageMargins: [48, 56, 48, 52],
    language: 'en',
    displayTitle: true,
    info: {
      title: `${report.title} ${report.reportId}`,
      author: report.runBy,
      subject: `${report.statement} ${report.scope.logTable} of database ${report.scope.database}`,
      creator: `${report.application.name} ${report.application.version}`,
      producer: `${report.application.name} ${report.application.version}`,
      creationDate: created,
      modDate: created,
    },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: COLOUR.ink, lineHeight: 1.15 },
    header: (page) =>
      page === 1
        ? null
        : edge(`${report.application.name} · ${report.title}`, report.reportId, [48, 26, 48, 0]),
    footer: (page, pages) =>
      edge(
        `Made ${momentToSecond(report.createdAt)}`,
        `Page ${page.toString()} of ${pages.toString()}`,
        [48, 16, 48, 0],
      ),
    // A heading alone at the foot of a page belongs to the next.
    pageBreakBefore: (node, { getFollowingNodesOnPage }) =>
      node.headlineLevel === 1 && getFollowingNodesOnPage().length === 0,
    content: [
      ...cover(report),
      { text: '', pageBreak: 'after' },
      ...steps(report),
      ...findings(report),
      ...acknowledgements(report),
      ...checkpoint(report),
      ...howToCheck(report),
      ...signaturePage(report),
    ],
  };
}

const edge = (left: string, right: string, margin: [number, number, number, number]) => ({
  columns: [{ text: left }, { text: right, alignment: 'right' as const }],
  fontSize: 7.5,
  color: COLOUR.muted,
  margin,
});
