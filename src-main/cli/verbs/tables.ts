import { type Mapping, mappingSchema, ORDERS, SETTLE_SECONDS } from '../../../src-shared/audit/tables.ts';
import type { VerificationRun } from '../../../src-shared/audit/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, type Outcome, signIn } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table as aligned } from '../output.ts';
import { levelFrom, runAnswer } from './integrity.ts';
import { tableLines } from './table-lines.ts';

export type MappingOptions = {
  readonly key?: readonly string[];
  readonly time?: string | false;
  readonly content?: readonly string[];
  readonly order?: string;
  readonly settle?: string;
};

const NAME = /^(?:(?:"((?:[^"]|"")+)"|([^".]+))\.)?(?:"((?:[^"]|"")+)"|([^"]+))$/s;

/** `schema.table`, or a table of the schema public; names with a dot or a quote in quotes, as in SQL. */
export function tableName(text: string): { readonly schema: string; readonly table: string } {
  const [, quotedSchema, schema, quotedTable, table] = NAME.exec(text) ?? [];
  const plain = (quoted: string | undefined): string | undefined => quoted?.replaceAll('""', '"');
  const name = plain(quotedTable) ?? table;
  if (name === undefined)
    throw new Fault('usage', 'The name of the table is not understood.', 'Give it as SCHEMA.TABLE.');
  return { schema: plain(quotedSchema) ?? schema ?? 'public', table: name };
}

/** The watched tables. */
export async function tablesListVerb({ services }: Context): Promise<Outcome> {
  const tables = await services.tables.list();
  return {
    answer: {
      json: { tables },
      lines:
        tables.length === 0
          ? ['No table is watched. `tables candidates` shows which could be, `tables map` begins.']
          : tables.flatMap(tableLines),
    },
    exit: EXIT.fine,
  };
}

/** Tables of the database that could be watched. */
export async function tablesCandidatesVerb({ services }: Context): Promise<Outcome> {
  const candidates = await services.tables.candidates();
  return {
    answer: {
      json: { candidates },
      lines: aligned(
        candidates.map((one) => [
          `${one.schema}.${one.table}`,
          `${one.kind}${one.rows === null ? '' : `, about ${one.rows} rows`}${one.readable ? '' : ', may not be read'}`,
        ]),
      ),
    },
    exit: EXIT.fine,
  };
}

/** The proposal for a table with what was asked for in its place. */
async function mappingFrom({ services }: Context, name: string, options: MappingOptions): Promise<Mapping> {
  const { schema, table } = tableName(name);
  const { columns, proposal, why } = await services.tables.inspect(schema, table);
  const key = options.key ?? proposal?.key;
  if (key === undefined) throw new Fault('usage', why, 'Give the key columns with --key.');
  const time = options.time === false ? null : (options.time ?? proposal?.time ?? null);
  const taken = new Set([...key, ...(time === null ? [] : [time])]);
  const same = JSON.stringify([key, time]) === JSON.stringify([proposal?.key, proposal?.time]);
  const settle = options.settle ?? String(proposal?.settleSeconds ?? 86_400);
  const mapping = mappingSchema.safeParse({
    schema,
    table,
    key,
    time: time !== null && key.includes(time) ? null : time,
    content: options.content ?? columns.map((column) => column.name).filter((column) => !taken.has(column)),
    order: options.order ?? (same ? proposal?.order : time === null ? 'none' : 'time'),
    settleSeconds: /^\d{1,9}$/.test(settle) ? Number(settle) : NaN,
  });
  if (mapping.success) return mapping.data;
  throw new Fault(
    'usage',
    'The mapping is not understood.',
    `No column may stand twice; --order is one of ${ORDERS.join(', ')}; --settle is 0 to ${SETTLE_SECONDS.max} seconds; --order time needs --time.`,
  );
}

const mappingLines = (mapping: Mapping): string[] =>
  aligned([
    ['  key', mapping.key.join(', ')],
    ['  time', mapping.time ?? '–'],
    ['  content', mapping.content.join(', ')],
    ['  new rows by', `${mapping.order}, settled after ${mapping.settleSeconds} s`],
  ]);

/** Says what is right and wrong with a mapping; changes nothing. */
export async function tablesCheckVerb(
  context: Context,
  name: string,
  options: MappingOptions,
): Promise<Outcome> {
  const mapping = await mappingFrom(context, name, options);
  const { checks, found } = await context.services.tables.check(mapping);
  return {
    answer: {
      json: { mapping, ready: found !== null, checks },
      lines: [
        ...mappingLines(mapping),
        ...checks.flatMap(({ outcome, title, detail, remedy }) => [
          `${outcome.padEnd(8)}${title}: ${detail}`,
          ...(remedy === '' ? [] : [`        ${remedy}`]),
        ]),
      ],
    },
    exit: found === null ? EXIT.tampered : EXIT.fine,
  };
}

