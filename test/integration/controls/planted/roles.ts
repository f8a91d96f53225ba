import type { Planted } from './plant.ts';

/** Faults in the server’s roles, rights and settings. */
export const IN_ROLES: readonly Planted[] = [
  {
    fault: 'a second superuser',
    plant: 'create role rogue login superuser',
    undo: 'drop role rogue',
    found: ['database-superusers'],
  },
  {
    fault: 'a role past the rules for rows',
    plant: 'create role rogue bypassrls',
    undo: 'drop role rogue',
    found: ['database-bypass'],
  },
  {
    fault: 'a role that makes roles',
    plant: 'create role rogue createrole',
    undo: 'drop role rogue',
    found: ['database-role-makers'],
  },
  {
    fault: 'a log-in that reads everything',
    plant: 'grant pg_read_all_data to clinic_app',
    undo: 'revoke pg_read_all_data from clinic_app',
    found: ['database-predefined'],
  },
  {
    fault: 'a table open to everybody',
    plant: 'grant select on clinic.departments to public',
    undo: 'revoke select on clinic.departments from public',
    found: ['database-public-tables'],
  },
  {
    fault: 'a schema in which everybody can make things',
    plant: 'grant create on schema public to public',
    undo: 'revoke create on schema public from public',
    found: ['database-public-schemas'],
  },
  {
    fault: 'a database open to every log-in',
    plant: 'grant connect on database clinic to public',
    undo: 'revoke connect on database clinic from public',
    found: ['database-connect'],
  },
  {
    fault: 'a function with its owner’s rights that can be misled',
    plant: 'create function public.open_door() returns int language sql security definer as $$ select 1 $$',
    undo: 'drop function public.open_door()',
    found: ['database-definer-functions'],
  },
  {
    fault: 'a function in C',
    plant: "create function public.shell(cstring) returns cstring language internal as 'textin'",
    undo: 'drop function public.shell(cstring)',
    found: ['database-untrusted-code'],
  },
  {
    fault: 'the role of the tests may write',
    plant: 'grant update on clinic.departments to attestry_controls',
    undo: 'revoke update on clinic.departments from attestry_controls',
    found: ['database-tester-reads-only'],
  },
  {
    fault: 'passwords by MD5',
    plant: "alter system set password_encryption = 'md5'; select pg_reload_conf()",
    undo: 'alter system reset password_encryption; select pg_reload_conf()',
    found: ['server-passwords'],
  },
  {
    fault: 'a rule that lets everybody in',
    plant: `copy (select 'host all all 10.0.0.0/8 trust') to program 'cat >> pg_hba.conf'`,
    undo: `copy (select 1) to program 'sed -i "/10.0.0.0/d" pg_hba.conf'`,
    found: ['server-log-in-rules'],
  },
  {
    fault: 'nobody writes down who connects',
    plant: 'alter system set log_disconnections = off; select pg_reload_conf()',
    undo: 'alter system reset log_disconnections; select pg_reload_conf()',
    found: ['server-log-ins-recorded'],
  },
  {
    fault: 'what was saved may be lost',
    plant: 'alter system set synchronous_commit = off; select pg_reload_conf()',
    undo: 'alter system reset synchronous_commit; select pg_reload_conf()',
    found: ['server-writes-durable'],
  },
];
