import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ReportVerification } from '../../../src-shared/reports/types.ts';
import { timeStampSettingsSchema } from '../../../src-shared/settings/contract.ts';
import { Fault } from '../../base/fault.ts';
import { trustFrom } from '../../signing/index.ts';
import type { Reading, Trust } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';

const readingOf = ({ work }: Context): Reading => ({
  signal: work.signal,
  read: (done, total) => {
    work.progress({ phase: 'Reading the file', done, total, unit: 'bytes' });
  },
});

const STAMP = {
  none: 'no time-stamp authority is configured',
  waiting: 'the time-stamp authority could not be used; add the time-stamp later with `timestamp`',
  present: 'with a time-stamp',
} as const;

/** Signs any file beside itself (detached CAdES). */
export async function signVerb(
  context: Context,
  file: string,
  options: { readonly out?: string },
): Promise<Outcome> {
  await mustSignIn(context);
  const signed = await context.services.signing.signFile(
    resolve(file),
    options.out === undefined ? null : resolve(options.out),
    readingOf(context),
  );
  return {
    answer: {
      json: { ...signed, file: signed.path, path: undefined },
      lines: [
        `Signature written: ${signed.path}, by ${signed.signer}.`,
        `SHA-256 of the file: ${signed.sha256}`,
        `Time-stamp: ${STAMP[signed.timeStamp]}.`,
      ],
    },
    exit: EXIT.fine,
  };
}

/** The certificate that is trusted, from a file. @throws Fault `trust-unreadable` */
export async function trustIn(file: string | undefined): Promise<Trust | null> {
  if (file === undefined) return null;
  try {
    return trustFrom(await readFile(file));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'trust-unreadable',
      'The file with the trusted certificate cannot be read.',
      'Check its name and that you may read it.',
      error,
    );
  }
}

/** Checks the signature that lies beside a file. */
export async function verifySignatureVerb(
  context: Context,
  file: string,
  options: { readonly signature?: string; readonly trust?: string },
): Promise<Outcome> {
  const verification = await context.services.signing.verifyFile(
    resolve(file),
    options.signature === undefined ? null : resolve(options.signature),
    await trustIn(options.trust),
    readingOf(context),
  );
  return {
    answer: { json: verification, lines: linesOf(verification) },
    exit: exitOf(verification.result),
  };
}

/** What a verification says, for a terminal. */
export function linesOf({
  result,
  reason,
  signatures,
}: Pick<ReportVerification, 'result' | 'reason' | 'signatures'>): readonly string[] {
  const yes = (value: boolean): string => (value ? 'yes' : 'NO');
  return [
    `${result}${reason === null ? '' : `: ${reason}`}`,
    ...signatures.flatMap((s, index) => [
      `Signature ${index + 1}: ${s.signer}${s.claimedAt === null ? '' : `, claimed ${s.claimedAt}`}`,
      `  content unchanged ${yes(s.digestMatches)}, signature valid ${yes(s.signatureValid)}, certificate bound ${yes(s.certificateBound)}`,
      `  ${coverage(s)}, certificate valid ${yes(s.certificateValid)}, ${s.trusted}`,
      s.timeStamp === null
        ? '  no time-stamp: the time is only claimed'
        : `  time-stamp ${s.timeStamp.at ?? 'unreadable'} by ${s.timeStamp.authority}: ${s.timeStamp.state}`,
    ]),
  ];
}

const coverage = (s: ReportVerification['signatures'][number]): string =>
  s.coversWholeFile
    ? 'covers the whole file yes'
    : s.laterChanges === 'signatures'
      ? `covers revision ${s.revision}; later revisions only add signatures`
      : 'covers the whole file NO';

/** Adds a time-stamp to a signed PDF or to a detached signature, or to everything that waits for one. */
export async function timestampVerb(context: Context, file: string | undefined): Promise<Outcome> {
  const { services, work } = context;
  if (file === undefined) {
    const signatures = await services.signing.stampWaiting(work.signal);
    const reports = await services.reports.stampWaiting(work);
    return {
      answer: {
        json: { signatures, reports, waiting: await services.signing.waiting() },
        lines: [`Time-stamps added: to ${signatures} signatures of files and ${reports} reports.`],
      },
      exit: EXIT.fine,
    };
  }
  const path = resolve(file);
  await (path.toLowerCase().endsWith('.pdf')
    ? services.reports.stampFile(path, work.signal)
    : services.signing.stampFile(path, work.signal));
  return {
    answer: { json: { file: path, timeStamp: 'present' }, lines: [`Time-stamp added: ${path}`] },
    exit: EXIT.fine,
  };
}

/** Stores where time-stamps come from, or says where they come from now. */
export async function timestampAuthorityVerb(
  { services }: Context,
  url: string | undefined,
  options: { readonly ca?: string; readonly policy?: string },
): Promise<Outcome> {
  const { timeStamps } = services;
  if (options.ca !== undefined) {
    const certificate = await readFile(options.ca).catch((error: unknown) => {
      throw new Fault(
        'trust-unreadable',
        'The file with the certificate of the time-stamp authority cannot be read.',
        'Check its name and that you may read it.',
        error,
      );
    });
    await timeStamps.trust(certificate);
  }
  if (url !== undefined) {
    const wanted = url === 'none' ? null : { url, policy: options.policy ?? null };
    const authority = timeStampSettingsSchema.nullable().safeParse(wanted);
    if (!authority.success)
      throw new Fault(
        'usage',
        'This is no address of a time-stamp authority.',
        'Give an address that begins with http:// or https://, without a password, or `none`.',
      );
    await timeStamps.set(authority.data);
  }
  const now = await timeStamps.get();
  return {
    answer: {
      json: now,
      lines: [
        now.authority === null
          ? 'No time-stamp authority is configured.'
          : `Time-stamps come from ${now.authority.url}; ${now.certificates} certificates are trusted for them.`,
      ],
    },
    exit: EXIT.fine,
  };
}
