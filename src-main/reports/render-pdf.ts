import { type IntegrityReport } from './model.ts';
import { acknowledgements } from './pdf-acknowledgements.ts';
import { findings, howToCheck, steps } from './pdf-body.ts';
import { checkpoint } from './pdf-checkpoint.ts';
import { cover } from './pdf-cover.ts';
import { pagesOf } from './pdf-pages.ts';
import { reportSheet } from './pdf-sheet.ts';
import { signaturePage } from './pdf-signature-page.ts';

/**
 * The report as tagged PDF/A-2b (ISO 19005-2) on A4, all fonts embedded, unsigned. The same report gives the same bytes.
 *
 * @throws Error when a font of the application is missing
 */
export const renderPdf = (report: IntegrityReport): Promise<Uint8Array> => {
  const madeBy = `${report.application.name} ${report.application.version}`;
  return pagesOf(
    reportSheet({
      ...{ running: `${report.application.name} · ${report.title}`, reportId: report.reportId },
      ...{ createdAt: report.createdAt, title: `${report.title} ${report.reportId}`, author: report.runBy },
      subject: `${report.statement} ${report.scope.logTable} of database ${report.scope.database}`,
      madeBy,
    }),
    [
      ...cover(report),
      { text: '', pageBreak: 'after' },
      ...steps(report),
      ...findings(report),
      ...acknowledgements(report),
      ...checkpoint(report),
      ...howToCheck(report),
      ...signaturePage(report),
    ],
  );
};
