import { accessOf, ROW_CATEGORIES, ROW_ROLES, type RowTable } from '../../../src-shared/phi/rows.ts';
import { Fault } from '../../base/fault.ts';
import type { AsAdministrator } from '../../phi/index.ts';
import { administratorHandle } from '../administrator.ts';
import { tableText } from '../catalogue-names.ts';
import type { Context, Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { tableName } from './tables.ts';

export type RowsOptions = DatabaseOptions & {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly category?: string;
  readonly subject?: string;
  readonly author?: string;
};

async function administratorOf(context: Context, options: DatabaseOptions): Promise<AsAdministrator> {
  const handle = await administratorHandle(context, options);
  return (draft, work) => context.services.administrator.act(handle, draft, work);
}

/** The tables that were named, with what was said of them in place of what was proposed. */
function wanted(
  names: readonly string[],
  options: RowsOptions,
  proposals: readonly RowTable[],
): readonly RowTable[] {
  if (options.all === true) return proposals;
  const category = ROW_CATEGORIES.find((known) => known === options.category);
  if (options.category !== undefined && category === undefined)
    throw new Fault('usage', 'There is no such category.', `It is one of ${ROW_CATEGORIES.join(', ')}.`);
  return names.map((text): RowTable => {
    const name = tableName(text);
    const proposed = proposals.find((one) => tableText(one) === tableText(name));
    const subjectColumn = options.subject ?? proposed?.subjectColumn;
    const kind = category ?? proposed?.category;
    if (subjectColumn === undefined || kind === undefined)
      throw new Fault(
        'usage',
        'What this table holds cannot be told from its columns.',
        'Say it with --category and --subject COLUMN.',
      );
    return {
      ...name,
      category: kind,
      subjectColumn,
      authorColumn: options.author ?? proposed?.authorColumn ?? null,
    };
  });
}

const someTables = (names: readonly string[], options: RowsOptions): void => {
  if (names.length === 0 && options.all !== true)
    throw new Fault('usage', 'No table was named.', 'Name tables as SCHEMA.TABLE, or give --all.');
};

/** Puts the rules on tables; with --dry-run only says which. */
export async function rowsAttachVerb(
  context: Context,
  names: readonly string[],
  options: RowsOptions,
): Promise<Outcome> {
  someTables(names, options);
  const { rows } = context.services;
  const as = await administratorOf(context, options);
  const tables = wanted(names, options, await rows.proposals(as));
  if (options.dryRun !== true) await rows.attach(as, tables);
  return {
    answer: {
      json: { dryRun: options.dryRun === true, tables },
      lines: [
        options.dryRun === true
          ? 'Nothing was changed. These rules would be put on:'
          : `Rules put on ${tables.length} tables. Logins that had rights before keep seeing every row.`,
        ...tables.map((table) => {
          const who = ROW_ROLES.flatMap((role) => {
            const { rule } = accessOf(table.category, role);
            return rule === 'none' ? [] : [`${role} ${rule}`];
          });
          return `  ${tableText(table)} (${table.category}, by ${table.subjectColumn}): ${who.join(', ')}`;
        }),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Takes the rules off; the tables are as they were. */
export async function rowsDetachVerb(
  context: Context,
  names: readonly string[],
  options: RowsOptions,
): Promise<Outcome> {
  someTables(names, options);
  const { rows } = context.services;
  const as = await administratorOf(context, options);
  const tables =
    options.all === true
      ? (await rows.report()).tables
          .filter(({ attached }) => attached)
          .map(({ schema, table }) => ({ schema, table }))
      : names.map(tableName);
  await rows.detach(as, tables);
  return {
    answer: { json: { tables }, lines: [`Rules taken off ${tables.length} tables.`] },
    exit: EXIT.fine,
  };
}

/** What is ruled, and what undermines it. */
export async function rowsReportVerb({ services }: Context): Promise<Outcome> {
  const report = await services.rows.report();
  const ruled = report.tables.filter(({ attached }) => attached).length;
  const differs = report.tables.flatMap(({ drift, ...table }) =>
    drift.map((words) => `DIFFERS ${tableText(table)}: ${words}`),
  );
  return {
    answer: {
      json: report,
      lines: report.installed
        ? [
            `${ruled} of ${report.tables.length} tables have rules; ${report.openings.length} records were opened by saying why.`,
            ...differs,
            ...report.weaknesses.flatMap(({ severity, object, what, remedy }) => [
              `${severity.padEnd(7)}${object}: ${what}`,
              `       ${remedy}`,
            ]),
          ]
        : [
            'The database has no access rules: the pack that is installed there is older.',
            'Upgrade it first.',
          ],
    },
    exit:
      differs.length > 0 || report.weaknesses.some(({ severity }) => severity === 'high')
        ? EXIT.tampered
        : EXIT.fine,
  };
}

/** Says which member of staff a login is. */
export async function rowsPersonVerb(
  context: Context,
  login: string,
  person: string | undefined,
  options: DatabaseOptions,
): Promise<Outcome> {
  await context.services.rows.namePerson(await administratorOf(context, options), login, person ?? null);
  return {
    answer: {
      json: { login, person: person ?? null },
      lines: [person === undefined ? 'The login is nobody now.' : 'The login is this member of staff now.'],
    },
    exit: EXIT.fine,
  };
}
