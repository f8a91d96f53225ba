import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ReadinessCheck } from '../../../src-shared/reports/readiness-list.ts';
import type { ReportVerification } from '../../../src-shared/reports/types.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { checkFolder, verifyReport } from '../../reports/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table } from '../output.ts';
import { levelFrom } from './integrity.ts';
import { linesOf, trustIn } from './sign.ts';

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

/** Adds a further signature to a report that this profile keeps, e.g. the reviewer's. */
export async function countersignVerb(
  context: Context,
  reportId: string,
  options: { readonly out: string; readonly role: string },
): Promise<Outcome> {
  const { services, work } = context;
  await mustSignIn(context);
  await services.reports.addSignature(reportId, options.role, work);
  const out = resolve(options.out);
  await writeDurably(out, await services.reports.store.read(reportId, 'pdf'), { mode: 0o644 });
  const info = (await services.reports.store.list()).find((report) => report.reportId === reportId);
  return {
    answer: {
      json: { reportId, file: out, signers: info?.signers ?? [], timeStamp: info?.timeStamp ?? 'none' },
      lines: [`Report written: ${out}, signed by ${info?.signers.join(', ') ?? ''}.`],
    },
    exit: EXIT.fine,
  };
}

/** Verifies a PDF report, or the folder of a readiness report: no database, no token. @param context - whose profile is trusted */
export const reportVerifyVerb = ({ services }: Context, file: string): Promise<Outcome> =>
  verified(
    file,
    () => services.readiness.checkFolder(resolve(file)),
    (pdf, name) => services.reports.verify(pdf, name, null),
  );

/** The same, trusting whom a file names; needs no profile. */
export async function reportVerifyAloneVerb(file: string, trustFile: string): Promise<Outcome> {
  const trust = (await trustIn(trustFile)) ?? { signers: [], timeStamps: [] };
  const now = new Date();
  return verified(
    file,
    () => checkFolder(resolve(file), trust, (pdf, name) => verifyReport(pdf, name, trust, now), now),
    (pdf, name) => verifyReport(pdf, name, trust, now),
  );
}

async function verified(
  file: string,
  folder: () => Promise<ReadinessCheck>,
  one: (pdf: Uint8Array, name: string) => Promise<ReportVerification>,
): Promise<Outcome> {
  if (await isFolder(file)) {
    const check = await folder();
    const files = table(check.files.map(({ name, state }) => [`  ${name}`, state]));
    return { answer: { json: check, lines: [...linesOf(check), ...files] }, exit: exitOf(check.result) };
  }
  const pdf = await readFile(file).catch((error: unknown) => {
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check its name and that you may read it.',
      error,
    );
  });
  const verification = await one(pdf, basename(file));
  return { answer: { json: verification, lines: linesOf(verification) }, exit: exitOf(verification.result) };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

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
