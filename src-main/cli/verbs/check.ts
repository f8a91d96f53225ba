import type { CheckOutcome, ChecklistSheet, CheckRun } from '../../../src-shared/controls/checks.ts';
import type { Context, Outcome } from '../context.ts';
import { mustSignIn, signIn } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';

const WORDS: Readonly<Record<CheckOutcome, string>> = {
  ok: 'ok',
  attention: 'attention',
  failed: 'FAILED',
  'could-not-tell': 'could not tell',
};
const CODES: Readonly<Record<CheckOutcome, ExitCode>> = {
  ok: EXIT.fine,
  attention: EXIT.fine,
  failed: EXIT.tampered,
  'could-not-tell': EXIT.unknown,
};

/** Everything that is due, looked at in one go. */
export async function checkVerb(context: Context): Promise<Outcome> {
  // Certificates are looked at, and what was sealed is signed, when somebody is signed in; without a PIN the rest is.
  await signIn(context).catch(() => null);
  const run = await context.services.checks.run(context.work);
  return { answer: { json: run, lines: linesOf(run) }, exit: CODES[run.outcome] };
}

function linesOf({ results, tally, outcome }: CheckRun): readonly string[] {
  const width = Math.max(...results.map(({ title }) => title.length));
  return [
    ...results.flatMap(({ outcome: each, title, sentence, remedy }) => [
      `${WORDS[each].padEnd(14)}  ${title.padEnd(width)}  ${sentence}`,
      ...(remedy === '' ? [] : [`${' '.repeat(width + 18)}→ ${remedy}`]),
    ]),
    '',
    `${tally.ok} ok, ${tally.attention} for attention, ${tally.failed} failed, ${tally['could-not-tell']} could not be told: ${WORDS[outcome]}.`,
  ];
}

/** The lists of today, this week and this month, and those that were missed. */
export async function checklistsVerb({ services }: Context): Promise<Outcome> {
  const { now, past } = await services.checks.lists();
  return {
    answer: {
      json: { now, past },
      lines: [
        ...now.flatMap((sheet) => [
          heading(sheet),
          ...sheet.lines.map(
            ({ item, state, note }) =>
              `  ${state.padEnd(9)}  ${item.id.padEnd(20)}  ${item.title}${note === '' ? '' : ` (${note})`}`,
          ),
        ]),
        '',
        'Before:',
        ...past.map((sheet) => `  ${heading(sheet)}`),
      ],
    },
    exit: EXIT.fine,
  };
}

const heading = ({ period, turn, state, signed }: ChecklistSheet): string =>
  `${period} ${turn}: ${state}${signed === null ? '' : ` on ${signed.at.slice(0, 10)} by ${signed.by} (${signed.verdict})`}`;

export type TickOptions = { readonly note?: string; readonly undo?: boolean };

/** Says that somebody did something on a list. */
export async function checklistTickVerb(
  { services }: Context,
  turn: string,
  itemId: string,
  { note = '', undo = false }: TickOptions,
): Promise<Outcome> {
  await services.checks.tick({ turn, itemId, done: !undo, note });
  return {
    answer: { json: { turn, itemId, done: !undo }, lines: [undo ? 'Taken back.' : 'Ticked.'] },
    exit: EXIT.fine,
  };
}

/** Signs a list with the officer's token. */
export async function checklistSignVerb(context: Context, turn: string): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.checks.sign(turn);
  return {
    answer: { json: { turn, signed: true }, lines: [`The list of ${turn} is signed.`] },
    exit: EXIT.fine,
  };
}
