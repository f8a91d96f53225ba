import pg from 'pg';
import {
  ROW_MATRIX,
  ROW_ROLES,
  type RowRole,
  type RowRule,
  type RowTable,
} from '../../../src-shared/phi/rows.ts';

/** A policy as it is put on a table. */
export type Policy = {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update';
  readonly roles: readonly string[];
  /** SQL; null where the command has none. */
  readonly using: string | null;
  readonly check: string | null;
};

const quote = (name: string): string => pg.escapeIdentifier(name);

/** The database's role of a role of the pack. */
export const roleName = (role: RowRole): string => `attestry_${role.replaceAll('-', '_')}`;

/** All of the pack's group roles. */
export const ROLE_NAMES: readonly string[] = ROW_ROLES.map(roleName);

/**
 * The condition of a rule. The function is asked once a query, not once a row: in a sub-select without reference to the
 * row it is an InitPlan, and an index on the column is used.
 */
function conditionOf(rule: RowRule, table: RowTable, types: ReadonlyMap<string, string>): string | null {
  const within = (column: string, set: string): string =>
    `${quote(column)} = any ((select guard.${set}())::${types.get(column) ?? 'text'}[])`;
  switch (rule) {
    case 'all':
      return 'true';
    case 'care':
      return within(table.subjectColumn, 'my_patients');
    case 'opened':
      return within(table.subjectColumn, 'opened_patients');
    case 'consented':
      return within(table.subjectColumn, 'consented_patients');
    case 'ordinary':
      return `not (${within(table.subjectColumn, 'privileged_accounts')})`;
    case 'author': {
      const column = table.authorColumn ?? table.subjectColumn;
      return `${quote(column)} = (select guard.own_person())::${types.get(column) ?? 'text'}`;
    }
    case 'none':
      return null;
  }
}

/**
 * The policies of a table.
 *
 * @param types - SQL types of the columns named in the wish
 * @param keeps - roles that had rights before, and the owner: they keep seeing every row
 * @param guardOwner - owner of the guard's functions, which must see who cares for whom
 */
export function policiesOf(
  table: RowTable,
  types: ReadonlyMap<string, string>,
  keeps: readonly string[],
  guardOwner: string,
): readonly Policy[] {
  const policies: Policy[] = [
    { name: 'attestry_existing', command: 'all', roles: keeps, using: 'true', check: 'true' },
    { name: 'attestry_guard', command: 'select', roles: [guardOwner], using: 'true', check: null },
  ];
  for (const role of ROW_ROLES) {
    const access = ROW_MATRIX[table.category][role];
    if (access === undefined) continue;
    const condition = conditionOf(access.rule, table, types);
    if (condition === null) continue;
    const made = (command: Policy['command']): Policy => ({
      name: `${roleName(role)}_${command}`,
      command,
      roles: [roleName(role)],
      using: command === 'insert' ? null : condition,
      check: command === 'select' ? null : condition,
    });
    policies.push(made('select'));
    if (access.writes !== 'none') policies.push(made('update'));
    if (access.writes === 'insert-update') policies.push(made('insert'));
  }
  return policies;
}

/** The statement that makes a policy. */
export function policySql(relation: string, policy: Policy): string {
  return [
    `create policy ${quote(policy.name)} on ${relation} as permissive for ${policy.command}`,
    `to ${policy.roles.map(quote).join(', ')}`,
    ...(policy.using === null ? [] : [`using (${policy.using})`]),
    ...(policy.check === null ? [] : [`with check (${policy.check})`]),
  ].join(' ');
}

/** What a role may do with a table apart from which rows: the rights that go with its policies. */
export const rightsOf = (table: RowTable): readonly { readonly role: string; readonly rights: string }[] =>
  ROW_ROLES.flatMap((role) => {
    const access = ROW_MATRIX[table.category][role];
    if (access === undefined) return [];
    const writes = { none: '', update: ', update', 'insert-update': ', insert, update' }[access.writes];
    return [{ role: roleName(role), rights: `select${writes}` }];
  });
