import {
  type ClinicTest,
  nothingToTest,
  noneIsFine,
  pseudonym,
  security,
  setting,
  soc2,
} from '../definition.ts';

const noAccounts = nothingToTest('the clinic has no active account of a person.');

/** Who may sign in: one account for one person, and for nobody else. */
export const ACCOUNT_TESTS: readonly ClinicTest[] = [
  {
    id: 'accounts-of-people',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'Every account of a person belongs to somebody',
    shows: 'Whoever signs in is a member of staff whom the hospital knows.',
    population: 'All active accounts of persons.',
    parameters: [],
    rule: 'The account names a member of staff who is in the staff records.',
    limits: 'It does not show that only this person knows the password.',
    supports: [...soc2('CC6.1', 'CC6.2'), ...security('164.312(a)(2)(i)')],
    empty: noAccounts,
    needs: { accounts: ['key', 'person', 'human', 'active'], people: ['key'] },
    query: ({ table }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      return `select ${pseudonym('account', a.key)} as key, ${p.key} is not null as ok, 'nobody in the staff records has this account' as fact
  from ${a.from} left join ${p.from} on ${p.key} = ${a.person}
 where ${a.active} and ${a.human}`;
    },
  },
  {
    id: 'accounts-one-each',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'Nobody has two active accounts',
    shows: 'What one person does is found under one name.',
    population: 'All members of staff with an active account.',
    parameters: [],
    rule: 'One active account for each person.',
    limits: 'Accounts that name no person are looked at by “Every account of a person belongs to somebody”.',
    supports: [...soc2('CC6.1'), ...security('164.312(a)(2)(i)')],
    empty: noAccounts,
    needs: { accounts: ['person', 'active'] },
    query: ({ table }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('person', a.person)} as key, count(*) = 1 as ok, count(*) || ' active accounts' as fact
  from ${a.from} where ${a.active} and ${a.person} is not null group by ${a.person}`;
    },
  },
  {
    id: 'accounts-not-generic',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'No account is named after a place or a job',
    shows: 'There are no accounts made to be shared, such as “ward3” or “reception”.',
    population: 'All active accounts of persons.',
    parameters: [
      setting(
        'names',
        '^(admin|administrator|desk|doctor|frontdesk|guest|kiosk|lab|nurse|pharmacy|reception|shared|station|temp|test|user|ward)[-_ .]?[0-9]*$',
        'Names that count as generic, as a regular expression of PostgreSQL',
      ),
    ],
    rule: 'The name of the account does not look like one that several people use.',
    limits: 'A shared account with a person’s name is not found by this.',
    supports: [...soc2('CC6.1'), ...security('164.312(a)(2)(i)')],
    empty: noAccounts,
    needs: { accounts: ['key', 'name', 'human', 'active'] },
    query: ({ table, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key, ${a.name}::text !~* ${value('names')} as ok, 'its name is that of a place or a job' as fact
  from ${a.from} where ${a.active} and ${a.human}`;
    },
  },
  {
    id: 'accounts-not-shared',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'No account is used from many places at once',
    shows: 'No password is used by several people at the same time.',
    population: 'All names that signed in within the period, by the audit log.',
    parameters: [
      setting('days', 30, 'Days that are looked back'),
      setting('places', 3, 'From this many addresses within the same hour it counts as shared'),
    ],
    rule: 'Within no hour did anybody sign in from as many different addresses.',
    limits: 'People who share a password one after the other, or at one computer, are not found by this.',
    supports: [...soc2('CC6.1'), ...security('164.312(a)(2)(i)', '164.308(a)(5)(ii)(C)')],
    empty: nothingToTest('the audit log holds no sign-in within the period.'),
    needs: {},
    query: ({ today, value }) =>
      `select ${pseudonym('account', 'h.actor')} as key, max(h.places) < ${value('places')} as ok, 'signed in from ' || max(h.places) || ' addresses within an hour' as fact
  from (select l.actor, date_trunc('hour', l.occurred_at) as hour, count(distinct l.source_ip) as places
          from guard.audit_log l
         where l.event_type = 'auth.login' and l.success and l.occurred_at >= ${today} - ${value('days')} and l.occurred_at < ${today} + 1
         group by 1, 2) h
 group by h.actor`,
  },
  {
    id: 'accounts-known',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'Whoever signed in has an account',
    shows: 'No sign-in in the audit log comes from a name that the clinic does not know.',
    population: 'All names that signed in within the period, by the audit log.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'The name is that of an account.',
    limits: 'It does not show that the account was active on that day.',
    supports: [...soc2('CC6.1', 'CC7.2'), ...security('164.312(a)(2)(i)', '164.312(d)')],
    empty: nothingToTest('the audit log holds no sign-in within the period.'),
    needs: { accounts: ['name'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', 'l.actor')} as key, exists (select from ${a.from} where ${a.name}::text = l.actor) as ok, 'no account has the name that signed in' as fact
  from (select distinct l.actor from guard.audit_log l
         where l.event_type = 'auth.login' and l.occurred_at >= ${today} - ${value('days')} and l.occurred_at < ${today} + 1) l`;
    },
  },
  {
    id: 'accounts-of-services',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'Nobody signs in with the account of a service',
    shows: 'Accounts of programs are used by programs alone.',
    population: 'All active accounts of services.',
    parameters: [setting('days', 90, 'Days that are looked back')],
    rule: 'The audit log has no sign-in of a person (auth.login) with it within the period.',
    limits: 'Programs that sign in as persons do look the same as persons.',
    supports: [...soc2('CC6.1'), ...security('164.312(a)(2)(i)')],
    empty: noneIsFine('The clinic has no account of a service.'),
    needs: { accounts: ['key', 'name', 'human', 'active'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key,
       not exists (select from guard.audit_log l where l.actor = ${a.name}::text and l.event_type = 'auth.login'
                      and l.occurred_at >= ${today} - ${value('days')} and l.occurred_at < ${today} + 1) as ok,
       'somebody signed in with it' as fact
  from ${a.from} where ${a.active} and not ${a.human}`;
    },
  },
  {
    id: 'accounts-in-use',
    version: 1,
    area: 'accounts',
    reads: 'clinic',
    title: 'Accounts that nobody uses are closed',
    shows: 'No forgotten account waits for somebody to try it.',
    population: 'All active accounts of persons that are older than the period.',
    parameters: [setting('days', 45, 'Days without any entry after which an account counts as unused')],
    rule: 'The audit log has an entry of it within the period.',
    limits: 'Where the audit log is younger than the period, an account without entries cannot be told.',
    supports: [...soc2('CC6.2'), ...security('164.308(a)(4)(ii)(C)')],
    empty: noAccounts,
    needs: { accounts: ['key', 'name', 'human', 'active', 'createdAt'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      return `select ${pseudonym('account', a.key)} as key,
       case when exists (select from guard.audit_log l where l.actor = ${a.name}::text and l.occurred_at >= ${today} - ${value('days')}) then true
            when (select min(l.occurred_at) from guard.audit_log l) < ${today} - ${value('days')} then false end as ok,
       'no entry in the audit log within the period' as fact
  from ${a.from} where ${a.active} and ${a.human} and ${a.createdAt} < ${today} - ${value('days')}`;
    },
  },
];
