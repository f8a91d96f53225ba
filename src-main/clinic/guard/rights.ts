import type { GuardPlan, GuardRoles } from '../../../src-shared/clinic/guard.ts';
import type { PackFile } from '../pack.ts';
import type { Connected } from '../postgres/connect.ts';
import { makesRoles } from './files.ts';
import type { Server } from './server.ts';

type Facts = {
  readonly roleMaker: boolean;
  readonly ownerThere: boolean;
  readonly becomesOwner: boolean;
  readonly mayCreate: boolean;
  readonly absent: readonly string[];
  readonly ungiven: readonly string[];
  readonly clusterKnown: boolean;
};

/**
 * Rights that are missing for an installation as this user, each with what grants it; empty: it can begin. Nothing is
 * changed. Superusers have them all.
 */
export async function missingRights(
  client: Connected,
  server: Server,
  roles: GuardRoles,
  files: readonly PackFile[],
): Promise<GuardPlan['missing']> {
  const owner = server.owner ?? roles.owner;
  const logins = [roles.officer, roles.application].filter((role) => role !== null);
  const facts = (await client.query<Facts>(QUESTION, [owner, logins, memberships(roles)])).rows[0];
  if (facts === undefined) return [];
  const missing: { right: string; remedy: string }[] = facts.absent.map((role) => ({
    right: `There is no login named ${role}.`,
    remedy: `create role ${quoted(role)} login;`,
  }));
  if (server.superuser) return missing;
  const user = quoted(server.user);
  const needsRoles = files.some(makesRoles) || !facts.ownerThere;
  if (needsRoles && !facts.roleMaker)
    missing.push({
      right: `The user ${server.user} may not make roles (CREATEROLE), which the group roles of the pack need.`,
      remedy: `alter role ${user} createrole;`,
    });
  if (facts.ownerThere && !facts.becomesOwner)
    missing.push({
      right: `The user ${server.user} may not act as ${owner}, who owns the schema.`,
      remedy: `grant ${quoted(owner)} to ${user};`,
    });
  if (files.length > 0 && !facts.mayCreate)
    missing.push({
      right: `Neither ${owner} may make schemas in the database ${server.database}, nor may ${server.user} allow it.`,
      remedy: `grant create on database ${quoted(server.database)} to ${quoted(owner)};`,
    });
  for (const role of facts.ungiven)
    missing.push({
      right: `The user ${server.user} may not give the role ${role} to others.`,
      remedy: `grant ${quoted(role)} to ${user} with admin option;`,
    });
  if (!facts.clusterKnown)
    missing.push({
      right: 'The identifier of the server (pg_control_system) may not be read, which the sealer needs.',
      remedy: `grant execute on function pg_catalog.pg_control_system() to attestry_reader, ${quoted(owner)};`,
    });
  return missing;
}

const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Group roles and who is to get them, as pairs. */
const memberships = ({ officer, application }: GuardRoles): readonly string[] => [
  ...(officer === null ? [] : [`attestry_reader=${officer}`]),
  ...(application === null ? [] : [`attestry_writer=${application}`]),
];

// Until PostgreSQL 15 whoever may make roles may give every role that is no superuser's; since 16 only those they administer,
// which the role's maker does (PostgreSQL manual, "CREATE ROLE", createrole).
const QUESTION = `
with me as (select * from pg_roles where rolname = current_user),
     own as (select * from pg_roles where rolname = $1),
     pairs as (select split_part(p, '=', 1) as grp, substr(p, strpos(p, '=') + 1) as login from unnest($3::text[]) p),
     open as (select g.oid, g.rolname::text as name from pairs p join pg_roles g on g.rolname = p.grp join pg_roles l on l.rolname = p.login
               where not pg_has_role(l.oid, g.oid, 'member')),
     db as (select * from pg_database where datname = current_database())
select (select rolcreaterole or rolsuper from me) as "roleMaker",
  exists (select from own) as "ownerThere",
  coalesce((select pg_has_role(own.oid, 'member') from own), false) as "becomesOwner",
  coalesce((select has_database_privilege(own.oid, db.oid, 'create') from own, db), false)
    or (select pg_has_role(db.datdba, 'usage') or has_database_privilege(db.oid, 'create with grant option') from db) as "mayCreate",
  array(select l from unnest($2::text[]) l where not exists (select from pg_roles r where r.rolname = l)) as absent,
  array(select distinct open.name from open, me where not pg_has_role(open.oid, 'member with admin option')
          and not (me.rolcreaterole and current_setting('server_version_num')::int < 160000)) as ungiven,
  coalesce((select has_function_privilege(own.oid, 'pg_catalog.pg_control_system()', 'execute') from own),
           has_function_privilege('pg_catalog.pg_control_system()', 'execute')) as "clusterKnown"`;
