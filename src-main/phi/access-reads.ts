import type { Exposure, RowScope } from '../../src-shared/phi/access.ts';
import { EXPOSURES, ROW_SCOPES } from '../../src-shared/phi/access.ts';
import type { ReadWay } from '../../src-shared/phi/classification.ts';
import { FIELD_ROLES } from '../../src-shared/phi/fields.ts';
import type { AccessFacts, ColumnAt, RelationFact, RoleFact } from './access-facts.ts';

/** A role reads a column of a table. */
export type Reading = {
  readonly role: string;
  readonly relation: string;
  readonly column: number;
  readonly shows: Exposure;
  readonly rows: RowScope;
  readonly way: ReadWay;
  readonly through: string | null;
};

/** A column that a way leads to. */
type Reached = ColumnAt & {
  /** Whether the value itself comes out, and not something computed of it. */
  readonly plain: boolean;
  /** The innermost view that computes something of it, and with whose rights rows are read; null for what was copied. */
  readonly by: RelationFact | null;
  readonly as: string | null;
  /** The table, or the part of one, whose row security is asked. */
  readonly table: RelationFact;
};

const WAYS: readonly ReadWay[] = [
  'superuser',
  'owner',
  'reads-everything',
  'table-grant',
  'column-grant',
  'public',
  'view',
  'role-switch',
];
const idOf = ({ relation, column }: ColumnAt): string => `${relation} ${String(column)}`;

/**
 * Who can read which column, as PostgreSQL decides it: rights of their own, of groups and of everybody, then what views show.
 * A view checks its sources with its owner's rights, one with `security_invoker` with those of whoever asks, at whatever depth
 * it lies; what it refers to it must be able to read, or nothing comes out. The use of a schema is asked for what the query
 * names alone. (PostgreSQL manual, "CREATE VIEW" and "Rules and Privileges".)
 *
 * @param encrypted - columns that hold ciphertext
 */
export function readingsOf(
  facts: AccessFacts,
  wanted: readonly ColumnAt[],
  encrypted: readonly ColumnAt[] = [],
): readonly Reading[] {
  const world = worldOf(facts);
  const [asked, sealed] = [new Set(wanted.map(idOf)), new Set(encrypted.map(idOf))];
  const best = new Map<string, Reading>();
  const keep = (reading: Reading): void => {
    const key = `${reading.role} ${idOf(reading)}`;
    const known = best.get(key);
    if (known === undefined || rank(reading) > rank(known)) best.set(key, reading);
  };
  for (const { role } of facts.roles)
    for (const relation of facts.relations) {
      if (!relation.schemaUsers.includes(role) || !world.works(relation, role)) continue;
      for (const { column } of relation.columns) {
        if (!world.may(role, relation, [column])) continue;
        for (const reached of world.reach(relation, column, role)) {
          if (!asked.has(idOf(reached))) continue;
          const { way, through } = world.wayOf(role, relation, column);
          const rows = reached.as === null ? 'every' : world.rows(reached.as, reached.table);
          if (rows === 'none') continue;
          keep({
            ...{ role, relation: reached.relation, column: reached.column, way, through, rows },
            shows: sealed.has(idOf(reached)) ? exposureOf(reached) : 'clear',
          });
        }
      }
    }
  for (const [role, other] of facts.switches)
    for (const reading of [...best.values()].filter(
      (each) => each.role === other && each.way !== 'role-switch',
    ))
      keep({ ...reading, role, way: 'role-switch', through: other });
  return [...best.values()];
}

/** The more is seen the higher; of equals the straighter way. */
const rank = ({ shows, rows, way }: Reading): number =>
  EXPOSURES.indexOf(shows) * 1000 + ROW_SCOPES.indexOf(rows) * 100 - WAYS.indexOf(way);

/** What of an encrypted column comes out. */
function exposureOf({ plain, by }: Reached): Exposure {
  if (plain || by === null) return 'encrypted';
  // The pack's own views decrypt as their role may see it; what another view computes of it may be all of it.
  const role = Object.entries(FIELD_ROLES).find(([each]) => by.schema === `attestry_${each}`);
  const level = role?.[1] ?? 'full';
  return level === 'full' ? 'clear' : level;
}

