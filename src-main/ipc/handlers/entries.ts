import type { entriesContract } from '../../../src-shared/audit/entries.ts';
import type { exportsContract, ProofFile } from '../../../src-shared/audit/exports.ts';
import { type FhirTally, findingsFile, type ProofText } from '../../audit/index.ts';
import { writeDurably } from '../../base/durable-file.ts';
import type { Services } from '../../jobs/ports.ts';
import { AUDIT_EVENTS, CERTIFICATE, CSV, JSON_FILE, NOTE, TLOG_PROOF, VERIFIER_KEY } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Files for others: readable by the account's group and all, as any document that is saved. */
const MODE = { mode: 0o644 } as const;

/** Single entries, and what leaves the house. */
export function entryHandlers({
  services,
  jobs,
  dialogs,
}: HandlerParts): HandlersOf<typeof entriesContract & typeof exportsContract> {
  return {
    'entries.view': ({ entryId, look }) => services.viewEntry(entryId, look),
    'proofs.save': async (file) => {
      // Made before it is asked where to: nobody chooses a place for what cannot be made.
      const { name, text } = await proofText(services, file);
      const saved = await dialogs.saveFile({
        title: TITLES[file.what],
        defaultName: name,
        filters: [filterOf(file)],
      });
      if (saved !== null) await writeDurably(dialogs.pathOf(saved.handle), text, MODE);
      return { saved };
    },
    'findings.export': async ({ runId, format }) => {
      const { runs } = services.audit;
      const { found } = await runs.run(runId);
      const file = await dialogs.saveFile({
        title: 'Save the findings',
        defaultName: `findings-${runId}.${format}`,
        filters: [format === 'csv' ? CSV : JSON_FILE],
      });
      if (file === null) return { jobId: null };
      return {
        jobId: jobs.start('export', 'Saving the findings', async (work) => {
          await writeDurably(dialogs.pathOf(file.handle), findingsFile(runs, runId, format, work), MODE);
          work.progress({
            phase: `${numberOf(found)} ${found === 1 ? 'finding' : 'findings'} written.`,
            done: found,
            total: found,
            unit: 'findings',
          });
          return file.handle;
        }),
      };
    },
    'fhir.export': async ({ format, from, to }) => {
      const file = await dialogs.saveFile({
        title: 'Save entries as FHIR AuditEvents',
        defaultName: `audit-events.${format === 'bundle' ? 'json' : 'ndjson'}`,
        filters: [format === 'bundle' ? JSON_FILE : AUDIT_EVENTS],
      });
      if (file === null) return { jobId: null };
      return {
        jobId: jobs.start('export', 'Saving entries as FHIR AuditEvents', async (work) => {
          const tally: FhirTally = { written: 0, missing: 0, differing: 0 };
          const pieces = await services.auditEvents(format, { from, to }, work, tally);
          await writeDurably(dialogs.pathOf(file.handle), pieces, MODE);
          work.progress({
            phase: saidOf(tally),
            done: tally.written,
            total: tally.written,
            unit: 'entries',
          });
          return file.handle;
        }),
      };
    },
  };
}

const TITLES: Readonly<Record<ProofFile['what'], string>> = {
  proof: 'Save the proof of the entry',
  row: 'Save the proof of the row',
  checkpoint: 'Save the signed checkpoint',
  key: 'Save the public key',
};

const proofText = ({ proofs, tables }: Services, file: ProofFile): Promise<ProofText> =>
  file.what === 'proof'
    ? proofs.proof(file.entryId, file.withContent)
    : file.what === 'row'
      ? tables.proof(file.sourceId, file.position)
      : file.what === 'checkpoint'
        ? proofs.checkpoint()
        : proofs.key(file.format);

const filterOf = (file: ProofFile) =>
  file.what === 'proof' || file.what === 'row'
    ? TLOG_PROOF
    : file.what === 'checkpoint'
      ? NOTE
      : file.format === 'vkey'
        ? VERIFIER_KEY
        : CERTIFICATE;

/** What a file of entries does not hold, or holds although it is wrong, is said where its end is told. */
function saidOf({ written, missing, differing }: FhirTally): string {
  const gone =
    missing === 0 ? '' : ` ${numberOf(missing)} sealed entries are gone and were left out: verify the log.`;
  const other =
    differing === 0 ? '' : ` ${numberOf(differing)} are not what their seals record: verify the log.`;
  return `${numberOf(written)} ${written === 1 ? 'entry' : 'entries'} written.${gone}${other}`;
}

const numberOf = (value: number): string => value.toLocaleString('en-US');
