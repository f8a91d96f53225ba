import { createHash } from 'node:crypto';
import { signOffDocumentSchema } from '../../../src-shared/signing/types.ts';
import type { SignedThing } from '../../../src-shared/keys/types.ts';
import type { CacheDatabase } from '../database.ts';

type Checkpoints = { log: string; checkpoints: number; newest: string; again: number };

/** When a checkpoint's signer says it was signed: a line of the note (docs/formats.md). */
const timeIn = (note: string): string => /^time (\S+)$/m.exec(note)?.[1] ?? new Date(0).toISOString();

/** Sign-offs and checkpoints by the certificate they were signed with. */
export function signedRecords(database: CacheDatabase) {
  const signOffs = database.prepare<[string], { document: string; again: number }>(
    `select document, exists (select 1 from sign_off later where later.kind = s.kind and later.subject = s.subject
        and later.number > s.number
        and json_extract(later.document, '$.certificate') <> json_extract(s.document, '$.certificate')) as again
     from sign_off s where json_extract(document, '$.certificate') = ? order by number limit 1000`,
  );
  // The newest one counts: it covers what the earlier ones covered.
  const checkpoints = database.prepare<[{ certificate: Buffer }], Checkpoints>(
    `select log, count(*) as checkpoints,
       (select note from every n where n.log = e.log and n.certificate = @certificate order by size desc limit 1)
         as newest,
       (select certificate <> @certificate from every n where n.log = e.log order by size desc limit 1) as again
     from every e where certificate = @certificate group by log`.replaceAll(
      /\bevery (?=[ne]\b)/g,
      `(select fingerprint as log, size, note, certificate from checkpoint
        union all select 'activity', size, note, certificate from activity_checkpoint) `,
    ),
  );
  return (certificate: Uint8Array): SignedThing[] => [
    ...signOffs.all(createHash('sha256').update(certificate).digest('hex')).map(({ document, again }) => {
      const { signOffId, subject, kind, decision, decidedAt } = signOffDocumentSchema.parse(
        JSON.parse(document),
      );
      return {
        ...({ kind: 'sign-off', id: signOffId, about: subject, title: `${kind}: ${decision}` } as const),
        ...{ at: decidedAt, again: again === 1 },
      };
    }),
    ...checkpoints
      .all({ certificate: Buffer.from(certificate) })
      .map(({ log, checkpoints: number, newest, again }) => ({
        ...({ kind: 'checkpoint', id: log, about: log, at: timeIn(newest), again: again === 1 } as const),
        title: `${number} checkpoint${number === 1 ? '' : 's'} of ${log === 'activity' ? 'the activity log' : 'the audit log'}`,
      })),
  ];
}
