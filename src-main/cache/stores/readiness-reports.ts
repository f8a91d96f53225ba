import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadinessInfo, readinessInfoSchema } from '../../../src-shared/reports/readiness-list.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { ReportFile } from '../../reports/ports.ts';
import type { CacheDatabase } from '../database.ts';

/** Readiness reports: each with its files in a folder of its own, what they are in the cache. */
export function readinessStore(database: CacheDatabase, folder: string) {
  const insert = database.prepare('insert into readiness_report (id, created_at, document) values (?, ?, ?)');
  const byId = database.prepare<[string], { document: string }>(
    'select document from readiness_report where id = ?',
  );
  const listed = database.prepare<[], { document: string }>(
    'select document from readiness_report order by created_at desc, id limit 1000',
  );
  const infoOf = (document: string): ReadinessInfo => readinessInfoSchema.parse(JSON.parse(document));
  return {
    /** @param also - done in the transaction that lists the report */
    add: async (info: ReadinessInfo, files: readonly ReportFile[], also: () => void): Promise<void> => {
      // Under another name until all of it is there: a report that is listed is complete, and a folder without a row is none.
      const made = join(folder, `.${info.reportId}.part`);
      await rm(made, { recursive: true, force: true });
      await mkdir(made, { recursive: true, mode: 0o700 });
      for (const { name, bytes } of files) await writeDurably(join(made, name), bytes);
      await rename(made, join(folder, info.reportId));
      database
        .transaction(() => {
          insert.run(info.reportId, info.createdAt, JSON.stringify(info));
          also();
        })
        .immediate();
    },
    list: (): ReadinessInfo[] => listed.all().map(({ document }) => infoOf(document)),
    read: async (reportId: string, name: string): Promise<Uint8Array | null> => {
      const row = byId.get(reportId);
      // The name comes from the window in the end: only those of the list are opened.
      if (row === undefined || !infoOf(row.document).files.some((file) => file.name === name))
        throw new Fault(
          'report-unknown',
          'There is no such report.',
          'Open the list of reports and choose one.',
        );
      return readFile(join(folder, reportId, name)).catch(() => null);
    },
  };
}
