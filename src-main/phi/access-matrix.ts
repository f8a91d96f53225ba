import type {
  AccessCell,
  AccessDifference,
  AccessField,
  AccessMatrix,
  AccessRole,
  IntendedCell,
} from '../../src-shared/phi/access.ts';
import { ACCESS_DIFFERENCES, EXPOSURES, MOST_CELLS, ROW_SCOPES } from '../../src-shared/phi/access.ts';
import type { ColumnRef } from '../../src-shared/phi/classification.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { Fault } from '../base/fault.ts';
import { hexOf, sha256 } from '../base/hash.ts';
import type { RoleFact } from './access-facts.ts';
import type { Reading } from './access-reads.ts';

/** One name for a role's access to a column, whatever stands in its parts. */
export const cellKey = ({ role, schema, table, column }: ColumnRef & { readonly role: string }): string =>
  JSON.stringify([role, schema, table, column]);

/** Roles of the server itself, which nobody works as. */
const isServers = (role: string): boolean => role.startsWith('pg_');

/**
 * The matrix of roles that can read something and of fields.
 *
 * @param placed - the fields, each with its numbers; those without are gone
 * @throws Fault `usage` when there is more of it than can be shown
 */
export function matrixOf(
  about: Pick<AccessMatrix, 'at' | 'server' | 'database' | 'definerFunctions'>,
  roles: readonly RoleFact[],
  fields: readonly AccessField[],
  placed: readonly { readonly relation: string; readonly column: number; readonly index: number }[],
  readings: readonly Reading[],
): AccessMatrix {
  const fieldAt = new Map(
    placed.map(({ relation, column, index }) => [`${relation} ${String(column)}`, index]),
  );
  const own = readings.filter(({ role }) => !isServers(role));
  if (own.length > MOST_CELLS)
    throw new Fault(
      'usage',
      `There are ${String(own.length)} combinations of role and field, more than can be looked through.`,
      'Take rights away from single logins and give them to groups; then look again.',
    );
  const reading = new Set(own.map(({ role }) => role));
  const shown = roles
    .filter(({ role }) => reading.has(role))
    .map(({ role, login, superuser }): AccessRole => ({
      ...{ role, superuser, fields: 0, sha256: '' },
      kind: role === 'public' ? 'public' : login ? 'login' : 'group',
    }))
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.role.localeCompare(b.role));
  const roleAt = new Map(shown.map(({ role }, index) => [role, index]));
  const matrix: AccessMatrix = {
    ...about,
    roles: shown,
    fields: [...fields],
    cells: own
      .flatMap(({ role, relation, column, shows, rows, way, through }): AccessCell[] => {
        const [at, field] = [roleAt.get(role), fieldAt.get(`${relation} ${String(column)}`)];
        return at === undefined || field === undefined
          ? []
          : [{ role: at, field, shows, rows, way, through }];
      })
      .sort((a, b) => a.field - b.field || a.role - b.role),
  };
  const meant = intendedFrom(matrix);
  const [digests, counts] = [digestsOf(meant), Map.groupBy(meant, ({ role }) => role)];
  return {
    ...matrix,
    roles: shown.map((each) => ({
      ...each,
      fields: counts.get(each.role)?.length ?? 0,
      sha256: digests.get(each.role) ?? '',
    })),
  };
}

const KINDS: readonly AccessRole['kind'][] = ['public', 'login', 'group'];

/** What is now, as it would be meant. */
export const intendedFrom = ({ roles, fields, cells }: AccessMatrix): readonly IntendedCell[] =>
  cells.flatMap(({ role, field, shows, rows }) => {
    const [who, what] = [roles[role], fields[field]];
    if (who === undefined || what === undefined) return [];
    const { schema, table, column } = what;
    return [{ role: who.role, schema, table, column, shows, rows }];
  });

const widerThan = (
  now: Pick<AccessCell, 'shows' | 'rows'>,
  meant: Pick<AccessCell, 'shows' | 'rows'>,
): boolean =>
  EXPOSURES.indexOf(now.shows) > EXPOSURES.indexOf(meant.shows) ||
  ROW_SCOPES.indexOf(now.rows) > ROW_SCOPES.indexOf(meant.rows);

/**
 * How what is now differs from what is meant, what is read beyond it first. Less than is meant harms nobody's privacy, but
 * somebody may not be able to work. Where more is seen of fewer rows it counts as wider.
 */
export function differencesOf(
  { roles, fields, cells }: Pick<AccessMatrix, 'roles' | 'fields' | 'cells'>,
  intended: readonly IntendedCell[],
): readonly AccessDifference[] {
  const meant = new Map(intended.map((cell) => [cellKey(cell), cell]));
  const found: AccessDifference[] = [];
  for (const { role: at, field, ...now } of cells) {
    const [who, what] = [roles[at], fields[field]];
    if (who === undefined || what === undefined) continue;
    const place = { role: who.role, schema: what.schema, table: what.table, column: what.column };
    const wanted = meant.get(cellKey(place));
    meant.delete(cellKey(place));
    if (wanted === undefined) found.push({ kind: 'more', ...place, intended: null, now });
    else if (wanted.shows !== now.shows || wanted.rows !== now.rows)
      found.push({
        kind: widerThan(now, wanted) ? 'wider' : 'less',
        ...{ ...place, intended: { shows: wanted.shows, rows: wanted.rows }, now },
      });
  }
  for (const { role, schema, table, column, shows, rows } of meant.values())
    found.push({ kind: 'less', role, schema, table, column, intended: { shows, rows }, now: null });
  return found.sort(
    (a, b) =>
      ACCESS_DIFFERENCES.indexOf(a.kind) - ACCESS_DIFFERENCES.indexOf(b.kind) ||
      cellKey(a).localeCompare(cellKey(b)),
  );
}

/** SHA-256 over all that each role can read, and how much of it: what a review of the role is about. */
function digestsOf(cells: readonly IntendedCell[]): ReadonlyMap<string, string> {
  const byRole = Map.groupBy(cells, ({ role }) => role);
  return new Map(
    [...byRole].map(([role, own]) => {
      const rows = own
        .map(({ schema, table, column, shows, rows: scope }) => [schema, table, column, shows, scope])
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      return [role, hexOf(sha256(Buffer.from(canonicalJson([role, rows]))))];
    }),
  );
}
