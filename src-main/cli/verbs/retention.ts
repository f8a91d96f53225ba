import type { DisposalPlan } from '../../../src-shared/phi/disposal.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { type AsAdministrator, isGone } from '../../phi/index.ts';
import { administratorHandle } from '../administrator.ts';
import { tableText } from '../catalogue-names.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { table as aligned } from '../output.ts';
import { tableName } from './tables.ts';

export type RetentionSetOptions = {
  readonly months?: string;
  readonly basis?: string;
  readonly date?: string;
  readonly patient?: string;
  readonly off?: boolean;
};
export type RetentionRunOptions = DatabaseOptions & {
  readonly resume?: string;
  readonly out?: string;
  readonly patient?: string;
  readonly plan?: boolean;
};
export type HoldOptions = { readonly table?: string; readonly patient?: string; readonly reason: string };

/** What the administrator of `--database` does, for one command. @throws Fault as {@link administratorHandle} */
export async function administratorOf(context: Context, options: DatabaseOptions): Promise<AsAdministrator> {
  const handle = await administratorHandle(context, options);
  return (draft, work) => context.services.administrator.act(handle, draft, work);
}

/** Rules, holds and deletions. */
export async function retentionListVerb({ services }: Context): Promise<Outcome> {
  const state = await services.disposal.state();
  const standing = state.holds.filter(({ lifted }) => lifted === null);
  return {
    answer: {
      json: state,
      lines: state.installed
        ? [
            ...aligned(
              state.rules.map(({ rule, origin }) => [
                tableText(rule),
                `${rule.months} months from ${rule.dateColumn}, ${rule.active ? 'active' : origin === 'set' ? 'switched off' : 'proposed'}: ${rule.basis}`,
              ]),
            ),
            `${standing.length} legal holds stand.`,
            ...standing.map(
              ({ id, table, patient, reason }) =>
                `  ${id}  ${table ?? 'every table'}, ${patient ?? 'every patient'}: ${reason}`,
            ),
            ...state.disposals.map(
              ({ disposalId, kind, deleted, state: where }) =>
                `  ${disposalId}  ${kind}, ${deleted} rows deleted, ${where}`,
            ),
          ]
        : ['The pack that is installed there has no retention yet.', 'Upgrade it first.'],
    },
    exit: EXIT.fine,
  };
}

/** Sets a rule; what is not said stays, or is as proposed. */
export async function retentionSetVerb(
  { services }: Context,
  name: string,
  options: RetentionSetOptions,
): Promise<Outcome> {
  const { schema, table } = tableName(name);
  const { rules } = await services.disposal.state();
  const known = rules.find(({ rule }) => rule.schema === schema && rule.table === table)?.rule;
  const months = options.months === undefined ? known?.months : Number(options.months);
  const dateColumn = options.date ?? known?.dateColumn;
  const basis = options.basis ?? known?.basis;
  if (
    months === undefined ||
    !Number.isInteger(months) ||
    months < 1 ||
    months > 1200 ||
    !dateColumn ||
    !basis
  )
    throw new Fault(
      'usage',
      'The rule is not understood.',
      'Give --months 1 to 1200, --date COLUMN and --basis TEXT for a table that has no rule yet.',
    );
  const rule = {
    ...{ schema, table, kind: known?.kind ?? 'own-rule', months, basis, dateColumn },
    subjectColumn: options.patient ?? known?.subjectColumn ?? null,
    active: options.off !== true,
  };
  await services.disposal.setRule(rule);
  return {
    answer: {
      json: rule,
      lines: [`${name}: ${months} months from ${dateColumn}, ${rule.active ? 'active' : 'switched off'}.`],
    },
    exit: EXIT.fine,
  };
}

/** Counts what would be deleted. */
export async function retentionPlanVerb(context: Context, options: RetentionRunOptions): Promise<Outcome> {
  const plan = await context.services.disposal.plan(
    await administratorOf(context, options),
    options.patient ?? null,
  );
  return { answer: { json: plan, lines: planLines(plan) }, exit: EXIT.fine };
}

