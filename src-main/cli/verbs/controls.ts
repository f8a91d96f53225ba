import { readFile } from 'node:fs/promises';
import {
  TEST_AREAS,
  type TestArea,
  type TestResult,
  type TestStanding,
} from '../../../src-shared/controls/tests.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';

const OUTCOMES = {
  pass: 'passes',
  fail: 'FAILS',
  'could-not-tell': 'could not tell',
  'not-run': 'not run yet',
} as const;
/** Rows that are printed of one test; `--json` has them all. */
const SHOWN = 20;

const requirements = (test: TestStanding['test']): string =>
  [...Map.groupBy(test.supports, ({ framework }) => framework)]
    .map(([framework, refs]) => `${framework} ${refs.map(({ id }) => id).join(', ')}`)
    .join('; ');

/** The tests with what each supports and where it stands; needs no database. */
export async function controlsListVerb({ services }: Context): Promise<Outcome> {
  const tests = await services.controlTests.list();
  const byArea = Map.groupBy(tests, ({ test }) => test.area);
  return {
    answer: {
      json: { tests },
      lines: (Object.keys(TEST_AREAS) as TestArea[]).flatMap((area) => {
        const of = byArea.get(area) ?? [];
        return of.length === 0
          ? []
          : [
              TEST_AREAS[area],
              ...of.map(
                ({ test, conclusion }) =>
                  `  ${test.id.padEnd(28)} ${OUTCOMES[conclusion].padEnd(14)} ${test.title} (${requirements(test)})`,
              ),
            ];
      }),
    },
    exit: EXIT.fine,
  };
}

export type TestOptions = {
  readonly framework?: readonly string[];
  readonly control?: readonly string[];
  readonly test?: readonly string[];
  readonly sample?: string;
  readonly seed: string;
};

function sampleOf({ sample, seed }: TestOptions) {
  if (sample === undefined) return undefined;
  const [size, number] = [Number(sample), Number(seed)];
  if (
    !Number.isSafeInteger(size) ||
    size < 1 ||
    size > 100_000 ||
    !Number.isSafeInteger(number) ||
    number < 0
  )
    throw new Fault(
      'usage',
      'The sample is not understood.',
      'Give a whole number from 1 to 100000 with --sample, and one from 0 with --seed.',
    );
  return { size, seed: number };
}

/** Runs tests. Exit code 2 when one fails, 3 when none fails and one could not be told. */
export async function controlsTestVerb({ services, work }: Context, options: TestOptions): Promise<Outcome> {
  const { frameworks } = await services.controls.catalogue();
  const unknown = options.framework?.find((id) => frameworks.every((known) => known.id !== id));
  if (unknown !== undefined)
    throw new Fault(
      'usage',
      `There is no framework “${unknown}”.`,
      `Give one of: ${frameworks.map(({ id }) => id).join(', ')}.`,
    );
  const sample = sampleOf(options);
  const results = await services.controlTests.run(
    {
      ...(options.framework === undefined ? {} : { frameworks: [...options.framework] }),
      ...(options.control === undefined ? {} : { requirements: [...options.control] }),
      ...(options.test === undefined ? {} : { tests: [...options.test] }),
    },
    work,
    sample === undefined ? {} : { sample },
  );
  const count = (outcome: TestResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  return {
    answer: {
      json: { results },
      lines: [
        ...results.flatMap(linesOf),
        `${count('pass')} pass, ${count('fail')} fail, ${count('could-not-tell')} could not be told.`,
      ],
    },
    exit: exitOfResults(results),
  };
}

const exitOfResults = (results: readonly TestResult[]): ExitCode =>
  results.some(({ outcome }) => outcome === 'fail')
    ? EXIT.tampered
    : results.some(({ outcome }) => outcome === 'could-not-tell')
      ? EXIT.unknown
      : EXIT.fine;

const linesOf = ({ testId, outcome, reason, failed, failedCount }: TestResult): readonly string[] => [
  `${OUTCOMES[outcome].padEnd(14)} ${testId}: ${reason}`,
  ...failed.slice(0, SHOWN).map(({ key, fact }) => `    ${key}: ${fact}`),
  ...(failedCount > SHOWN ? [`    and ${failedCount - SHOWN} more; --json has a thousand of them`] : []),
];

/** The map in use. */
export async function controlsMapShowVerb({ services }: Context): Promise<Outcome> {
  const { origin, text } = await services.controlsMaps.text();
  const lines =
    text === null
      ? [
          'There is no map: only the server and the guard schema are tested. Use one with `controls map set FILE`.',
        ]
      : [text.trimEnd()];
  return { answer: { json: { origin, text }, lines }, exit: EXIT.fine };
}

/** What is wrong with a map. Exit code 2 when something is. */
export async function controlsMapCheckVerb({ services }: Context, file: string): Promise<Outcome> {
  return told(services.controlsMaps.check(await textOf(file)), 'The map can be used.');
}

/** Uses a map, or the shipped one. Exit code 2, and nothing changed, when something is wrong with it. */
export async function controlsMapSetVerb({ services }: Context, file: string | null): Promise<Outcome> {
  const problems = await services.controlsMaps.set(file === null ? null : await textOf(file));
  return told(problems, file === null ? 'The shipped map is used again.' : 'The map is used now.');
}

const told = (problems: readonly { line: number | null; text: string }[], fine: string): Outcome => ({
  answer: {
    json: { problems },
    lines:
      problems.length === 0
        ? [fine]
        : problems.map(({ line, text }) => (line === null ? text : `line ${line}: ${text}`)),
  },
  exit: problems.length === 0 ? EXIT.fine : EXIT.tampered,
});

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  });
