import type { MapTrial } from '../../../src-shared/rights/dossier.ts';
import { type DossierMap, EXCLUSION_RULES, type MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { Wanted } from '../../rights/ports.ts';
import type { Connected } from './connect.ts';
import { dossierFault } from './dossier-fault.ts';
import { columnsAsked, conditions, relation } from './dossier-sql.ts';
import { quoted } from './tables/session.ts';

/** Tries every source of a map on its own, and looks at what the role may do beyond it. */
export async function tryMap(
  client: Connected,
  map: DossierMap,
  patients: readonly string[] | null,
): Promise<{ readonly trials: readonly MapTrial[]; readonly warnings: readonly string[] }> {
  const trials: MapTrial[] = [];
  for (const source of map.sources) {
    const { source: name, title } = source;
    try {
      await client.query('begin transaction read only');
      const rows = await tried(client, source, patients);
      trials.push({ source: name, title, outcome: 'fits', problem: '', rows });
    } catch (error) {
      const { message, remedy } = dossierFault(error);
      trials.push({ source: name, title, outcome: 'failed', problem: `${message} ${remedy}`, rows: null });
    } finally {
      await client.query('rollback');
    }
  }
  return { trials, warnings: await beyondNeed(client, map) };
}

/** Runs the very questions of a collection; for nobody when no patient is named. */
async function tried(
  client: Connected,
  source: MapSource,
  patients: readonly string[] | null,
): Promise<number | null> {
  // As for somebody else: then every rule is part of the question.
  const wanted: Wanted = {
    ...{ patients: patients ?? [], from: '1900-01-01', until: '2999-12-31' },
    ...{ forOthers: true, part2Consent: false },
  };
  const where = conditions(source, wanted);
  const columns = source.apart === undefined ? `, ${columnsAsked(source).join(', ')}` : '';
  await client.query(
    `select ${where.unread ?? 'null'} as unread, ${where.held ?? 'null'} as held, ${where.part2} as part2,
        ${
          [...source.key, ...(source.day === undefined ? [] : [source.day])]
            .filter(() => source.apart === undefined)
            .map((name) => `t.${quoted(name)}`)
            .join(', ') || 'null'
        }
        ${columns} from ${relation(source)} t where ${where.patient} and ${where.period} limit 1`,
    [wanted.patients],
  );
  if (patients === null) return null;
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from ${relation(source)} t where t.${quoted(source.patient)} = any($1)`,
    [patients],
  );
  return rows[0]?.n ?? 0;
}

/** Rights that reading the record set does not need. */
async function beyondNeed(client: Connected, map: DossierMap): Promise<readonly string[]> {
  const { rows: self } = await client.query<{ super: boolean }>(
    'select rolsuper as super from pg_roles where rolname = current_user',
  );
  if (self[0]?.super === true) return ['The role is a superuser: it may read and change everything.'];
  const warnings: string[] = [];
  for (const source of map.sources) {
    const unread = source.apart !== undefined && EXCLUSION_RULES[source.apart].effect === 'unread';
    const { rows } = await client.query<{ writes: boolean; reads: string[] | null }>(
      `select has_table_privilege(c.oid, 'insert, update, delete, truncate') as writes,
              (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> all($3::text[])
                  and has_column_privilege(c.oid, a.attnum, 'select')) as reads
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2`,
      [
        source.schema,
        source.table,
        [source.patient, ...source.key, ...(source.day === undefined ? [] : [source.day])],
      ],
    );
    const [found] = rows;
    if (found?.writes === true)
      warnings.push(
        `${source.title}: the role may change rows of ${source.schema}.${source.table}; reading is enough.`,
      );
    if (unread && (found?.reads ?? []).length > 0)
      warnings.push(
        `${source.title}: the role may read ${(found?.reads ?? []).join(', ')} of ${source.schema}.${source.table}, which is never read; take that right away.`,
      );
  }
  return warnings;
}
