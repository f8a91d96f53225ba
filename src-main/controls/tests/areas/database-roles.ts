import { type ClinicTest, nothingToTest, noneIsFine, security, setting, soc2 } from '../definition.ts';

const oneServer = nothingToTest('the server shows none of its roles.');
/** Tables, views and the like in the clinic's own schemas. */
const relations = (schemas: string): string =>
  `pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f')`;

/** Roles of the database itself: who is above its rules. */
export const DATABASE_ROLE_TESTS: readonly ClinicTest[] = [
  {
    id: 'database-superusers',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Only known log-ins are superusers',
    shows: 'Nobody but the named administrators is above every rule of the database.',
    population: 'All roles of the server that can log in.',
    parameters: [setting('allowed', 'postgres', 'Superusers that are known, separated by commas')],
    rule: 'The role is no superuser, or it is one of those that are known.',
    limits: 'It does not show who knows the passwords of the known ones.',
    supports: [...soc2('CC6.1', 'CC6.3'), ...security('164.308(a)(4)(i)', '164.312(a)(1)')],
    empty: oneServer,
    needs: {},
    query: ({ value }) =>
      `select 'role ' || r.rolname as key, not r.rolsuper or r.rolname = any (regexp_split_to_array(${value('allowed')}, '\\s*,\\s*')) as ok, 'is a superuser' as fact
  from pg_roles r where r.rolcanlogin`,
  },
  {
    id: 'database-bypass',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Nobody is exempt from the rules for rows',
    shows: 'Rules about who sees which patient hold for every log-in.',
    population: 'All roles of the server that are no superusers.',
    parameters: [],
    rule: 'The role does not have BYPASSRLS.',
    limits: 'Superusers and, without FORCE, owners of tables are exempt as well; other tests look at them.',
    supports: [...soc2('CC6.1', 'CC6.3'), ...security('164.312(a)(1)')],
    empty: oneServer,
    needs: {},
    query: () =>
      `select 'role ' || r.rolname as key, not r.rolbypassrls as ok, 'is exempt from the rules for rows (BYPASSRLS)' as fact
  from pg_roles r where not r.rolsuper and r.rolname !~ '^pg_'`,
  },
  {
    id: 'database-role-makers',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Only administrators make roles or copy the whole server',
    shows: 'No ordinary log-in can give itself or others new rights, or take the data away by replication.',
    population: 'All roles of the server that are no superusers.',
    parameters: [],
    rule: 'The role has neither CREATEROLE nor REPLICATION.',
    limits: 'A log-in made for replication has to be named in the review, with its reason.',
    supports: [...soc2('CC6.1', 'CC6.3'), ...security('164.308(a)(4)(ii)(B)')],
    empty: oneServer,
    needs: {},
    query: () =>
      `select 'role ' || r.rolname as key, not r.rolcreaterole and not r.rolreplication as ok,
       concat_ws(' and ', case when r.rolcreaterole then 'may make roles' end, case when r.rolreplication then 'may copy the whole server' end) as fact
  from pg_roles r where not r.rolsuper and r.rolname !~ '^pg_'`,
  },
  {
    id: 'database-predefined',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Nobody reads or writes everything by membership',
    shows: 'No log-in has, through a role of PostgreSQL’s own, what no grant gave it.',
    population: 'All roles of the server that can log in and are no superusers.',
    parameters: [],
    rule: 'The role can become none of pg_read_all_data, pg_write_all_data, pg_read_server_files, pg_write_server_files, pg_execute_server_program.',
    limits: 'Grants on single tables are looked at by other tests.',
    supports: [...soc2('CC6.3'), ...security('164.308(a)(4)(i)', '164.312(a)(1)')],
    empty: oneServer,
    needs: {},
    query: () =>
      `select 'role ' || r.rolname as key, m.names is null as ok, coalesce('is a member of ' || m.names, '') as fact
  from pg_roles r
  left join lateral (select string_agg(p.rolname, ', ' order by p.rolname) as names from pg_roles p
                      where p.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
                        and pg_has_role(r.oid, p.oid, 'MEMBER')) m on true
 where r.rolcanlogin and not r.rolsuper`,
  },
  {
    id: 'database-public-tables',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'No table is open to everybody',
    shows: 'Whoever can log in reads nothing that was not granted to them.',
    population: 'All tables and views in the clinic’s schemas.',
    parameters: [],
    rule: 'Nothing is granted to PUBLIC, on the table or on a column.',
    limits: 'It does not show that the grants to single roles are right.',
    supports: [...soc2('CC6.1', 'CC6.3'), ...security('164.308(a)(4)(i)', '164.312(a)(1)')],
    empty: nothingToTest('the clinic’s schemas hold no table.'),
    needs: {},
    query: ({ schemas }) =>
      `select n.nspname || '.' || c.relname as key,
       not exists (select from aclexplode(c.relacl) x where x.grantee = 0)
       and not exists (select from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid and x.grantee = 0) as ok, 'everybody has rights on it (PUBLIC)' as fact
  from ${relations(schemas)}`,
  },
  {
    id: 'database-public-schemas',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Not everybody may put things into the database',
    shows: 'Nobody can place a table or function in the way of others.',
    population: 'All schemas of the database but PostgreSQL’s own.',
    parameters: [],
    rule: 'PUBLIC may not CREATE in the schema.',
    limits: 'Temporary objects are not looked at.',
    supports: [...soc2('CC6.1', 'CC6.8'), ...security('164.312(a)(1)')],
    empty: nothingToTest('the database has no schema of its own.'),
    needs: {},
    query: () =>
      `select 'schema ' || n.nspname as key,
       not exists (select from aclexplode(n.nspacl) x where x.grantee = 0 and x.privilege_type = 'CREATE') as ok, 'everybody may make objects in it' as fact
  from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  },
  {
    id: 'database-connect',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Not every log-in of the server gets into this database',
    shows: 'Log-ins made for other databases of the server stay outside.',
    population: 'This database.',
    parameters: [],
    rule: 'CONNECT is not granted to PUBLIC.',
    limits: 'It says nothing of the other databases of the server.',
    supports: [...soc2('CC6.1', 'CC6.6'), ...security('164.312(a)(1)')],
    empty: oneServer,
    needs: {},
    query: () =>
      `select 'database ' || d.datname as key,
       not exists (select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x where x.grantee = 0 and x.privilege_type = 'CONNECT') as ok,
       'every log-in of the server may connect' as fact
  from pg_database d where d.datname = current_database()`,
  },
  {
    id: 'database-definer-functions',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Functions with their owner’s rights cannot be misled',
    shows: 'Nobody can make such a function run something else by a schema of their own.',
    population: 'All functions of the database with SECURITY DEFINER, but PostgreSQL’s own.',
    parameters: [],
    rule: 'The function sets search_path itself.',
    limits: 'It does not read what the function does.',
    supports: [...soc2('CC6.1', 'CC7.1'), ...security('164.312(a)(1)')],
    empty: noneIsFine('There is no function with its owner’s rights.'),
    needs: {},
    query: () =>
      `select 'function ' || n.nspname || '.' || p.proname as key,
       exists (select from unnest(p.proconfig) s where s like 'search\\_path=%') as ok, 'does not set search_path' as fact
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
  },
  {
    id: 'database-untrusted-code',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'No program of the operating system runs inside the database',
    shows: 'There is no function that can reach files, network or programs of the server.',
    population: 'All languages in which functions of this database can be written.',
    parameters: [],
    rule: 'The language is trusted, or it is one of PostgreSQL’s own (internal, c, sql) without a function of the clinic’s in C.',
    limits: 'Functions in C that an extension brought are not looked at.',
    supports: soc2('CC6.8'),
    empty: oneServer,
    needs: {},
    query: () =>
      `select 'language ' || l.lanname as key,
       case when l.lanname in ('internal', 'c')
            then not exists (select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                              where p.prolang = l.oid and n.nspname not in ('pg_catalog', 'information_schema')
                                and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'))
            else l.lanpltrusted or l.lanname = 'sql' end as ok, 'lets functions do what the server may do' as fact
  from pg_language l`,
  },
  {
    id: 'database-tester-reads-only',
    version: 1,
    area: 'database-roles',
    reads: 'clinic',
    title: 'Control tests cannot change what they look at',
    shows: 'The role that reads for these tests has no right to write to the clinic’s tables.',
    population: 'All tables in the clinic’s schemas.',
    parameters: [],
    rule: 'The role may neither insert, update, delete nor truncate.',
    limits:
      'The log-in behind the role may have rights of its own; tests run in transactions that cannot write.',
    supports: [...soc2('CC6.3'), ...security('164.308(a)(4)(ii)(B)')],
    empty: nothingToTest('the clinic’s schemas hold no table.'),
    needs: {},
    query: ({ schemas }) =>
      `select n.nspname || '.' || c.relname as key,
       not (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(c.oid, 'INSERT, UPDATE')) as ok, 'the role of the tests may write to it' as fact
  from ${relations(schemas)} and c.relkind in ('r', 'p')`,
  },
];
