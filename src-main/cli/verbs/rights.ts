import { type CaseRow, officerStepSchema } from '../../../src-shared/rights/contract.ts';
import { requestWordsSchema } from '../../../src-shared/rights/people.ts';
import type { Recipients } from '../../../src-shared/rights/recipients.ts';
import { openingSchema } from '../../../src-shared/rights/steps.ts';
import { caseTypeSchema } from '../../../src-shared/rights/words.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { asObject, jsonFrom, notUnderstood, read } from './rights-files.ts';

const MOST = 500;

export type RightsListOptions = { readonly all?: boolean; readonly type?: string };
export type RightsOpenOptions = { readonly opening: string; readonly words: string; readonly scan?: string };
export type RightsStepOptions = { readonly facts: string; readonly note?: string };

const standing = ({ state, due, dueKind, daysLeft, late, stoppedOn }: CaseRow): string => {
  const what = dueKind === 'legal' ? 'due' : 'internal target';
  if (daysLeft === null)
    return `${state}, ${late ? 'late: ' : ''}answered ${stoppedOn ?? ''}, ${what} ${due}`;
  return `${state}, ${what} ${due}, ${daysLeft < 0 ? `${-daysLeft} days OVERDUE` : `${daysLeft} days left`}`;
};

const rowLines = (rows: readonly CaseRow[]): readonly string[] =>
  rows.length === 0
    ? ['No requests.']
    : table(rows.map((row) => [`${row.caseId}  ${row.type}`, standing(row)]));

/** The cases, the most urgent first. Exit code 2 when one is overdue. */
export async function rightsListVerb({ services }: Context, options: RightsListOptions): Promise<Outcome> {
  const type = options.type === undefined ? null : caseTypeSchema.safeParse(options.type).data;
  if (type === undefined)
    throw new Fault(
      'usage',
      'There is no such right.',
      `Give --type one of ${caseTypeSchema.options.join(', ')}.`,
    );
  const filter = { open: options.all === true ? null : true, type, state: null, id: '' };
  const { total, today, rows } = await services.rights.list(filter, 0, MOST);
  return {
    answer: { json: { total, today, cases: rows }, lines: rowLines(rows) },
    exit: rows.some(({ escalation }) => escalation === 'overdue') ? EXIT.tampered : EXIT.fine,
  };
}

const recipientLines = ({ letters, answer, restrictions }: Recipients): readonly string[] => [
  ...(['letters', 'answer'] as const).map((what) => {
    const { name, address, email, source, agreedIn } = what === 'letters' ? letters : answer;
    const where = [name, address, email].filter((part) => part !== '').join(', ');
    return `${what} to: ${where} (${source}${agreedIn === null ? '' : `, ${agreedIn}`})`;
  }),
  ...(restrictions.length === 0 ? [] : [`restrictions in force: ${restrictions.join(', ')}`]),
];

/** One case. */
export async function rightsShowVerb(
  context: Context,
  caseId: string,
  { words: withWords }: { readonly words?: boolean },
): Promise<Outcome> {
  const view = await context.services.rights.view(caseId);
  if (withWords === true) await mustSignIn(context);
  const words = withWords === true ? await context.services.rights.words(caseId) : null;
  const recipients = withWords === true ? await context.services.recipients.of(caseId) : null;
  const { row, clock, identity, offered, history } = view;
  return {
    answer: {
      json: words === null ? view : { ...view, words, recipients },
      lines: [
        `${caseId}  ${row.type}: ${standing(row)}`,
        `${clock.label} (${clock.basis}); working target ${clock.workingTarget}${clock.kind === 'internal' ? '; no legal deadline' : ''}`,
        `Identity: ${identity.score} of ${identity.threshold}${identity.risk.length === 0 ? '' : `; high risk: ${identity.risk.join(', ')}`}`,
        ...(recipients === null ? [] : recipientLines(recipients)),
        ...history.map(
          ({ number, on, step, detail }) => `${String(number).padStart(4)}  ${on}  ${step}  ${detail}`,
        ),
        'Next:',
        ...offered.map(
          ({ step, missing }) => `  ${step}${missing.length === 0 ? '' : `: ${missing.join(' ')}`}`,
        ),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Opens a case. */
export async function rightsOpenVerb(context: Context, options: RightsOpenOptions): Promise<Outcome> {
  const opening = await jsonFrom(options.opening, openingSchema);
  const words = await jsonFrom(options.words, requestWordsSchema);
  await mustSignIn(context);
  const { rights } = context.services;
  const { caseId, duplicates } = await rights.open(opening, words);
  if (options.scan !== undefined) await rights.attach(caseId, 'request', options.scan);
  return {
    answer: {
      json: { caseId, duplicates },
      lines: [
        `Opened as ${caseId}.`,
        ...(duplicates.length === 0
          ? []
          : [`Perhaps the same as ${duplicates.join(', ')}; each keeps its own clock.`]),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Takes a step. */
export async function rightsStepVerb(
  context: Context,
  caseId: string,
  name: string,
  { facts, note }: RightsStepOptions,
): Promise<Outcome> {
  const given = officerStepSchema.safeParse({ ...asObject(facts), step: name });
  if (!given.success) throw notUnderstood(given.error, 'The step is not understood');
  await mustSignIn(context);
  const words = note === undefined ? {} : { words: { note: (await read(note)).trim() } };
  const { state } = await context.services.rights.take(caseId, given.data, words);
  return { answer: { json: { caseId, state }, lines: [`${caseId} is now ${state}.`] }, exit: EXIT.fine };
}

/** Records what has become urgent. Exit code 2 when something is overdue. */
export async function rightsDueVerb({ services }: Context): Promise<Outcome> {
  const reminders = await services.rights.remind();
  const { rows, today } = await services.rights.list(
    { open: true, type: null, state: null, id: '' },
    0,
    MOST,
  );
  const urgent = rows.filter(({ escalation }) => escalation !== null);
  return {
    answer: {
      json: { today, reminders, cases: urgent },
      lines: urgent.length === 0 ? ['Nothing is due within 15 days.'] : rowLines(urgent),
    },
    exit: urgent.some(({ escalation }) => escalation === 'overdue') ? EXIT.tampered : EXIT.fine,
  };
}
