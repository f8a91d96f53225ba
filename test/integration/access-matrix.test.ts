import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cache } from '../../src-main/cache/client.ts';
import { accessFacts, postgresAccess } from '../../src-main/clinic/guard/access-facts.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { readingsOf } from '../../src-main/phi/access-reads.ts';
import { type AccessMatrixService, accessMatrixService } from '../../src-main/phi/index.ts';
import type { MappedField } from '../../src-shared/phi/classification.ts';
import type { Decision } from '../../src-shared/signing/types.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
}, 60_000);
afterAll(() => database.stop());

const ROUNDS = 12;
const COLUMNS = ['a', 'b', 'c'];

/** A generator that can be run again by its seed. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A view of the generated world, with the table's column behind each of its own. */
type View = {
  readonly name: string;
  readonly of: readonly { readonly own: string; readonly origin: string }[];
};

/** Roles, tables, grants, views on views, materialised views and policies, drawn at random from what the server knows. */
function world(
  seed: number,
  version: number,
): { sql: string[]; roles: string[]; tables: string[]; views: View[] } {
  const roll = dice(seed);
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)]!;
  const some = <T>(from: readonly T[]): T[] => {
    const chosen = from.filter(() => roll(2) === 0);
    return chosen.length === 0 ? [pick(from)] : chosen;
  };
  const id = `w${String(seed)}`;
  const roles = Array.from({ length: 6 }, (_, at) => `${id}_r${String(at)}`);
  const schemas = [`${id}_x`, `${id}_y`];
  const sql = [
    ...roles.map(
      (role) =>
        `create role ${role} ${roll(4) === 0 ? 'noinherit' : 'inherit'} ${roll(8) === 0 ? 'bypassrls' : ''}`,
    ),
    ...schemas.map((schema) => `create schema ${schema}`),
  ];
  // A later role is a member of earlier ones: no circles.
  for (const [at, role] of roles.entries())
    if (at > 0 && roll(2) === 0)
      sql.push(
        `grant ${roles[roll(at)]!} to ${role}${version < 160_000 ? '' : ` with inherit ${pick(['true', 'false'])}, set ${pick(['true', 'false'])}`}`,
      );
  for (const schema of schemas)
    for (const role of [...some(roles), ...(roll(3) === 0 ? ['public'] : [])])
      sql.push(`grant usage on schema ${schema} to ${role}`);
  if (roll(3) === 0 && version >= 140_000) sql.push(`grant pg_read_all_data to ${pick(roles)}`);
  const tables = Array.from({ length: 3 }, (_, at) => `${pick(schemas)}.t${String(at)}`);
  const grant = (relation: string, columns: readonly string[]): void => {
    for (let times = roll(4); times >= 0; times--) {
      const role = roll(7) === 0 ? 'public' : pick(roles);
      sql.push(
        roll(2) === 0
          ? `grant select on ${relation} to ${role}`
          : `grant select (${some(columns).join(', ')}) on ${relation} to ${role}`,
      );
    }
  };
  for (const table of tables) {
    sql.push(
      `create table ${table} (${COLUMNS.map((column) => `${column} text`).join(', ')})`,
      `insert into ${table} values ('1', '2', '3')`,
      ...(roll(2) === 0 ? [`alter table ${table} owner to ${pick(roles)}`] : []),
    );
    grant(table, COLUMNS);
    if (roll(2) === 0) {
      sql.push(`alter table ${table} enable row level security`);
      if (roll(3) === 0) sql.push(`alter table ${table} force row level security`);
      for (const role of some([...roles, 'public']).slice(0, 3))
        sql.push(`create policy p_${role} on ${table} for select to ${role} using (true)`);
    }
  }
  const views: View[] = [];
  for (let at = 0; at < 7; at++) {
    const name = `${pick(schemas)}.v${String(at)}`;
    const kind = roll(5);
    // What is copied must be readable when it is made.
    const beneath = kind !== 0 && views.length > 0 && roll(2) === 0 ? pick(views) : undefined;
    const table = pick(tables);
    const source = beneath?.name ?? table;
    const all = beneath?.of ?? COLUMNS.map((column) => ({ own: column, origin: `${table}.${column}` }));
    const taken = some(all);
    // A condition reads a column without showing it.
    const where = roll(3) === 0 ? ` where ${pick(all).own} is not null` : '';
    const select = `select ${taken.map(({ own }, index) => `${own} as k${String(index)}`).join(', ')} from ${source}${where}`;
    sql.push(
      kind === 0
        ? `create materialized view ${name} as ${select}`
        : `create view ${name}${version < 150_000 ? '' : ` with (security_invoker = ${String(kind === 1 || kind === 2)})`} as ${select}`,
    );
    const of = taken.map(({ origin }, index) => ({ own: `k${String(index)}`, origin }));
    if (roll(2) === 0)
      sql.push(`alter ${kind === 0 ? 'materialized view' : 'view'} ${name} owner to ${pick(roles)}`);
    grant(
      name,
      of.map(({ own }) => own),
    );
    views.push({ name, of });
  }
  return { sql, roles, tables, views };
}

