import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { reportsContract } from '../../../src-shared/reports/contract.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { trustFrom } from '../../signing/index.ts';
import { PDF, CERTIFICATE, JSON_FILE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** A report is a few hundred kilobytes; what is larger is no report of ours and would only fill the memory. */
const LARGEST_PDF = 100_000_000;

/** Reports: made, kept, saved, verified. */
export function reportsHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof reportsContract> {
  const { reports } = services;
  return {
    'reports.create': ({ runId, sign }) => ({
      jobId: jobs.start('report', 'Audit integrity report', async (work) => {
        const reportId = await reports.create(runId, sign, work);
        push('reports.changed', {});
        return reportId;
      }),
    }),
    'reports.add-signature': ({ reportId, role }) => ({
      jobId: jobs.start('report', 'Further signature', async (work) => {
        await reports.addSignature(reportId, role, work);
        push('reports.changed', {});
        return reportId;
      }),
    }),
    'reports.stamp-waiting': () => ({
      jobId: jobs.start('report', 'Time-stamps', async (work) => {
        try {
          await services.signing.stampWaiting(work.signal);
          await reports.stampWaiting(work);
        } finally {
          push('reports.changed', {});
        }
        return null;
      }),
    }),
    'reports.list': async () => ({ reports: [...(await reports.store.list())] }),
    'reports.save': async ({ reportId, format }) => {
      const bytes = await reports.store.read(reportId, format);
      const file = await dialogs.saveFile({
        title: 'Save the report',
        defaultName: `audit-integrity-report-${reportId}.${format}`,
        filters: [format === 'pdf' ? PDF : JSON_FILE],
      });
      if (file === null) return { saved: null };
      await writeDurably(dialogs.pathOf(file.handle), bytes, { mode: 0o644 });
      return { saved: file };
    },
    'reports.reveal': ({ handle }) => {
      dialogs.reveal(handle);
      return {};
    },
    'reports.verify': async ({ chooseAuthority }) => {
      const authority =
        chooseAuthority === true
          ? await dialogs.openFile({ title: 'Certificate of the trusted authority', filters: [CERTIFICATE] })
          : null;
      if (chooseAuthority === true && authority === null) return { verification: null };
      const trust = authority === null ? null : trustFrom(await readFile(dialogs.pathOf(authority.handle)));
      const file = await dialogs.openFile({ title: 'Verify a PDF report', filters: [PDF] });
      if (file === null) return { verification: null };
      const path = dialogs.pathOf(file.handle);
      const pdf = await readFile(path).catch(() => null);
      if (pdf === null || pdf.length > LARGEST_PDF)
        throw new Fault(
          'file-unreadable',
          'The file cannot be read, or it is far too large for a report.',
          'Choose the PDF report as you got it.',
        );
      return { verification: await reports.verify(pdf, basename(path), trust) };
    },
  };
}
