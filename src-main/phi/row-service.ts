import type { RowReport, RowState, RowTable, Weakness } from '../../src-shared/phi/rows.ts';
import type { ActivityDraft } from '../audit/index.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import type { RowDatabase, RowStanding } from './row-ports.ts';
import { proposeRow, proposeSources } from './row-proposal.ts';

/** Runs a change of the clinic's database as its administrator, and records it. */
export type AsAdministrator = <T>(
  draft: ActivityDraft,
  work: (admin: ClinicConnection) => Promise<T>,
) => Promise<T>;

/** Who sees which rows of the clinic's tables, held by the database itself. */
export interface RowAccessService {
  /** By the officer's own login. @throws Fault `profile-missing`, `database-…` */
  report(): Promise<RowReport>;
  /** How the tables would be ruled by what their names and columns tell. */
  proposals(as: AsAdministrator): Promise<readonly RowTable[]>;
  /**
   * Puts the rules on tables, one transaction each: those that were done stay when a later one fails.
   * @throws Fault `rows-refused`, `administrator-needed`, `database-…`
   */
  attach(as: AsAdministrator, tables: readonly RowTable[]): Promise<void>;
  /** Takes them off; the tables are as they were. @throws as {@link RowAccessService.attach} */
  detach(
    as: AsAdministrator,
    tables: readonly { readonly schema: string; readonly table: string }[],
  ): Promise<void>;
  /** Says which member of staff a login is; null takes it back. */
  namePerson(as: AsAdministrator, login: string, person: string | null): Promise<void>;
}

const draftOf = (
  operation: string,
  table: { readonly schema: string; readonly table: string },
): ActivityDraft => ({
  operation,
  objectType: 'table',
  objectId: `${table.schema}.${table.table}`,
});

/** See {@link RowAccessService}. */
export function rowAccess(parts: {
  readonly database: RowDatabase;
  readonly connection: () => Promise<ClinicConnection>;
}): RowAccessService {
  const { database } = parts;
  return {
    report: async () => reportOf(await database.standing(await parts.connection())),
    proposals: (as) =>
      as({ operation: 'rows.look', objectType: 'database', objectId: 'clinic' }, async (admin) => {
        const tables = await database.catalogue(admin);
        return tables.flatMap((table) => proposeRow(table, tables) ?? []);
      }),
    attach: async (as, tables) => {
      if (tables.length === 0)
        throw new Fault('usage', 'No table was named.', 'Choose the tables that the rules are to be put on.');
      await as({ operation: 'rows.sources', objectType: 'database', objectId: 'clinic' }, async (admin) => {
        await database.setSources(admin, proposeSources(await database.catalogue(admin)));
      });
      for (const table of tables)
        await as({ ...draftOf('rows.attach', table), purpose: table.category }, (admin) =>
          database.attach(admin, table),
        );
    },
    detach: async (as, tables) => {
      for (const table of tables)
        await as(draftOf('rows.detach', table), (admin) => database.detach(admin, table));
    },
    namePerson: (as, login, person) =>
      as(
        {
          operation: person === null ? 'rows.forget-person' : 'rows.name-person',
          objectType: 'login',
          objectId: login,
        },
        (admin) => database.namePerson(admin, login, person),
      ),
  };
}

const ORDER: Readonly<Record<Weakness['severity'], number>> = { high: 0, medium: 1, low: 2 };

function reportOf(standing: RowStanding): RowReport {
  const { tables, attached, installed } = standing;
  const states: RowState[] = tables.flatMap((table): readonly RowState[] => {
    const at = attached.find(({ now }) => now?.schema === table.schema && now.table === table.table);
    const wish = at === undefined ? proposeRow(table, tables) : { ...at.wish, ...at.now };
    if (at === undefined && wish === null) return [];
    return [
      {
        ...{ schema: table.schema, table: table.table, wish, attached: at !== undefined },
        ...{ attachedAt: at?.at ?? null, attachedBy: at?.by ?? null },
        ...{ keeps: [...(at?.keeps ?? [])], drift: [...(at?.drift ?? [])] },
      },
    ];
  });
  const own: Weakness[] = installed
    ? states.flatMap((state): readonly Weakness[] => {
        const object = `${state.schema}.${state.table}`;
        if (!state.attached)
          return [
            {
              ...{ kind: 'open-table', severity: 'medium', object },
              what: 'This table holds what the rules are for, and has none.',
              remedy: 'Put the rules on it here, or with `guard rows attach`.',
            },
          ];
        return state.drift.map((what) => ({
          ...{ kind: 'drift', severity: 'high', object, what },
          remedy: 'Find out who changed it, then put the rules on again: that sets them right.',
        }));
      })
    : [];
  const gone: Weakness[] = attached
    .filter(({ now }) => now === null)
    .map(({ wish }) => ({
      ...{ kind: 'drift', severity: 'medium', object: `${wish.schema}.${wish.table}` },
      what: 'The table that these rules were put on is gone.',
      remedy: 'If another took its place, put the rules on that one.',
    }));
  return {
    installed,
    tables: states,
    weaknesses: [...own, ...gone, ...standing.weaknesses].toSorted(
      (a, b) => ORDER[a.severity] - ORDER[b.severity],
    ),
    openings: [...standing.openings],
    persons: [...standing.persons],
  };
}
