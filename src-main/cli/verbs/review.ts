import {
  decidingSchema,
  type ItemFilter,
  noItemFilter,
  type ReviewSummary,
} from '../../../src-shared/rights/review.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

const PAGE = 200;

export type ReviewOptions = {
  readonly list?: boolean;
  readonly source?: string;
  readonly held?: boolean;
  readonly undecided?: boolean;
  readonly words?: string;
  readonly decide?: string;
  readonly ground?: string;
  readonly fields?: string;
  readonly confirm?: string;
  readonly finish?: boolean;
};

const listed = (text: string): string[] => text.split(',').map((part) => part.trim());

const filterOf = ({ source, held, undecided, words }: ReviewOptions): ItemFilter => ({
  ...noItemFilter,
  source: source ?? null,
  held: held === true ? true : null,
  decision: undecided === true ? 'open' : null,
  words: words ?? '',
});

/** A review: what it has come to; or one decision, confirmation or end of it. Exit code 2 while something is missing. */
export async function rightsReviewVerb(
  context: Context,
  caseId: string,
  options: ReviewOptions,
): Promise<Outcome> {
  const { reviews } = context.services;
  const { list, decide, confirm, finish } = options;
  if (list === true || decide !== undefined || confirm !== undefined || finish === true)
    await mustSignIn(context);
  const told: string[] = [];
  const rows = list === true ? (await reviews.items(caseId, filterOf(options), 0, PAGE)).rows : [];
  if (decide !== undefined) told.push(await decided(context, caseId, decide, options));
  if (confirm !== undefined) {
    const { items, signOff } = await reviews.confirm(caseId, listed(confirm));
    told.push(`${items} items confirmed; sign-off ${signOff}.`);
  }
  if (finish === true) {
    const { outcome, signOff } = await reviews.finish(caseId);
    told.push(`Decided: ${outcome}; sign-off ${signOff}.`);
  }
  const summary = await reviews.summary(caseId);
  return {
    answer: {
      json: { summary, rows },
      lines: [
        ...rows.map(
          ({ number, day, title, decision, held, summary: text }) =>
            `${number}  ${day ?? '          '}  ${title}: ${text}  [${decision}${held === null ? '' : `, held: ${held}`}]`,
        ),
        ...told,
        ...summaryLines(summary),
      ],
    },
    exit: summary.finished !== null || summary.missing.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

async function decided(
  { services }: Context,
  caseId: string,
  decision: string,
  options: ReviewOptions,
): Promise<string> {
  const { ground, fields } = options;
  const deciding = decidingSchema.safeParse({
    decision,
    ...(ground === undefined ? {} : { ground }),
    ...(fields === undefined ? {} : { fields: listed(fields) }),
  });
  if (!deciding.success)
    throw new Fault(
      'usage',
      'The decision is not understood.',
      'Give --decide release or open; withhold with --ground; or redact with --ground and --fields.',
    );
  const filter = filterOf(options);
  const { total } = await services.reviews.items(caseId, filter, 0, 1);
  const items = await services.reviews.decide(
    caseId,
    { by: 'filter', filter, expected: total },
    deciding.data,
  );
  return `${items} items: ${decision}.`;
}

const summaryLines = ({
  decisions,
  grounds,
  excluded,
  outcome,
  missing,
  finished,
}: ReviewSummary): readonly string[] => [
  ...table(Object.entries(decisions).map(([decision, items]) => [decision, String(items)])),
  ...grounds.map(
    ({ ground, items, licensed, confirmed }) =>
      `ground ${ground}: ${items} items${licensed ? (confirmed ? ', confirmed' : ', to be confirmed') : ''}`,
  ),
  ...excluded.map(({ items, words }) => `left out: ${items}. ${words}`),
  ...(outcome === null ? [] : [`comes to: ${outcome}`]),
  ...(finished === null ? missing : [`finished by ${finished.by}, sign-off ${finished.signOff}`]),
];
