import { LOG, NURSE, SEALED, entry, type Planted } from './plant.ts';

/** Faults in accounts, people who left, roles and second factors. */
export const IN_ACCOUNTS: readonly Planted[] = [
  {
    fault: 'an account of nobody',
    plant: `update clinic.users set staff_id = gen_random_uuid() where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['accounts-of-people'],
  },
  {
    fault: 'two accounts of one person',
    plant: `alter table clinic.users drop constraint users_staff_id_key; insert into clinic.users select gen_random_uuid(), 'u9001', kind, staff_id, true, true, '2026-06-01', '2026-06-15', null from clinic.users where id = ${NURSE}`,
    undo: `set session_replication_role = replica; delete from clinic.users where username = 'u9001'; set session_replication_role = origin; alter table clinic.users add constraint users_staff_id_key unique (staff_id)`,
    found: ['accounts-one-each'],
  },
  {
    fault: 'an account of a ward',
    plant: `update clinic.users set username = 'ward3' where id = ${NURSE}`,
    undo: ['clinic.users'],
    // Its sign-ins stand in the log under the old name, which nobody knows now.
    found: ['accounts-not-generic', 'accounts-known'],
  },
  {
    fault: 'an account that nobody has used for weeks',
    plant: `insert into guard.audit_log (id, occurred_at, actor, event_type, action, resource_type, source_ip)
        select (select max(id) from guard.audit_log) + n, timestamptz '2026-04-30 12:00+00' + n * interval '1 day', 'u4000', 'job.run', 'execute', 'Job', '192.0.2.9' from generate_series(1, 40) n;
      update guard.audit_log set actor = 'u4000' where actor = (select username from clinic.users where id = ${NURSE}); ${SEALED}`,
    undo: LOG,
    found: ['accounts-in-use'],
  },
  {
    fault: 'one log-in used at three places within an hour',
    plant: [1, 2, 3]
      .map((place) =>
        entry(`2026-06-29 10:${place}0:00+00`, "'u4000'", 'auth.login', `'192.0.2.${200 + place}'`),
      )
      .concat(SEALED)
      .join(';'),
    undo: LOG,
    found: ['accounts-not-shared'],
  },
  {
    fault: 'somebody unknown signed in',
    plant: `${entry('2026-06-29 10:00:00+00', "'nobody-knows'", 'auth.login')}; ${SEALED}`,
    undo: LOG,
    found: ['accounts-known'],
  },
  {
    fault: 'somebody signed in as the backup',
    plant: `${entry('2026-06-29 10:00:00+00', "'svc-backup'", 'auth.login')}; ${SEALED}`,
    undo: LOG,
    found: ['accounts-of-services'],
  },
  {
    fault: 'a leaver’s account is active',
    plant: "update clinic.users set active = true, mfa_enrolled = true where username = 'u9999'",
    undo: ['clinic.users'],
    found: ['leavers-closed'],
  },
  {
    fault: 'a leaver’s account was closed a month late',
    plant: "update clinic.users set disabled_at = '2026-04-02' where username = 'u9999'",
    undo: ['clinic.users'],
    found: ['leavers-closed-in-time'],
  },
  {
    fault: 'a leaver worked on',
    plant: `${entry('2026-06-20 10:00:00+00', "'u9999'", 'phi.read')}; ${SEALED}`,
    undo: LOG,
    found: ['leavers-silent'],
  },
  {
    fault: 'a leaver kept a role',
    plant:
      "update clinic.user_roles set revoked_at = null where user_id = (select id from clinic.users where username = 'u9999')",
    undo: ['clinic.user_roles'],
    found: ['leavers-roles-ended'],
  },
  {
    fault: 'a nurse bills',
    plant: `insert into clinic.user_roles select ${NURSE}, r.id, '2026-01-01', (select id from clinic.users where kind = 'service' limit 1), null from clinic.roles r where r.name = 'billing-clerk'`,
    undo: ['clinic.user_roles'],
    found: ['roles-fit-jobs'],
  },
  {
    fault: 'a role given to oneself',
    plant: `update clinic.user_roles set granted_by = user_id where user_id = ${NURSE}`,
    undo: ['clinic.user_roles'],
    found: ['roles-given-by-another'],
  },
  {
    fault: 'the administrator is the compliance officer too',
    plant: `insert into clinic.user_roles select u.id, r.id, '2026-01-01', (select id from clinic.users where kind = 'service' limit 1), null from clinic.roles r, clinic.users u join clinic.staff s on s.id = u.staff_id where r.name = 'compliance-officer' and s.job_title = 'Systems Administrator';
      insert into clinic.job_roles select 'Systems Administrator', id from clinic.roles where name = 'compliance-officer'`,
    undo: "delete from clinic.user_roles where granted_at = '2026-01-01'; delete from clinic.job_roles j using clinic.roles r where r.id = j.role_id and r.name = 'compliance-officer' and j.job_title = 'Systems Administrator'",
    found: ['roles-apart'],
  },
  {
    fault: 'a role that nobody reviewed for half a year',
    plant:
      "delete from clinic.access_reviews a using clinic.roles r where r.id = a.role_id and r.name = 'nurse' and a.reviewed_on > '2026-03-01'",
    undo: ['clinic.access_reviews'],
    found: ['roles-reviewed'],
  },
  {
    fault: 'no second factor',
    plant: `update clinic.users set mfa_enrolled = false where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['mfa-enrolled'],
  },
  {
    fault: 'an old password',
    plant: `update clinic.users set password_changed_at = '2025-01-01', created_at = '2012-01-01' where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['passwords-renewed'],
  },
  {
    fault: 'a first password that was never replaced',
    plant: `update clinic.users set password_changed_at = '2026-05-01', created_at = '2026-05-01' where id = ${NURSE}`,
    undo: ['clinic.users'],
    found: ['passwords-first-replaced'],
  },
  {
    fault: 'a service with an old credential',
    plant: "update clinic.users set password_changed_at = '2020-05-01' where username = 'svc-backup'",
    undo: ['clinic.users'],
    found: ['passwords-of-services'],
  },
];
