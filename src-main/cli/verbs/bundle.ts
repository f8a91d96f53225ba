import { basename } from 'node:path';
import { readEntries } from '../../../src-shared/review/entry-list.ts';
import type { OpenedBundle } from '../../../src-shared/review/types.ts';
import { systemClock } from '../../base/clock.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { openArchive, readBundle } from '../../review/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table } from '../output.ts';
import { askSecret } from '../secret.ts';
import { trustIn } from './sign.ts';

const WORDS = { intact: 'Intact', tampered: 'Tampered', 'could-not-tell': 'Could not tell' } as const;

export type BundleCreateOptions = {
  readonly out: string;
  readonly entries?: string;
  readonly reports?: string;
  readonly note: string;
};

/** Writes a bundle for an auditor. Its password comes from ATTESTRY_BUNDLE_PASSWORD or is asked for. */
export async function bundleCreateVerb(context: Context, options: BundleCreateOptions): Promise<Outcome> {
  const { numbers: entries, problem } = readEntries(options.entries ?? '');
  if (problem !== null)
    throw new Fault('usage', problem, 'Name entries by their numbers, such as 1200,1300-1310.');
  const reports = (options.reports ?? '').split(',').filter((id) => id !== '');
  const password = entries.length === 0 ? null : await passwordFor('The new password of the bundle: ');
  await mustSignIn(context);
  const bytes = await context.services.bundles.create(
    { entries, reports, note: options.note, password },
    context.work,
  );
  await writeDurably(options.out, bytes, { mode: 0o600 });
  return {
    answer: {
      json: { file: options.out, entries, reports, encrypted: password !== null },
      lines: [
        `Written: ${options.out} (${entries.length} entries, ${reports.length} reports), signed.`,
        ...(password === null
          ? []
          : ['It holds patient data and is encrypted; give the password by another way than the file.']),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Looks a bundle over; needs no profile, no database and no token. */
export async function bundleVerifyVerb(file: string, options: { readonly trust?: string }): Promise<Outcome> {
  const bytes = await readBundle(file);
  const trust = (await trustIn(options.trust)) ?? { signers: [], timeStamps: [] };
  const open = (password: string | null): Promise<OpenedBundle> =>
    openArchive(bytes, basename(file), password, trust, systemClock);
  const opened = await open(null).catch(async (error: unknown) => {
    if (!(error instanceof Fault) || error.code !== 'archive-password') throw error;
    return open(await passwordFor('Password of the bundle: '));
  });
  return {
    answer: { json: opened, lines: linesOf(opened) },
    exit: exitOf(opened.result),
  };
}

const linesOf = ({ result, reason, steps, manifest, entries, reports }: OpenedBundle): readonly string[] => [
  `${WORDS[result]}${reason === null || result === 'intact' ? '.' : `: ${reason}`}`,
  ...table(steps.map(({ step, verdict, detail }) => [`  ${step}`, `${verdict}: ${detail}`])),
  ...(manifest === null
    ? []
    : table([
        ['  made', `${manifest.madeAt} (claimed), by ${manifest.madeBy}`],
        ...(manifest.note === '' ? [] : [['  why', manifest.note] as const]),
      ])),
  ...table(
    entries.map(({ name, verdict, header }) => [
      `  ${basename(name)}`,
      verdict === 'intact' && header !== null
        ? `${verdict}: ${header.occurredAt ?? '-'}, ${header.actor ?? '-'}, ${header.eventType ?? '-'}`
        : verdict,
    ]),
  ),
  ...table(reports.map(({ file, result: verdict }) => [`  ${file}`, verdict])),
];

async function passwordFor(prompt: string): Promise<string> {
  const given = process.env.ATTESTRY_BUNDLE_PASSWORD;
  const password = given === undefined || given === '' ? await askSecret(prompt) : given;
  if (password !== null && password !== '') return password;
  throw new Fault(
    'archive-password',
    'The bundle is encrypted, and no password was given.',
    'Type it when you are asked, or put it into ATTESTRY_BUNDLE_PASSWORD.',
  );
}
