import {
  type ClinicTest,
  nothingToTest,
  privacy,
  pseudonym,
  security,
  setting,
  soc2,
} from '../definition.ts';

const noRoles = nothingToTest('the clinic records no role that anybody has.');

/** Which roles people have, who gave them, and who looked at that. */
export const ROLE_TESTS: readonly ClinicTest[] = [
  {
    id: 'roles-fit-jobs',
    version: 1,
    area: 'roles',
    reads: 'clinic',
    title: 'Everybody has only the roles of their job',
    shows: 'Access follows the work that somebody does.',
    population: 'All roles that members of staff have now.',
    parameters: [],
    rule: 'The list of roles by job has the role for the person’s job.',
    limits: 'It does not show that the list itself gives each job the least it needs.',
    supports: [
      ...soc2('CC6.3'),
      ...security('164.308(a)(4)(ii)(B)', '164.308(a)(4)(ii)(C)'),
      ...privacy('164.514(d)'),
    ],
    empty: noRoles,
    needs: {
      accounts: ['key', 'person'],
      people: ['key', 'job'],
      grants: ['account', 'role', 'revokedAt'],
      jobRoles: ['job', 'role'],
    },
    query: ({ table }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      const g = table('grants', 'g');
      const j = table('jobRoles', 'j');
      return `select ${pseudonym('account', a.key)} as key,
       exists (select from ${j.from} where ${j.job} = ${p.job} and ${j.role} = ${g.role}) as ok,
       'a role that the job “' || ${p.job} || '” does not have' as fact
  from ${g.from} join ${a.from} on ${a.key} = ${g.account} join ${p.from} on ${p.key} = ${a.person}
 where ${g.revokedAt} is null`;
    },
  },
  {
    id: 'roles-given-by-another',
    version: 1,
    area: 'roles',
    reads: 'clinic',
    title: 'Nobody gave a role to themselves',
    shows: 'Somebody else decided on each role.',
    population: 'All roles that anybody has now.',
    parameters: [],
    rule: 'It is recorded who gave the role, and it is another account.',
    limits: 'It does not show that whoever gave it was entitled to.',
    supports: [...soc2('CC6.2', 'CC6.3'), ...security('164.308(a)(4)(ii)(B)')],
    empty: noRoles,
    needs: { grants: ['account', 'grantedBy', 'revokedAt'] },
    query: ({ table }) => {
      const g = table('grants', 'g');
      return `select ${pseudonym('account', g.account)} as key, ${g.grantedBy} is not null and ${g.grantedBy} <> ${g.account} as ok,
       case when ${g.grantedBy} is null then 'who gave the role is not recorded' else 'the account gave the role to itself' end as fact
  from ${g.from} where ${g.revokedAt} is null`;
    },
  },
  {
    id: 'roles-apart',
    version: 1,
    area: 'roles',
    reads: 'clinic',
    title: 'Duties that must be apart are apart',
    shows: 'Nobody can both do something and cover it up.',
    population: 'All accounts that have a role now.',
    parameters: [
      setting(
        'pairs',
        'system-administrator+compliance-officer, system-administrator+billing-clerk, compliance-officer+billing-clerk, physician+billing-clerk',
        'Roles that nobody may have together',
      ),
    ],
    rule: 'The account has no two roles of a pair.',
    limits: 'Only the pairs that are named are looked for.',
    supports: [...soc2('CC6.3')],
    empty: noRoles,
    needs: { grants: ['account', 'role', 'revokedAt'], roles: ['key', 'name'] },
    query: ({ table, value }) => {
      const g = table('grants', 'g');
      const r = table('roles', 'r');
      return `select ${pseudonym('account', 'h.account')} as key, c.pair is null as ok, coalesce('has both roles of ' || c.pair, '') as fact
  from (select ${g.account} as account, array_agg(${r.name}::text) as names
          from ${g.from} join ${r.from} on ${r.key} = ${g.role} where ${g.revokedAt} is null group by ${g.account}) h
  left join lateral (select min(p) as pair from regexp_split_to_table(${value('pairs')}, '\\s*,\\s*') p
                      where string_to_array(p, '+') <@ h.names) c on true`;
    },
  },
  {
    id: 'roles-reviewed',
    version: 1,
    area: 'roles',
    reads: 'clinic',
    title: 'Who has a role is looked at regularly',
    shows: 'Roles that nobody needs any more are found and taken back.',
    population: 'All roles that somebody has now.',
    parameters: [setting('days', 180, 'Days within which the holders of each role have to be looked at')],
    rule: 'There is a review of the role within the days, by somebody who is named.',
    limits: 'It does not show how thoroughly it was looked at: attach the review itself as evidence.',
    supports: [...soc2('CC6.2', 'CC6.3'), ...security('164.308(a)(4)(ii)(C)')],
    empty: noRoles,
    needs: {
      grants: ['role', 'revokedAt'],
      roles: ['key', 'name'],
      accessReviews: ['role', 'reviewedOn', 'reviewedBy'],
    },
    query: ({ table, today, value }) => {
      const g = table('grants', 'g');
      const r = table('roles', 'r');
      const v = table('accessReviews', 'v');
      return `select 'role ' || ${r.name} as key, coalesce(n.newest >= ${today} - ${value('days')}, false) as ok, coalesce('last reviewed on ' || n.newest::date, 'never reviewed') as fact
  from ${r.from} left join lateral (select max(${v.reviewedOn}) as newest from ${v.from}
                                     where ${v.role} = ${r.key} and ${v.reviewedBy} is not null and ${v.reviewedOn} <= ${today}) n on true
 where exists (select from ${g.from} where ${g.role} = ${r.key} and ${g.revokedAt} is null)`;
    },
  },
];

