import { join } from 'node:path';
import { KIND_TITLES } from '../../../src-shared/reports/readiness.ts';
import type { readinessContract } from '../../../src-shared/reports/readiness-list.ts';
import { Fault } from '../../base/fault.ts';
import { MANIFEST, writeInto } from '../../reports/index.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Readiness reports: shown before they are made, made, kept, saved, looked at again. */
export function readinessHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof readinessContract> {
  const { readiness } = services;
  return {
    'readiness.preview': async (order) => ({ document: await readiness.preview(order) }),
    'readiness.create': ({ order, formats, sign }) => ({
      jobId: jobs.start('report', `Report: ${KIND_TITLES[order.kind]}`, async (work) => {
        const reportId = await readiness.create(order, formats, sign, work);
        push('reports.changed', {});
        return reportId;
      }),
    }),
    'readiness.list': async () => ({ reports: [...(await readiness.list())] }),
    'readiness.save': async ({ reportId }) => {
      const files = await readiness.files(reportId);
      const info = (await readiness.list()).find((report) => report.reportId === reportId);
      if (info === undefined)
        throw new Fault(
          'report-unknown',
          'There is no such report.',
          'Open the list of reports and choose one.',
        );
      const chosen = await dialogs.saveFile({
        title: 'Save the report into a new folder',
        defaultName: `readiness-${info.kind}-${info.period.to}`,
        filters: [],
      });
      if (chosen === null) return { saved: null };
      const folder = dialogs.pathOf(chosen.handle);
      await writeInto(folder, files);
      const { handle } = dialogs.handleOf(join(folder, MANIFEST));
      return { saved: { handle, name: chosen.name } };
    },
    'readiness.check': async ({ reportId }) => ({ check: await readiness.check(reportId) }),
  };
}
