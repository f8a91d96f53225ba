import { type ClinicTest, nothingToTest, pseudonym, security, setting, soc2 } from '../definition.ts';

const nobodyLeft = nothingToTest('nobody has left the hospital, by the staff records.');

/** What becomes of the access of people who leave. */
export const LEAVER_TESTS: readonly ClinicTest[] = [
  {
    id: 'leavers-closed',
    version: 1,
    area: 'leavers',
    reads: 'clinic',
    title: 'Accounts of people who left are closed',
    shows: 'Nobody who left can still sign in.',
    population: 'All members of staff whose last day is over and who had an account.',
    parameters: [],
    rule: 'None of their accounts is active.',
    limits: 'It does not show how quickly they were closed; see “Accounts are closed when people leave”.',
    supports: [...soc2('CC6.2'), ...security('164.308(a)(3)(ii)(C)')],
    empty: nobodyLeft,
    needs: { accounts: ['person', 'active'], people: ['key', 'leftOn'] },
    query: ({ table, today }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      return `select ${pseudonym('person', p.key)} as key, not bool_or(${a.active}) as ok, 'left on ' || max(${p.leftOn})::date || ', the account is active' as fact
  from ${p.from} join ${a.from} on ${a.person} = ${p.key}
 where ${p.leftOn} < ${today} group by ${p.key}`;
    },
  },
  {
    id: 'leavers-closed-in-time',
    version: 1,
    area: 'leavers',
    reads: 'clinic',
    title: 'Accounts are closed when people leave',
    shows: 'Access ends with the work, not weeks later.',
    population: 'All accounts that were closed and whose owner left.',
    parameters: [setting('days', 1, 'Days after the last one within which the account has to be closed')],
    rule: 'The account was closed within the days.',
    limits: 'Accounts that are still active are found by “Accounts of people who left are closed”.',
    supports: [...soc2('CC6.2'), ...security('164.308(a)(3)(ii)(C)')],
    empty: nobodyLeft,
    needs: { accounts: ['key', 'person', 'active', 'disabledAt'], people: ['key', 'leftOn'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      return `select ${pseudonym('account', a.key)} as key, ${a.disabledAt} < ${p.leftOn}::timestamptz + make_interval(days => 1 + ${value('days')}) as ok,
       case when ${a.disabledAt} is null then 'the day of closing is not recorded'
            else 'closed ' || (${a.disabledAt}::date - ${p.leftOn}::date) || ' days after the last day' end as fact
  from ${p.from} join ${a.from} on ${a.person} = ${p.key}
 where ${p.leftOn} < ${today} and not ${a.active}`;
    },
  },
  {
    id: 'leavers-silent',
    version: 1,
    area: 'leavers',
    reads: 'clinic',
    title: 'Nobody works on after leaving',
    shows: 'No account was used after its owner had left.',
    population: 'All accounts whose owner has left.',
    parameters: [setting('days', 1, 'Days after the last one within which entries are still in order')],
    rule: 'The audit log has no entry of the account after that.',
    limits: 'It shows what the audit log holds, no more.',
    supports: [...soc2('CC6.2', 'CC7.2'), ...security('164.308(a)(3)(ii)(C)')],
    empty: nobodyLeft,
    needs: { accounts: ['key', 'name', 'person'], people: ['key', 'leftOn'] },
    query: ({ table, today, value }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      return `select ${pseudonym('account', a.key)} as key,
       not exists (select from guard.audit_log l where l.actor = ${a.name}::text and l.occurred_at >= ${p.leftOn}::timestamptz + make_interval(days => 1 + ${value('days')})) as ok,
       'there are entries after ' || ${p.leftOn}::date as fact
  from ${p.from} join ${a.from} on ${a.person} = ${p.key}
 where ${p.leftOn} < ${today}`;
    },
  },
  {
    id: 'leavers-roles-ended',
    version: 1,
    area: 'leavers',
    reads: 'clinic',
    title: 'Roles of people who left are taken back',
    shows: 'An account that is opened again by mistake gives no rights.',
    population: 'All roles that were given to people who have left since.',
    parameters: [],
    rule: 'The role was taken back.',
    limits: 'It does not show on which day.',
    supports: [...soc2('CC6.2', 'CC6.3'), ...security('164.308(a)(3)(ii)(C)', '164.308(a)(4)(ii)(C)')],
    empty: nobodyLeft,
    needs: {
      accounts: ['key', 'person'],
      people: ['key', 'leftOn'],
      grants: ['account', 'revokedAt'],
    },
    query: ({ table, today }) => {
      const a = table('accounts', 'a');
      const p = table('people', 'p');
      const g = table('grants', 'g');
      return `select ${pseudonym('account', a.key)} as key, ${g.revokedAt} is not null as ok, 'left on ' || ${p.leftOn}::date || ', a role was not taken back' as fact
  from ${p.from} join ${a.from} on ${a.person} = ${p.key} join ${g.from} on ${g.account} = ${a.key}
 where ${p.leftOn} < ${today}`;
    },
  },
];
