import type { ColumnDecision } from '../../../src-shared/phi/classification.ts';
import { columnDecisionSchema } from '../../../src-shared/phi/classification.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { CatalogueColumn, ColumnRegistry, DecidedColumn } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';
import { readersOf } from './readers.ts';

/** Schemas that are not the clinic's. */
export const NOT_THE_CLINICS = `n.nspname not in ('pg_catalog', 'information_schema', 'guard') and n.nspname !~ '^(pg_(toast|temp)|attestry_)'`;

const COLUMNS = `
  select n.nspname as schema, c.relname as table, a.attname as column, c.oid::text as relation, a.attnum::int as attribute,
         format_type(a.atttypid, a.atttypmod) as type,
         coalesce(col_description(c.oid, a.attnum), '') as comment, coalesce(obj_description(c.oid, 'pg_class'), '') as "tableComment",
         coalesce(a.attnum = any (p.conkey), false) as "primaryKey",
         (select jsonb_build_object('schema', fn.nspname, 'table', fc.relname)
            from pg_constraint f join pg_class fc on fc.oid = f.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
           where f.contype = 'f' and f.conrelid = c.oid and a.attnum = any (f.conkey)
           order by cardinality(f.conkey), f.oid limit 1) as "references",
         case when c.relkind = 'p' or c.reltuples < 0 then null else c.reltuples::float8 end as rows
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
   where c.relkind in ('r', 'p', 'f') and not c.relispartition and ${NOT_THE_CLINICS}
   order by 1, 2, a.attnum
   limit 50000`;

type DecisionRow = Omit<DecidedColumn, 'decision'> & {
  readonly classification: string;
  readonly tags: readonly string[];
  readonly encrypt: boolean;
  readonly audit: boolean;
  readonly verdict: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
};

const DECIDED = `
  select schema_name as schema, table_name as table, column_name as column, relation::text as relation, attribute::int as attribute, last_attribute::int as last,
         column_type as type, classification, tags, encrypt, audit, verdict, reason, decided_by as by,
         to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from guard.column_class`;

/** Columns and decisions, over the officer's own connection: the catalogue and the pack's registry, no row of a table. */
export const postgresColumnRegistry = (connection: ClinicConnection): ColumnRegistry => ({
  columns: () =>
    withConnection(connection, async (client) => (await client.query<CatalogueColumn>(COLUMNS)).rows),
  decided: () =>
    registerAsked(() =>
      withConnection(connection, async (client) => {
        const { rows } = await client.query<DecisionRow>(DECIDED);
        return rows.map(({ schema, table, column, relation, attribute, last, type, ...decision }) => ({
          ...{ schema, table, column, relation, attribute, last, type },
          decision: readDecision(decision),
        }));
      }),
    ),
  decide: (decisions, by) =>
    registerAsked(() =>
      withConnection(connection, async (client) => {
        await client.query('select guard.decide_columns($1::jsonb, $2)', [JSON.stringify(decisions), by]);
      }),
    ),
  readers: (schema, table) => withConnection(connection, (client) => readersOf(client, schema, table)),
});

/** What stands in the clinic's database was written by somebody: it is read like any input. */
function readDecision(row: unknown): ColumnDecision {
  const decision = columnDecisionSchema.safeParse(row);
  if (decision.success) return decision.data;
  throw new Fault(
    'pack-outdated',
    'The decisions on columns in the database have a form that this version does not know.',
    'Bring application and pack to the same version.',
    decision.error,
  );
}

/** Runs what reads or writes the pack’s registers, and says so when the pack has none. @throws Fault `pack-outdated`, `table-changed` */
export async function registerAsked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Fault ? codeOf(error.cause) : undefined;
    // An older pack has no registry; to an officer both look like a table that is missing or may not be read.
    if (code === '42P01' || code === '42883' || code === '3F000')
      throw new Fault(
        'pack-outdated',
        'The guard schema in the database has no register of columns yet.',
        'Ask the database administrator to install or upgrade the pack: Clinic database, Connection.',
        error,
      );
    if (code === 'AT020')
      throw new Fault(
        'table-changed',
        'A column on which you decided is not there any more. Nothing was written down.',
        'Look at the data map again; it shows the columns as they are now.',
        error,
      );
    throw error;
  }
}
