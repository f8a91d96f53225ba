import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { trustFrom } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { levelFrom } from './integrity.ts';

export type ReportOptions = {
  readonly out: string;
  readonly sign?: boolean;
  readonly jsonOut?: string;
  readonly level: string;
  readonly run?: string;
};

/** Verifies, writes the report of it and signs it. */
export async function reportVerb(context: Context, options: ReportOptions): Promise<Outcome> {
  const { services, work } = context;
  // The PIN first: a wrong one should not cost a verification.
  if (options.sign === true) await mustSignIn(context);
  const run =
    options.run === undefined
      ? await services.audit.verify(levelFrom(options.level), work)
      : await services.audit.runs.run(options.run);
  const reportId = await services.reports.create(run.runId, options.sign === true, work);
  const out = resolve(options.out);
  await writeDurably(out, await services.reports.store.read(reportId, 'pdf'), { mode: 0o644 });
  const jsonOut = options.jsonOut === undefined ? null : resolve(options.jsonOut);
  if (jsonOut !== null)
    await writeDurably(jsonOut, await services.reports.store.read(reportId, 'json'), { mode: 0o644 });
  const info = (await services.reports.store.list()).find((report) => report.reportId === reportId);
  return {
    answer: {
      json: {
        reportId,
        result: run.result,
        signed: info?.signed ?? false,
        signer: info?.signer ?? null,
        file: out,
        json: jsonOut,
        sha256: info?.sha256 ?? null,
      },
      lines: [
        `Report written: ${out}${info?.signed === true ? `, signed by ${info.signer ?? 'the token'}` : ', not signed'}.`,
        ...(jsonOut === null ? [] : [`The same as JSON: ${jsonOut}`]),
        `It states: ${run.result}.`,
      ],
    },
    exit: exitOf(run.result),
  };
}

/** Verifies a PDF report by itself: no database, no token. */
export async function reportVerifyVerb(
  { services }: Context,
  file: string,
  options: { readonly trust?: string },
): Promise<Outcome> {
  const read = async (name: string, code: 'file-unreadable' | 'trust-unreadable'): Promise<Uint8Array> => {
    try {
      return await readFile(name);
    } catch (error) {
      throw new Fault(code, 'The file cannot be read.', 'Check its name and that you may read it.', error);
    }
  };
  const trust =
    options.trust === undefined ? null : trustFrom(await read(options.trust, 'trust-unreadable'));
  const verification = await services.reports.verify(
    await read(file, 'file-unreadable'),
    basename(file),
    trust,
  );
  const yes = (value: boolean): string => (value ? 'yes' : 'NO');
  return {
    answer: {
      json: verification,
      lines: [
        `${verification.result}${verification.reason === null ? '' : `: ${verification.reason}`}`,
        ...verification.signatures.flatMap((s, index) => [
          `Signature ${index + 1}: ${s.signer}`,
          `  content unchanged ${yes(s.digestMatches)}, signature valid ${yes(s.signatureValid)}, certificate bound ${yes(s.certificateBound)}`,
          `  covers the whole file ${yes(s.coversWholeFile)}, certificate valid ${yes(s.certificateValid)}, ${s.trusted}`,
        ]),
      ],
    },
    exit: exitOf(verification.result),
  };
}

/** The whole job once, for a machine without a display: seal, verify, sign a report, verify the report. */
export async function demoVerb(context: Context): Promise<Outcome> {
  const { services, work, folder } = context;
  const status = await services.status();
  if (status.profile === 'none' || (status.profile === 'sample' && status.clinic.state !== 'connected'))
    await services.sample.up({ entries: null, seed: null }, work);
  await mustSignIn(context);
  const sealed = await services.audit.seal(work);
  const run = await services.audit.verify('blockchain', work);
  const reportId = await services.reports.create(run.runId, true, work);
  const out = resolve(folder, 'reports', `${reportId}.pdf`);
  const verification = await services.reports.verify(await readFile(out), basename(out), null);
  const checkpoint = await services.audit.checkpoint();
  return {
    answer: {
      json: { sealed, run, report: out, verification },
      lines: [
        `Sealed      ${sealed.sealed} entries; ${sealed.witnessed} witnessed by this machine`,
        `Checkpoint  ${checkpoint === null ? 'none' : `over ${checkpoint.size} entries, ${checkpoint.signedAt}`}`,
        `Verified    ${run.result} at level ${run.level}: ${run.entries} entries in ${run.elapsedMs} ms`,
        `Report      ${out}`,
        `Its check   ${verification.result}${verification.reason === null ? '' : `: ${verification.reason}`}`,
        `Profile     ${folder}`,
      ],
    },
    exit:
      run.result === 'intact' && verification.result === 'intact'
        ? EXIT.fine
        : exitOf(run.result === 'intact' ? verification.result : run.result),
  };
}
