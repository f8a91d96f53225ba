import type { CutCertificate } from '../../src-shared/audit/retention.ts';
import { hexOf } from '../base/hash.ts';
import { fingerprintOf, parseCut } from './cut.ts';
import { noteKeyName } from './note.ts';

/** A certificate for the eye; null when it is none. */
export function certificateOf(note: string): CutCertificate | null {
  const body = parseCut(note)?.body;
  if (body === undefined) return null;
  let keyName: string;
  try {
    keyName = noteKeyName(body.signer);
  } catch {
    return null;
  }
  return {
    size: body.size,
    from: body.from,
    root: hexOf(body.root),
    block: body.block.number,
    period: body.period,
    policy: body.policy,
    by: body.by,
    signedAt: body.time,
    keyName,
    signer: fingerprintOf(body.signer),
    note,
  };
}

/** The certificate with the SQL that removes what it covers; the database administrator runs it. */
export function cutFile(note: string): string {
  const quoted = note.replaceAll("'", "''");
  const tag = `$cut_${fingerprintOf(Buffer.from(note)).slice(0, 16)}$`;
  return `-- Removal of the oldest audit entries under a signed certificate (Attestry).
-- To be run once by the owner of the schema guard or an administrator, not inside a transaction:
--   psql -v ON_ERROR_STOP=1 -d DATABASE -f THIS_FILE
-- It can be stopped at any moment and run again; it goes on where it stopped. Take a backup first if the law asks for one.
do ${tag}
declare
  certificate constant text := '${quoted}';
begin
  while guard.cut_prefix(certificate, 20000) > 0 loop
    commit;
  end loop;
end
${tag};
`;
}

/** The certificate in a file: the note alone, or as {@link cutFile} wrote it; null when there is none. */
export function noteIn(file: string): string | null {
  if (file.length > 100_000) return null;
  if (file.startsWith('attestry.cut/')) return file;
  const quoted = /certificate constant text := '((?:[^']|'')+)';/.exec(file)?.[1];
  return quoted?.replaceAll("''", "'") ?? null;
}