/** What a role reads when it tries: each column of each relation by itself, one row at least. */
async function tried(
  client: pg.Client,
  given: ReturnType<typeof world>,
  version: number,
): Promise<Set<string>> {
  const reads = new Set<string>();
  const relations: readonly View[] = [
    ...given.tables.map((name) => ({ name, of: COLUMNS.map((own) => ({ own, origin: `${name}.${own}` })) })),
    ...given.views,
  ];
  const sees = async (role: string, column: string, relation: string): Promise<boolean> => {
    await client.query('begin');
    try {
      await client.query(`set local role ${role}`);
      return ((await client.query(`select ${column} from ${relation}`)).rowCount ?? 0) > 0;
    } catch {
      return false;
    } finally {
      await client.query('rollback');
    }
  };
  // A predefined role is one that somebody may switch to as well.
  const roles = [...given.roles, ...(version < 140_000 ? [] : ['pg_read_all_data'])];
  for (const role of roles)
    for (const { name, of } of relations)
      for (const { own, origin } of of)
        if (!reads.has(`${role} ${origin}`) && (await sees(role, own, name))) reads.add(`${role} ${origin}`);
  // Whoever may switch to a role reads what that one reads.
  const { rows } = await client.query<{ role: string; other: string }>(
    `select r.rolname as role, x.rolname as other from pg_roles r, pg_roles x
      where r.rolname = any ($1) and x.rolname = any ($1) and r.oid <> x.oid and pg_has_role(r.oid, x.oid, $2)`,
    [roles, version < 160_000 ? 'member' : 'set'],
  );
  const own = [...reads];
  for (const { role, other } of rows)
    for (const read of own)
      if (read.startsWith(`${other} `)) reads.add(`${role} ${read.slice(other.length + 1)}`);
  return new Set([...reads].filter((read) => !read.startsWith('pg_')));
}

test('for any roles, grants, views and policies the matrix is what SELECT shows to each role', async () => {
  const client = new pg.Client({ ...database.admin, ssl: false });
  await client.connect();
  try {
    let cells = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const given = world(seed, database.version);
      for (const statement of given.sql) await client.query(statement);
      const { rows } = await client.query<{ oid: string; name: string }>(
        `select c.oid::text as oid, c.oid::regclass::text as name from unnest($1::text[]) t join pg_class c on c.oid = t::regclass`,
        [given.tables],
      );
      const facts = await withConnection(database.officer, (officer) =>
        accessFacts(
          officer,
          rows.map(({ oid }) => oid),
        ),
      );
      const wanted = rows.flatMap(({ oid }) => COLUMNS.map((_, at) => ({ relation: oid, column: at + 1 })));
      const name = new Map(rows.map((row) => [row.oid, row.name]));
      const computed = readingsOf(facts, wanted)
        .filter(({ role }) => given.roles.includes(role))
        .map(({ role, relation, column }) => `${role} ${name.get(relation)!}.${COLUMNS[column - 1]!}`);
      const truth = await tried(client, given, database.version);
      expect(new Set(computed), `seed ${String(seed)}\n${given.sql.join(';\n')}`).toEqual(truth);
      cells += truth.size;
    }
    // The worlds are neither closed nor open.
    expect(cells).toBeGreaterThan(ROUNDS * 10);
    expect(cells).toBeLessThan(ROUNDS * 6 * 9);
  } finally {
    await client.end();
  }
}, 120_000);

