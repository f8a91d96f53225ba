import type { ControlTest, TestArea } from '../../../src-shared/controls/tests.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import type { OwnRecords } from './ports.ts';
import type { ColumnOf, ControlsMap, Kept, MappedColumn } from './map.ts';

/** One of a population: whether it is as the rule says, and what is wrong with it or remarkable. `ok` null: nobody can tell. */
export type TestedRow = { readonly key: string; readonly ok: boolean | null; readonly fact: string };

/** What an empty population means: then nothing was tested, which for most tests says nothing. */
export type WhenEmpty = { readonly outcome: 'pass' | 'could-not-tell'; readonly reason: string };

type Described = Pick<
  ControlTest,
  'id' | 'version' | 'title' | 'shows' | 'population' | 'rule' | 'limits'
> & {
  readonly area: TestArea;
  readonly parameters: readonly TestParameter[];
  readonly supports: readonly RequirementRef[];
  /** What it means that there is nobody and nothing of the population. */
  readonly empty: WhenEmpty;
};
type TestParameter = ControlTest['parameters'][number];

/** The tables and columns of the map that a test needs. */
export type Needs = { readonly [K in Kept]?: readonly ColumnOf<K>[] };

/** A table of the map under an alias: its place in FROM, and its columns as SQL. */
export type QueryTable<K extends Kept> = { readonly from: string } & Readonly<Record<ColumnOf<K>, string>>;

/** What a query is written with. */
export type QueryParts = {
  readonly table: <K extends Kept>(kept: K, alias: string) => QueryTable<K>;
  /** The clinic's day, as SQL. */
  readonly today: string;
  /** A parameter as SQL. */
  readonly value: (name: string) => string;
  /** The clinic's own schemas, as an SQL array. */
  readonly schemas: string;
};

/** A test that asks the clinic's database. Its query gives one row for each of the population: key, ok, fact. */
export type ClinicTest = Described & {
  readonly reads: 'clinic';
  readonly needs: Needs;
  readonly query: (parts: QueryParts) => string;
};

/** A test that asks what this application keeps. */
export type ApplicationTest = Described & {
  readonly reads: 'application';
  /** What is asked, in one sentence: it stands where others have their query. */
  readonly asks: string;
  readonly check: (
    own: OwnRecords,
    parts: { readonly now: number; readonly number: (name: string) => number; readonly signal: AbortSignal },
  ) => Promise<readonly TestedRow[]>;
};
export type TestDefinition = ClinicTest | ApplicationTest;

const refs =
  (framework: string) =>
  (...ids: readonly string[]): readonly RequirementRef[] =>
    ids.map((id) => ({ framework, id }));
export const soc2 = refs('soc2-2017');
export const security = refs('hipaa-security');
export const privacy = refs('hipaa-privacy');
export const fhir = refs('fhir-r4');

/** Nothing was there to test, and that is no result. */
export const nothingToTest = (what: string): WhenEmpty => ({
  outcome: 'could-not-tell',
  reason: `There was nothing to test: ${what}`,
});
/** That there is none is what the test wants to see. */
export const noneIsFine = (what: string): WhenEmpty => ({ outcome: 'pass', reason: what });

/** A parameter that a map may set to another value. */
export const setting = (
  name: string,
  value: number | string,
  meaning: string,
): ControlTest['parameters'][number] => ({
  name,
  value,
  meaning,
});

/**
 * A name that stays the same for one row throughout the database and names nobody: computed by the server, so that the real
 * key never leaves it. For patients the same as in the view guard.phi_access.
 */
export const pseudonym = (kind: 'account' | 'person' | 'patient' | 'record', expression: string): string =>
  `'${{ account: 'A', person: 'E', patient: 'P', record: 'R' }[kind]}-' || substr(encode(sha256(convert_to('attestry ${kind} ' || (${expression})::text, 'UTF8')), 'hex'), 1, 12)`;

/** Quotes a name of the clinic's; the only way it gets into a query. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const columnSql = (alias: string, column: MappedColumn): string =>
  typeof column === 'string'
    ? `${alias}.${quoted(column)}`
    : `coalesce(${alias}.${quoted(column.column)}::text = any (array[${column.in.map(literal).join(', ')}]), false)`;

/** What a test needs and the map does not say, as `accounts.mfa`. */
export const missing = (test: ClinicTest, map: ControlsMap): readonly string[] =>
  (Object.entries(test.needs) as [Kept, readonly string[]][]).flatMap(([kept, columns]) =>
    columns.filter((name) => map.tables[kept]?.columns[name] === undefined).map((name) => `${kept}.${name}`),
  );

/** The values that count for a test: the map's where it has some. */
export const parametersOf = (
  test: Pick<TestDefinition, 'id' | 'parameters'>,
  map: ControlsMap,
): readonly TestParameter[] =>
  test.parameters.map((one) => {
    const other = map.parameters[test.id]?.[one.name];
    return typeof other === typeof one.value && other !== undefined ? { ...one, value: other } : one;
  });

/**
 * The query of a test over a clinic's tables, as it is sent.
 *
 * @returns null when the map does not say where what it needs is kept
 */
export function queryOf(test: ClinicTest, map: ControlsMap): string | null {
  if (missing(test, map).length > 0) return null;
  const parameters = parametersOf(test, map);
  return test.query({
    today: map.today === undefined ? 'current_date' : `date ${literal(map.today)}`,
    schemas: `array[${map.schemas.map(literal).join(', ')}]`,
    value: (name) => {
      const found = parameters.find((one) => one.name === name)?.value;
      if (found === undefined) throw new RangeError(`${test.id} has no parameter ${name}`);
      return typeof found === 'number' ? String(found) : literal(found);
    },
    table: <K extends Kept>(kept: K, alias: string) => {
      const mapped = map.tables[kept];
      if (mapped === undefined) throw new RangeError(`${test.id} does not say that it needs ${kept}`);
      const columns = Object.entries(mapped.columns).flatMap(([name, column]) =>
        column === undefined ? [] : [[name, columnSql(alias, column)] as const],
      );
      return {
        from: `${quoted(mapped.schema)}.${quoted(mapped.table)} ${alias}`,
        ...Object.fromEntries(columns),
      } as QueryTable<K>;
    },
  });
}

/** The tables of the clinic that a test reads, for the question whether all their rows are seen. */
export const relationsOf = (test: ClinicTest, map: ControlsMap): readonly string[] =>
  (Object.keys(test.needs) as Kept[]).flatMap((kept) => {
    const mapped = map.tables[kept];
    return mapped === undefined ? [] : [`${quoted(mapped.schema)}.${quoted(mapped.table)}`];
  });
