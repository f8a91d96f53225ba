import { readFile } from 'node:fs/promises';
import type { MapProblem } from '../../../src-shared/rights/dossier-map.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

const MOST_ROWS = 1000;

const problemLines = (problems: readonly MapProblem[]): readonly string[] =>
  problems.map(({ line, text }) => (line === null ? text : `line ${line}: ${text}`));

/** The map in use, as it stands in its file. */
export async function rightsMapShowVerb({ services }: Context): Promise<Outcome> {
  const { origin, text, read } = await services.dossiers.map();
  return {
    answer: {
      json: { origin, text, problems: read.problems },
      lines: [...text.trimEnd().split('\n'), ...problemLines(read.problems)],
    },
    exit: read.problems.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

/** What is wrong with a map. Exit code 2 when something is. */
export async function rightsMapCheckVerb({ services }: Context, file: string): Promise<Outcome> {
  return problemsOutcome(services.dossiers.check(await read(file)), 'The map can be used.');
}

/** Uses a map. Exit code 2, and nothing changed, when something is wrong with it. */
export async function rightsMapSetVerb({ services }: Context, file: string | null): Promise<Outcome> {
  const problems = await services.dossiers.setMap(file === null ? null : await read(file));
  return problemsOutcome(problems, file === null ? 'The shipped map is used again.' : 'The map is used now.');
}

const problemsOutcome = (problems: readonly MapProblem[], fine: string): Outcome => ({
  answer: { json: { problems }, lines: problems.length === 0 ? [fine] : problemLines(problems) },
  exit: problems.length === 0 ? EXIT.fine : EXIT.tampered,
});

/** Tries the map in the clinic's database. Exit code 2 when a source failed or the role may do more than it needs. */
export async function rightsMapTestVerb(context: Context, caseId: string | null): Promise<Outcome> {
  if (caseId !== null) await mustSignIn(context);
  const { trials, warnings } = await context.services.dossiers.tryMap(caseId);
  const failed = trials.some(({ outcome }) => outcome === 'failed');
  return {
    answer: {
      json: { trials, warnings },
      lines: [
        ...table(
          trials.map(({ source, outcome, rows, problem }) => [
            `${outcome === 'fits' ? '✓' : '✗'} ${source}`,
            outcome === 'fits' ? (rows === null ? 'fits' : `${rows} rows`) : problem,
          ]),
        ),
        ...warnings,
      ],
    },
    exit: failed || warnings.length > 0 ? EXIT.tampered : EXIT.fine,
  };
}

/** Collects. Exit code 2 when a source failed: the case then waits for it. */
export async function rightsCollectVerb(context: Context, caseId: string): Promise<Outcome> {
  await mustSignIn(context);
  const { dossiers } = context.services;
  const whole = await dossiers.collect(caseId, context.work);
  const collection = await dossiers.collection(caseId);
  const excluded = (collection?.sources ?? []).flatMap(({ title, excluded: left }) =>
    left.map(({ code, items }) => `  left out of ${title}: ${items}, ${code}`),
  );
  return {
    answer: {
      json: { collection },
      lines: [
        ...table(
          (collection?.sources ?? []).map(({ source, outcome, items, problem }) => [
            source,
            outcome === 'rows' ? `${items} items` : outcome === 'failed' ? `failed: ${problem}` : outcome,
          ]),
        ),
        ...excluded,
        whole
          ? 'Everything was collected.'
          : 'Some records could not be read; collect again when that is mended.',
      ],
    },
    exit: whole ? EXIT.fine : EXIT.tampered,
  };
}

/** The accounting of disclosures. */
export async function rightsAccountVerb(
  context: Context,
  caseId: string,
  { fix }: { readonly fix?: boolean },
): Promise<Outcome> {
  await mustSignIn(context);
  const { accountings } = context.services;
  const { accounting, basis } = await accountings.account(caseId);
  const fixed = fix === true ? await accountings.fix(caseId) : null;
  return {
    answer: {
      json: { accounting, basis, fixed },
      lines: [
        `Disclosures from ${accounting.from} to ${accounting.until}: ${accounting.rows.length} rows, ${accounting.research.length} research protocols.`,
        ...accounting.rows
          .slice(0, MOST_ROWS)
          .map(
            ({ disclosedOn, recipient, purpose, repeats }) =>
              `  ${disclosedOn}  ${recipient}: ${purpose}${repeats === null ? '' : `; ${repeats.frequency}, last on ${repeats.lastOn}`}`,
          ),
        ...basis.excluded.map(({ why, items }) => `  not counted: ${items}, ${why}`),
        ...(basis.suspended === null
          ? []
          : [`  withheld until ${basis.suspended.until}, not to be told: ${basis.suspended.rows}`]),
        ...basis.incomplete.map((text) => `  missing: ${text}`),
        ...(fixed === null ? [] : [`Fixed: SHA-256 ${fixed}`]),
      ],
    },
    exit: basis.incomplete.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

const read = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  });