/** Watches a table from now on. */
export async function tablesMapVerb(
  context: Context,
  name: string,
  options: MappingOptions,
): Promise<Outcome> {
  const mapping = await mappingFrom(context, name, options);
  const { sourceId, fingerprint } = await context.services.tables.map(mapping);
  return {
    answer: {
      json: { sourceId, fingerprint, mapping },
      lines: [
        `${mapping.schema}.${mapping.table} is watched as ${sourceId}. Nothing is protected before \`tables watch\`.`,
        ...mappingLines(mapping),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Ids of the tables meant: by id or by name; every one when none is named. @throws Fault `table-unknown` */
export async function meant({ services }: Context, name: string | undefined): Promise<readonly string[]> {
  const tables = await services.tables.list();
  if (name === undefined) return tables.map(({ sourceId }) => sourceId);
  const wanted = tableName(name);
  const found = tables.filter(
    ({ sourceId, mapping }) =>
      sourceId === name || (mapping.schema === wanted.schema && mapping.table === wanted.table),
  );
  if (found.length > 0) return found.map(({ sourceId }) => sourceId);
  throw new Fault('table-unknown', 'This table is not watched.', 'Run `tables list` to see which are.');
}

/** Takes over what is new. */
export async function tablesWatchVerb(context: Context, name: string | undefined): Promise<Outcome> {
  const ids = await meant(context, name);
  await signIn(context);
  const tables = [];
  for (const sourceId of ids) {
    const { from, to, differing, keyless, checkpoint, unsigned } = await context.services.tables.watch(
      sourceId,
      context.work,
    );
    tables.push({
      sourceId,
      new: to - from,
      taken: to,
      differing,
      keyless,
      checkpoint:
        checkpoint === null
          ? null
          : { size: checkpoint.size, root: checkpoint.root, signedAt: checkpoint.signedAt },
      unsigned:
        unsigned === null
          ? null
          : { code: unsigned.code, message: unsigned.message, remedy: unsigned.remedy },
    });
  }
  return {
    answer: {
      json: { tables },
      lines: tables.flatMap((one) => [
        `${one.sourceId}: ${one.new} rows taken over, ${one.taken} in all.`,
        ...(one.differing > 0
          ? [`  ${one.differing} rows are not as they were witnessed: run \`tables verify\` now.`]
          : []),
        ...(one.keyless > 0
          ? [`  ${one.keyless} rows lack a part of their key; nothing can be said of them.`]
          : []),
        ...(one.checkpoint === null
          ? []
          : [`  Checkpoint over ${one.checkpoint.size} rows signed: ${one.checkpoint.root}`]),
        ...(one.unsigned === null ? [] : [`  ${one.unsigned.message} ${one.unsigned.remedy}`]),
      ]),
    },
    exit: tables.some(({ differing }) => differing > 0) ? EXIT.tampered : EXIT.fine,
  };
}

/** Verifies one table, or all. */
export async function tablesVerifyVerb(
  context: Context,
  name: string | undefined,
  options: { readonly level: string },
): Promise<Outcome> {
  const level = levelFrom(options.level);
  const runs: VerificationRun[] = [];
  for (const sourceId of await meant(context, name))
    runs.push(await context.services.tables.verify(sourceId, level, context.work));
  const answers = await Promise.all(runs.map((run) => runAnswer(context, run)));
  const worst = (['tampered', 'could-not-tell'] as const).find((result) =>
    runs.some((run) => run.result === result),
  );
  return {
    answer: {
      json: {
        tables: answers.map(({ json }, at) => ({ table: runs[at]?.source.table, ...(json as object) })),
      },
      lines: answers.flatMap(({ lines }, at) => [`${runs[at]?.source.table ?? ''}:`, ...lines]),
    },
    exit: worst === undefined ? EXIT.fine : exitOf(worst),
  };
}

/** Changes how long a row may be on its way. */
export async function tablesSettleVerb(context: Context, name: string, seconds: string): Promise<Outcome> {
  const settleSeconds = /^\d{1,9}$/.test(seconds) ? Number(seconds) : NaN;
  if (!(settleSeconds <= SETTLE_SECONDS.max))
    throw new Fault('usage', 'The delay is not understood.', `Give 0 to ${SETTLE_SECONDS.max} seconds.`);
  for (const sourceId of await meant(context, name))
    await context.services.tables.settle(sourceId, settleSeconds);
  return {
    answer: { json: { settleSeconds }, lines: [`Rows settle after ${settleSeconds} s.`] },
    exit: EXIT.fine,
  };
}

/** Stops watching. */
export async function tablesForgetVerb(context: Context, name: string): Promise<Outcome> {
  const ids = await meant(context, name);
  for (const sourceId of ids) await context.services.tables.forget(sourceId);
  return {
    answer: {
      json: { forgotten: ids },
      lines: ['Not watched any more; what was witnessed and found is kept.'],
    },
    exit: EXIT.fine,
  };
}