/** What a deletion would come to, table by table. */
export const planLines = ({ steps }: DisposalPlan): readonly string[] => [
  'Nothing was changed.',
  ...aligned(
    steps.map(({ schema, table, deletable, held, referenced, retained }) => [
      `${schema}.${table}`,
      `${deletable} rows would go; ${held} held, ${referenced} pointed at by others, ${retained} kept by a rule`,
    ]),
  ),
];

/** Deletes, verifies and signs; with --resume goes on with a deletion that was begun. */
export async function retentionRunVerb(context: Context, options: RetentionRunOptions): Promise<Outcome> {
  const as = await administratorOf(context, options);
  await mustSignIn(context);
  const { disposalId, result, certificate } = await context.services.disposal.run(
    as,
    { subject: options.patient ?? null, at: null, disposalId: options.resume ?? null },
    context.work,
  );
  if (options.out !== undefined) {
    const file = options.out.toLowerCase().endsWith('.pdf')
      ? await context.services.disposalPages.pdf(disposalId)
      : `${JSON.stringify(certificate, null, 2)}\n`;
    await writeDurably(options.out, file, { mode: 0o644 });
  }
  const whole = result.steps.every(isGone);
  return {
    answer: {
      json: { disposalId, result, signOffId: certificate.signOffId },
      lines: [
        `Deletion ${disposalId}; certificate signed as ${certificate.signOffId}.`,
        ...aligned(
          result.steps.map((step) => [
            step.table,
            `${step.deleted} deleted (table: ${step.heap}, index: ${step.index}); kept: ${step.held} held, ${step.referenced} pointed at, ${step.retained} by a rule${step.left > 0 ? `; ${step.left} in use, run it again` : ''}`,
          ]),
        ),
        ...result.elsewhere,
      ],
    },
    exit: whole ? EXIT.fine : EXIT.unknown,
  };
}

/** Erases one person's rows, or with --plan counts them. */
export const retentionEraseVerb = (
  context: Context,
  patient: string,
  options: RetentionRunOptions,
): Promise<Outcome> =>
  options.plan === true
    ? retentionPlanVerb(context, { ...options, patient })
    : retentionRunVerb(context, { ...options, patient });

/** Switches the erasure of single persons on or off. */
export async function retentionErasureVerb({ services }: Context, text: string): Promise<Outcome> {
  if (text !== 'on' && text !== 'off')
    throw new Fault('usage', 'It is neither on nor off.', 'Say `retention erasure on` or `off`.');
  await services.disposal.setErasure(text === 'on');
  return {
    answer: { json: { erasure: text === 'on' }, lines: [`Erasing single persons is ${text}.`] },
    exit: EXIT.fine,
  };
}

const reasonOf = (reason: string): string => {
  const text = reason.trim();
  if (text.length >= 10 && text.length <= 300) return text;
  throw new Fault('usage', 'The reason is too short or too long.', 'Say why in 10 to 300 characters.');
};

/** Places a hold. */
export async function retentionHoldVerb({ services }: Context, options: HoldOptions): Promise<Outcome> {
  const name = options.table === undefined ? null : tableName(options.table);
  await services.disposal.placeHold({
    ...{ schema: name?.schema ?? null, table: name?.table ?? null },
    ...{ patient: options.patient ?? null, reason: reasonOf(options.reason) },
  });
  return {
    answer: {
      json: { held: true },
      lines: ['The hold stands: nothing it covers is deleted until it is lifted.'],
    },
    exit: EXIT.fine,
  };
}

/** Lifts a hold. */
export async function retentionReleaseVerb(
  { services }: Context,
  id: string,
  options: { readonly reason: string },
): Promise<Outcome> {
  await services.disposal.liftHold(/^\d{1,15}$/.test(id) ? Number(id) : -1, reasonOf(options.reason));
  return { answer: { json: { lifted: Number(id) }, lines: ['The hold is lifted.'] }, exit: EXIT.fine };
}
