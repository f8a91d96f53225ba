import type { RiskMap } from '../../../src-shared/risk/map.ts';
import type { ClinicRelations, Relation } from '../../risk/ports.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from './connect.ts';
import { commonSurnames, keyTypeQuery, relationQuery } from './risk-sql.ts';
import { quoted } from './tables/session.ts';

/** Undefined table, column, schema or function, wrong kind of object or type, no right, unknown role. */
const NOT_AS_MAPPED = [
  '42P01',
  '42703',
  '3F000',
  '42809',
  '42883',
  '42804',
  '22P02',
  '42846',
  '42501',
  '22023',
  '42704',
];
/** Surnames change slowly. Milliseconds. */
const SURNAMES_FOR_MS = 6 * 3_600_000;
/** A question that takes longer is none for a database that others work with. */
const LONGEST = '20s';

/** The clinic's tables, asked in a transaction that can only read, as the role that the map names. */
export function postgresRelations(
  connection: () => Promise<ClinicConnection>,
  now: () => number,
): ClinicRelations {
  // Digests of surnames, not surnames.
  let common: {
    readonly of: string;
    readonly at: number;
    readonly digests: readonly string[];
    readonly keyType: string;
  } | null = null;
  return {
    ask: async (map, wishes, { rarePerMille, slackMinutes }) =>
      withConnection(await connection(), async (client) => {
        try {
          // Compiling the question takes longer than answering it.
          await client.query(
            `begin transaction read only; set local timezone to 'UTC'; set local statement_timeout to '${LONGEST}'; set local jit to off`,
          );
          if (map.role !== null) await client.query(`set local role ${quoted(map.role)}`);
          const of = JSON.stringify([map, rarePerMille]);
          if (common?.of !== of || now() - common.at > SURNAMES_FOR_MS) {
            const { rows } = await client.query<{ digest: string }>(commonSurnames(map), [rarePerMille]);
            const { schema, table, id } = map.patients;
            const key = await client.query<{ type: string }>(keyTypeQuery, [schema, table, id]);
            const digests = rows.map(({ digest }) => digest);
            common = { of, at: now(), digests, keyType: key.rows[0]?.type ?? 'text' };
          }
          const { rows } = await client.query<Relation>(relationQuery(map, common.keyType), [
            wishes.map(({ actor }) => actor),
            wishes.map(({ patient }) => patient),
            wishes.map(({ at }) => new Date(at).toISOString()),
            common.digests,
            slackMinutes,
          ]);
          await client.query('rollback');
          return rows;
        } catch (error) {
          throw asMapped(error, map);
        }
      }),
  };
}

function asMapped(error: unknown, { name }: RiskMap): unknown {
  const code = codeOf(error) ?? '';
  return NOT_AS_MAPPED.includes(code)
    ? new Fault(
        'table-unusable',
        `The clinic’s tables are not as the map “${name}” says, or the officer’s login may not read them.`,
        'Compare the map with the database, or ask the administrator for the rights that docs/risk.md names. Until then accesses are scored by the log alone.',
        error,
      )
    : code === '57014'
      ? new Fault(
          'table-unusable',
          'The question to the clinic’s tables took too long and was stopped.',
          'Ask the administrator for an index on the columns that the map names.',
          error,
        )
      : error;
}