const noPeople = nothingToTest('the clinic has no active account of a person.');

/** Passwords and second factors of the clinic's own accounts. */
export const CREDENTIAL_TESTS: readonly ClinicTest[] = [
  {
    id: 'mfa-enrolled',
    version: 1,
    area: 'mfa',
    reads: 'clinic',
    title: 'Everybody has a second factor',
    shows: 'A stolen password alone opens nothing.',
    population: 'All active accounts of persons.',
    parameters: [],
    rule: 'A second factor is recorded for the account.',
    limits: 'It does not show that the second factor is asked for at each sign-in.',
    supports: [...soc2('CC6.1'), ...security('164.312(d)')],
    empty: noPeople,
    needs: { accounts: ['key', 'human', 'active', 'mfa'] },
    query: ({ table }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key, ${a.mfa} as ok, 'no second factor' as fact
  from ${a.from} where ${a.active} and ${a.human}`;
    },
  },
  {
    id: 'passwords-renewed',
    version: 1,
    area: 'passwords',
    reads: 'clinic',
    title: 'Passwords are not older than the policy allows',
    shows: 'Passwords are changed as the hospital’s own policy says.',
    population: 'All active accounts of persons.',
    parameters: [setting('days', 365, 'Oldest age of a password by the hospital’s policy, in days')],
    rule: 'The password was changed within the days.',
    limits:
      'A policy may do without changes (NIST SP 800-63B); then take this test out of the review, with that reason.',
    supports: [...soc2('CC6.1'), ...security('164.308(a)(5)(ii)(D)')],
    empty: noPeople,
    needs: { accounts: ['key', 'human', 'active', 'passwordChangedAt'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key, ${a.passwordChangedAt} >= ${today} - ${value('days')} as ok,
       coalesce('changed last on ' || ${a.passwordChangedAt}::date, 'the day of the last change is not recorded') as fact
  from ${a.from} where ${a.active} and ${a.human}`;
    },
  },
  {
    id: 'passwords-first-replaced',
    version: 1,
    area: 'passwords',
    reads: 'clinic',
    title: 'First passwords were replaced',
    shows: 'Nobody works with the password that the administrator gave out.',
    population: 'All active accounts of persons that are older than the period.',
    parameters: [setting('days', 7, 'Days within which the first password has to be replaced')],
    rule: 'The password was changed after the account was made.',
    limits: 'It does not show how strong the new one is.',
    supports: [...soc2('CC6.1'), ...security('164.308(a)(5)(ii)(D)')],
    empty: noPeople,
    needs: { accounts: ['key', 'human', 'active', 'createdAt', 'passwordChangedAt'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key, coalesce(${a.passwordChangedAt} > ${a.createdAt}, false) as ok, 'still has its first password' as fact
  from ${a.from} where ${a.active} and ${a.human} and ${a.createdAt} < ${today} - ${value('days')}`;
    },
  },
  {
    id: 'passwords-of-services',
    version: 1,
    area: 'passwords',
    reads: 'clinic',
    title: 'Credentials of services are renewed',
    shows: 'The password of a program is not the one that people who left still know.',
    population: 'All active accounts of services.',
    parameters: [setting('days', 365, 'Oldest age of a credential, in days')],
    rule: 'The credential was changed within the days.',
    limits: 'It does not show where the credential is kept.',
    supports: [...soc2('CC6.1'), ...security('164.308(a)(5)(ii)(D)')],
    empty: nothingToTest('the clinic has no account of a service.'),
    needs: { accounts: ['key', 'human', 'active', 'passwordChangedAt'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key, ${a.passwordChangedAt} >= ${today} - ${value('days')} as ok,
       coalesce('changed last on ' || ${a.passwordChangedAt}::date, 'the day of the last change is not recorded') as fact
  from ${a.from} where ${a.active} and not ${a.human}`;
    },
  },
];