describe('what is meant, and what is reviewed', () => {
  const FIELDS = ['name', 'ssn', 'note'];
  let folder: string;
  let cache: Cache;
  let service: AccessMatrixService;
  const signed: Decision[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
    cache = openedCache(join(folder, 'cache.sqlite'));
    await database.sql(
      `create schema ward; create role ward_nurse; create role ward_office; create role ward_export;
       create table ward.patients (name text, ssn text, note text, room text) partition by list (room);
       create table ward.patients_a partition of ward.patients for values in ('a');
       create schema attestry_billing; create view attestry_billing.patients as select upper(ssn) as ssn from ward.patients;
       create view ward.shouted as select upper(note) || name as shout, (select max(p.ssn) from ward.patients p) as most from ward.patients;
       grant usage on schema ward, attestry_billing to public; grant select on ward.patients to ward_nurse;
       grant select on attestry_billing.patients to ward_office; grant select (name) on ward.patients_a to ward_export`,
    );
    const column = (name: string): MappedField => ({
      ...{
        schema: 'ward',
        table: 'patients',
        column: name,
        type: 'text',
        proposal: null,
        drift: null,
        was: null,
      },
      decision: {
        ...{
          classification: name === 'room' ? 'none' : 'health',
          tags: [],
          encrypt: name === 'ssn',
          audit: true,
        },
        ...{ verdict: 'chosen', reason: 'For the test.', by: 'CN=Officer', at: '2026-01-01T00:00:00Z' },
      },
    });
    service = accessMatrixService({
      map: () =>
        Promise.resolve({
          ...{ at: '2026-01-01T00:00:00Z', problem: null, scannedAt: null, sampled: false },
          columns: [...FIELDS, 'room', 'gone'].map(column),
        }),
      encrypted: () =>
        Promise.resolve([
          {
            ...{ schema: 'ward', table: 'patients', column: 'ssn', fieldId: randomUUID(), key: 1 },
            ...{ state: 'encrypted', since: '2026-01-01T00:00:00Z', search: null },
          },
        ]),
      catalogue: () => Promise.resolve(postgresAccess(database.officer)),
      store: cache.records,
      source: () => Promise.resolve('the ward'),
      signOffs: {
        signOff: (decision) => {
          signed.push(decision);
          return Promise.resolve({ signOffId: 'so-1', document: '{}', signature: '' });
        },
      },
      clock: { now: () => Date.parse('2026-11-22T10:00:00Z') },
      officer: () => 'CN=Officer',
    });
  });
  afterAll(async () => {
    await cache.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const reads = async (role: string): Promise<readonly string[]> => {
    const { matrix } = await service.standing();
    const at = matrix.roles.findIndex((each) => each.role === role);
    return matrix.cells
      .filter((cell) => cell.role === at)
      .map(
        ({ field, shows, way, through }) =>
          `${matrix.fields[field]!.column} ${shows} ${way} ${through ?? '-'}`,
      );
  };

  test('an encrypted field is ciphertext in its table, and in the pack’s views what the role may see', async () => {
    expect(await reads('ward_nurse')).toEqual([
      'name clear table-grant -',
      'ssn encrypted table-grant -',
      'note clear table-grant -',
    ]);
    expect(await reads('ward_office')).toEqual(['ssn partial view attestry_billing.patients']);
  });
  test('a part of a table is read like the table', async () => {
    expect(await reads('ward_export')).toEqual(['name clear column-grant ward.patients_a']);
  });
  test('what is computed may show everything that stands in it, and what is asked inside it anything at all', async () => {
    await database.sql('grant select (shout) on ward.shouted to ward_office');
    expect(await reads('ward_office')).toEqual([
      'name clear view ward.shouted',
      'ssn partial view attestry_billing.patients',
      'note clear view ward.shouted',
    ]);
    await database.sql('grant select (most) on ward.shouted to ward_export');
    expect(await reads('ward_export')).toContain('ssn clear view ward.shouted');
    await database.sql('revoke select (most) on ward.shouted from ward_export');
  });
  test('a field that is gone, and one without health information, are not in it', async () => {
    const { matrix } = await service.standing();
    expect(matrix.fields.map(({ column }) => column)).toEqual([...FIELDS, 'gone']);
    expect(matrix.cells.every(({ field }) => field < FIELDS.length)).toBe(true);
  });
  test('a change of rights differs from what was meant until somebody says why, or takes it back', async () => {
    expect(await service.standing()).toMatchObject({ intended: null, differences: [] });
    await service.adopt('As agreed with the ward.');
    expect((await service.standing()).differences).toEqual([]);
    await database.sql(
      'revoke select on ward.patients from ward_nurse; grant select (name, note) on ward.patients to ward_nurse; grant select (note) on ward.patients to ward_export',
    );
    const { differences } = await service.standing();
    expect(differences.map(({ kind, role, column }) => `${kind} ${role} ${column}`)).toEqual([
      'more ward_export note',
      'less ward_nurse ssn',
    ]);
    await service.intend(differences.slice(1), 'The number is not needed on the ward.');
    const left = (await service.standing()).differences;
    expect(left.map(({ role }) => role)).toEqual(['ward_export']);
    await expect(service.intend(differences, 'All of it, once more.')).rejects.toMatchObject({
      code: 'usage',
    });
    await database.sql('revoke select (note) on ward.patients from ward_export');
    expect((await service.standing()).differences).toEqual([]);
  });
  test('a review is of what a role reads now, and asked for again when that changes', async () => {
    const nurse = async () =>
      (await service.standing()).matrix.roles.find(({ role }) => role === 'ward_nurse')!;
    const review = { role: 'ward_nurse', decision: 'necessary', note: 'Care on the ward.' } as const;
    const before = await nurse();
    await service.review({ ...review, sha256: before.sha256 });
    expect((await service.standing()).reviews).toMatchObject([{ role: 'ward_nurse', changed: false }]);
    expect(signed).toMatchObject([
      { kind: 'phi.minimum-necessary', subject: 'ward_nurse', decision: 'necessary' },
    ]);
    await database.sql('revoke select (note) on ward.patients from ward_nurse');
    expect((await service.standing()).reviews).toMatchObject([{ changed: true }]);
    await expect(service.review({ ...review, sha256: before.sha256 })).rejects.toMatchObject({
      code: 'table-changed',
    });
    expect(signed).toHaveLength(1);
  });
});
