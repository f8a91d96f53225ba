import type { ColumnRef } from '../../../src-shared/phi/classification.ts';
import { KEY_SECONDS, SEARCH_RULES, searchRuleSchema } from '../../../src-shared/phi/fields.ts';
import type { ClinicConnection } from '../../clinic/ports.ts';
import { Fault } from '../../base/fault.ts';
import { administratorHandle } from '../administrator.ts';
import { columnText, isColumn } from '../catalogue-names.ts';
import { type Context, mustSignIn, type Outcome, signIn } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';

/** Columns by SCHEMA.TABLE.COLUMN; the data map knows which there are, whatever stands in their names. */
async function columnsOf({ services }: Context, names: readonly string[]): Promise<readonly ColumnRef[]> {
  const { columns } = await services.classification.map();
  return names.map((name) => {
    const found = columns.find((column) => isColumn(name, column));
    if (found === undefined)
      throw new Fault(
        'usage',
        'One of these columns is not there.',
        'Run `classify list` to see their names.',
      );
    return { schema: found.schema, table: found.table, column: found.column };
  });
}

const acting = async <T>(
  context: Context,
  options: DatabaseOptions,
  operation: string,
  work: (connection: ClinicConnection) => Promise<T>,
): Promise<T> =>
  context.services.administrator.act(
    await administratorHandle(context, options),
    { operation: `administrator.fields-${operation}`, objectType: 'database', objectId: 'clinic' },
    work,
  );

/** Which columns are encrypted. */
export async function fieldsListVerb({ services }: Context): Promise<Outcome> {
  const fields = await services.fields.list();
  return {
    answer: {
      json: { fields },
      lines:
        fields.length === 0
          ? ['No column is encrypted. `fields plan` says what stands in the way, `fields encrypt` begins.']
          : fields.map(
              (one) =>
                `${columnText(one)}: ${one.state}, key ${one.key}, since ${one.since}${one.search === null ? '' : `, searchable by ${one.search.rule}${one.search.ready ? '' : ' (not finished)'}`}`,
            ),
    },
    exit: EXIT.fine,
  };
}

/** For how long a transaction may read with the key it was given; sets it when seconds are given. */
export async function fieldsKeyTimeVerb(
  context: Context,
  wanted: string | undefined,
  options: DatabaseOptions,
): Promise<Outcome> {
  const { fields } = context.services;
  if (wanted !== undefined) {
    const seconds = Number(wanted);
    if (!Number.isInteger(seconds) || seconds < KEY_SECONDS.min || seconds > KEY_SECONDS.max)
      throw new Fault(
        'usage',
        'The number of seconds is not understood.',
        `Give a whole number from ${KEY_SECONDS.min} to ${KEY_SECONDS.max}.`,
      );
    await signIn(context);
    await acting(context, options, 'key-time', (connection) => fields.setKeyTime(connection, seconds));
  }
  const seconds = await fields.keyTime();
  return {
    answer: {
      json: { seconds },
      lines: [
        seconds === null
          ? 'A transaction that is given the key keeps it to its end: the guard pack is older. `guard upgrade` brings the limit.'
          : `A transaction may read with the key for ${seconds} s after it was given.`,
      ],
    },
    exit: EXIT.fine,
  };
}

/** What stands in the way; changes nothing. */
export async function fieldsPlanVerb(
  context: Context,
  names: readonly string[],
  options: DatabaseOptions,
): Promise<Outcome> {
  const columns = await columnsOf(context, names);
  const plans = await context.services.administrator.look(
    await administratorHandle(context, options),
    (connection) => context.services.fields.plan(connection, columns),
  );
  return {
    answer: {
      json: { plans },
      lines: plans.flatMap(({ rows, obstacles, warnings, ...column }) => [
        `${columnText(column)}: ${obstacles.length === 0 ? `about ${rows} rows can be encrypted` : 'cannot be encrypted'}`,
        ...obstacles.map((words) => `  cannot: ${words}`),
        ...warnings.map((words) => `  mind: ${words}`),
      ]),
    },
    exit: plans.some(({ obstacles }) => obstacles.length > 0) ? EXIT.tampered : EXIT.fine,
  };
}

/** Encrypts columns, exchanges their key, or decrypts them for good. */
export async function fieldsChangeVerb(
  context: Context,
  what: 'encrypt' | 'rotate' | 'rollback',
  names: readonly string[],
  options: DatabaseOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  const columns = await columnsOf(context, names);
  const { fields } = context.services;
  const rows = await acting(context, options, what, (connection) =>
    what === 'encrypt'
      ? fields.encrypt(connection, columns, context.work)
      : what === 'rotate'
        ? fields.rotate(connection, context.work)
        : fields.rollBack(connection, columns, context.work),
  );
  const words = { encrypt: 'encrypted', rotate: 'brought under a new key', rollback: 'decrypted' }[what];
  return { answer: { json: { rows }, lines: [`${rows} values ${words}.`] }, exit: EXIT.fine };
}

/** Makes columns searchable for equal values, catches up, or ends it. */
export async function fieldsSearchVerb(
  context: Context,
  names: readonly string[],
  options: DatabaseOptions & { readonly rule: string },
): Promise<Outcome> {
  const rule = options.rule === 'none' ? null : searchRuleSchema.safeParse(options.rule).data;
  if (rule === undefined)
    throw new Fault('usage', 'There is no such rule.', `Give --rule ${SEARCH_RULES.join(', ')} or none.`);
  await mustSignIn(context);
  const columns = await columnsOf(context, names);
  const values = await acting(context, options, 'search', (connection) =>
    context.services.fields.search(connection, columns, rule, context.work),
  );
  const words = rule === null ? 'Not searchable any more.' : `${values} values put into the index.`;
  return { answer: { json: { values }, lines: [words] }, exit: EXIT.fine };
}

/** Looks for readable values that are left. */
export async function fieldsVerifyVerb(
  context: Context,
  names: readonly string[],
  options: DatabaseOptions,
): Promise<Outcome> {
  await signIn(context);
  const columns = await columnsOf(context, names);
  const handle = await administratorHandle(context, options);
  const results = [];
  for (const column of columns)
    results.push({
      column,
      checks: await context.services.administrator.look(handle, (connection) =>
        context.services.fields.verify(connection, column),
      ),
    });
  const outcomes = results.flatMap(({ checks }) => checks.map(({ outcome }) => outcome));
  return {
    answer: {
      json: { results },
      lines: results.flatMap(({ column, checks }) => [
        columnText(column),
        ...checks.flatMap(({ outcome, title, detail, remedy }) => [
          `  ${outcome.padEnd(8)}${title}: ${detail}`,
          ...(remedy === '' ? [] : [`          ${remedy}`]),
        ]),
      ]),
    },
    exit: outcomes.includes('failed')
      ? EXIT.tampered
      : outcomes.includes('skipped')
        ? EXIT.unknown
        : EXIT.fine,
  };
}