/** The questions that are asked over and over, answered from memory. */
function worldOf(facts: AccessFacts) {
  const relations = new Map(facts.relations.map((each) => [each.relation, each]));
  const roles = new Map(facts.roles.map((each) => [each.role, each]));
  const has = new Set(facts.has.map(([role, other]) => `${role}\0${other}`));
  const rights = new Map(
    facts.relations.map(({ relation, readers }) => [
      relation,
      new Map(readers.map((each) => [each.role, each.all ? null : new Set(each.columns)])),
    ]),
  );
  const hasRole = (role: string, other: string): boolean => role === other || has.has(`${role}\0${other}`);

  const may = (role: string, { relation }: RelationFact, columns: readonly number[]): boolean => {
    const right = rights.get(relation)?.get(role);
    if (right === undefined) return false;
    return right === null || columns.every((column) => right.has(column));
  };
  const working = new Map<string, boolean>();
  /** Whether a view can read what it refers to when this role asks; a table always can. */
  const works = (relation: RelationFact, asker: string): boolean => {
    const { view } = relation;
    if (view === null || relation.kind === 'materialized') return true;
    const key = `${relation.relation}\0${asker}`;
    const known = working.get(key);
    if (known !== undefined) return known;
    const as = view.invoker ? asker : relation.owner;
    const result = view.uses.every(({ relation: used, columns }) => {
      const source = relations.get(used);
      return source !== undefined && may(as, source, columns) && works(source, asker);
    });
    working.set(key, result);
    return result;
  };
  /** The tables' columns that come out of one of a relation's. */
  const reach = (relation: RelationFact, column: number, asker: string): readonly Reached[] => {
    const { view } = relation;
    if (view === null) {
      const own = { relation: relation.relation, column, plain: true, by: null, as: asker, table: relation };
      const parent = relation.parent === null ? undefined : relations.get(relation.parent);
      if (parent === undefined) return [own];
      const name = relation.columns.find((each) => each.column === column)?.name;
      const above = parent.columns.find((each) => each.name === name);
      // Whoever names a part is asked for the rights and the rows of that part alone.
      const parents = above === undefined ? [] : reach(parent, above.column, asker);
      return [own, ...parents.map((each) => ({ ...each, table: relation }))];
    }
    const shown = view.shows.find((each) => each.column === column);
    const from = shown?.from ?? everything(view, relations);
    return from.flatMap((at) => {
      const source = relations.get(at.relation);
      if (source === undefined) return [];
      return reach(source, at.column, asker).map((inner): Reached => {
        const plain = inner.plain && shown?.plain === true;
        // Rows were copied when it was refreshed; nobody's rights are asked any more.
        const as =
          relation.kind === 'materialized' || inner.as === null
            ? null
            : source.view === null && !view.invoker
              ? relation.owner
              : inner.as;
        return { ...inner, plain, as, by: inner.plain && !plain ? relation : inner.by };
      });
    });
  };
  const rowsOf = (role: RoleFact | undefined, table: RelationFact): RowScope => {
    if (!table.rowSecurity) return 'every';
    if (role === undefined) return 'none';
    if (role.superuser || role.bypassesRows) return 'every';
    if (hasRole(role.role, table.owner) && !table.rowsForced) return 'every';
    const own = table.policies.filter(({ roles: named }) =>
      named.some((other) => other === 'public' || hasRole(role.role, other)),
    );
    const open = own.filter(({ permissive }) => permissive);
    if (open.length === 0) return 'none';
    return open.some(({ every }) => every) && own.every(({ permissive, every }) => permissive || every)
      ? 'every'
      : 'some';
  };
  return {
    ...{ may, works, reach },
    rows: (as: string, table: RelationFact): RowScope => rowsOf(roles.get(as), table),
    wayOf: (
      role: string,
      relation: RelationFact,
      column: number,
    ): { readonly way: ReadWay; readonly through: string | null } => {
      const name = `${relation.schema}.${relation.name}`;
      const { superuser = false, readsEverything = false } = roles.get(role) ?? {};
      const part = relation.parent === null ? null : name;
      if (superuser) return { way: 'superuser', through: null };
      if (relation.view !== null) return { way: 'view', through: name };
      if (hasRole(role, relation.owner)) return { way: 'owner', through: part };
      if (readsEverything) return { way: 'reads-everything', through: null };
      if (role !== 'public' && may('public', relation, [column])) return { way: 'public', through: part };
      const giver = relation.grantees.includes(role)
        ? null
        : relation.grantees.find((other) => hasRole(role, other) && may(other, relation, [column]));
      const way = rights.get(relation.relation)?.get(role) === null ? 'table-grant' : 'column-grant';
      return { way, through: part ?? giver ?? null };
    },
  };
}

/** All that a view refers to. */
const everything = (
  { uses }: NonNullable<RelationFact['view']>,
  relations: ReadonlyMap<string, RelationFact>,
): readonly ColumnAt[] =>
  uses.flatMap(({ relation, columns }) =>
    (columns.length > 0 ? columns : (relations.get(relation)?.columns ?? []).map(({ column }) => column)).map(
      (column) => ({ relation, column }),
    ),
  );
