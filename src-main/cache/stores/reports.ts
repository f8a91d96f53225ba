import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReportInfo, reportSchema } from '../../../src-shared/reports/types.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { CacheDatabase } from '../database.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Reports: the files in the profile's `reports` folder, what they are in the cache. */
export function reportStore(database: CacheDatabase, folder: string) {
  const byId = database.prepare<[string], { document: string; json_sha256: string }>(
    'select document, json_sha256 from report where id = ?',
  );
  const follow = database.prepare(
    "update report set document = ? where id = ? and coalesce(json_extract(document, '$.revision'), 0) = ?",
  );
  // Each state of a PDF is a file of its own: a crash leaves the earlier one in force, and none is lost.
  const file = ({ reportId, revision }: ReportInfo, format: 'pdf' | 'json'): string =>
    join(folder, `${reportId}${format === 'json' || revision === 0 ? '' : `-${revision}`}.${format}`);
  return {
    /** @param also - done in the transaction that lists the report */
    add: async (info: ReportInfo, pdf: Uint8Array, json: Uint8Array, also: () => void): Promise<void> => {
      // Files first: a report that is listed is there.
      await writeDurably(file(info, 'pdf'), pdf);
      await writeDurably(file(info, 'json'), json);
      database
        .transaction(() => {
          database
            .prepare('insert into report (id, created_at, document, json_sha256) values (?, ?, ?, ?)')
            .run(info.reportId, info.createdAt, JSON.stringify(info), sha256(json));
          also();
        })
        .immediate();
    },
    extend: async (info: ReportInfo, pdf: Uint8Array, told: () => void): Promise<void> => {
      await writeDurably(file(info, 'pdf'), pdf);
      database
        .transaction(() => {
          const { changes } = follow.run(JSON.stringify(info), info.reportId, info.revision - 1);
          if (changes !== 1)
            throw new Fault(
              'report-changed',
              'The report was signed or time-stamped by somebody else just now.',
              'Look at the report again, then repeat what you wanted to do.',
            );
          told();
        })
        .immediate();
    },
    list: (): ReportInfo[] =>
      database
        .prepare<[], { document: string }>('select document from report order by created_at desc limit 1000')
        .all()
        .map((row) => reportSchema.parse(JSON.parse(row.document))),
    read: async (reportId: string, format: 'pdf' | 'json'): Promise<Uint8Array> => {
      const row = byId.get(reportId);
      if (row === undefined)
        throw new Fault(
          'report-unknown',
          'There is no such report.',
          'Open the list of reports and choose one.',
        );
      const info = reportSchema.parse(JSON.parse(row.document));
      const bytes = await readFile(file(info, format)).catch(() => null);
      if (bytes === null || sha256(bytes) !== (format === 'pdf' ? info.sha256 : row.json_sha256))
        throw new Fault(
          'file-unreadable',
          'The file of this report is missing or is not the one that was made.',
          'Create the report again from its verification.',
        );
      return bytes;
    },
  };
}
