import { type ClinicTest, fhir, nothingToTest, pseudonym, security, setting, soc2 } from '../definition.ts';

const noConnection = nothingToTest('the clinic records no connection to another system that is in use.');

/** Connections to other systems. */
export const CONNECTION_TESTS: readonly ClinicTest[] = [
  {
    id: 'connections-current',
    version: 1,
    area: 'connections',
    reads: 'clinic',
    title: 'Credentials of connections have not run out',
    shows: 'Connections that are in use hold credentials that still hold.',
    population: 'All connections in the guard that were not revoked.',
    parameters: [],
    rule: 'The credentials have not expired.',
    limits: 'It does not ask the other system.',
    supports: [...soc2('CC6.1'), ...fhir('F3.4')],
    empty: nothingToTest(
      'the guard holds no connection. Add them in Clinic database, Limits and connections.',
    ),
    needs: {},
    query: () =>
      `select 'connection ' || c.id as key, c.state = 'active' and coalesce(c.expires_at > statement_timestamp(), true) as ok, 'expired on ' || coalesce(c.expires_at::date::text, 'an unknown day') as fact
  from guard.fhir_connections() c where c.state <> 'revoked'`,
  },
  {
    id: 'connections-encrypted',
    version: 1,
    area: 'connections',
    reads: 'clinic',
    title: 'Other systems are reached by TLS, without secrets in the address',
    shows: 'What is exchanged is encrypted, and no password stands in an address.',
    population: 'All connections that are in use, by the clinic’s records.',
    parameters: [],
    rule: 'The address begins with https:// and has no user, password or query in it.',
    limits: 'It does not show that the other system’s certificate is checked.',
    supports: [...soc2('CC6.7'), ...security('164.312(e)(1)', '164.312(e)(2)(ii)'), ...fhir('F3.1', 'F3.3')],
    empty: noConnection,
    needs: { connections: ['key', 'address', 'active'] },
    query: ({ table }) => {
      const c = table('connections', 'c');
      return `select ${pseudonym('record', c.key)} as key, ${c.address} ~ '^https://[^/@?#]+(/[^@?#]*)?$' as ok,
       case when ${c.address} !~* '^https://' then 'is not reached by https' else 'has more in its address than a place' end as fact
  from ${c.from} where ${c.active}`;
    },
  },
  {
    id: 'connections-secrets-apart',
    version: 1,
    area: 'connections',
    reads: 'clinic',
    title: 'Secrets of connections are kept elsewhere',
    shows: 'The table names where a secret is kept, and holds none itself.',
    population: 'All connections in the clinic’s records.',
    parameters: [
      setting(
        'form',
        '^(vault|kms|env|file|secret):',
        'What a reference begins with, as a regular expression',
      ),
    ],
    rule: 'What stands in the column is a reference.',
    limits: 'It does not show how well the place it refers to is protected.',
    supports: [...soc2('CC6.1'), ...fhir('F3.3')],
    empty: noConnection,
    needs: { connections: ['key', 'secret'] },
    query: ({ table, value }) => {
      const c = table('connections', 'c');
      return `select ${pseudonym('record', c.key)} as key, ${c.secret} is null or ${c.secret}::text ~ ${value('form')} as ok, 'holds something that is no reference' as fact
  from ${c.from}`;
    },
  },
  {
    id: 'connections-narrow',
    version: 1,
    area: 'connections',
    reads: 'clinic',
    title: 'Other systems may only read what they need',
    shows: 'No connection may write, or do everything.',
    population: 'All connections that are in use, by the clinic’s records.',
    parameters: [
      setting(
        'forbidden',
        '(\\.write|\\.\\*|/\\*\\.cruds|\\.c?r?u?d)(\\s|$)',
        'Scopes that count as too wide, as a regular expression',
      ),
    ],
    rule: 'None of its scopes allows to write or to do everything.',
    limits: 'A connection that has to write must be named in the review, with its reason.',
    supports: [...soc2('CC6.3'), ...fhir('F3.2')],
    empty: noConnection,
    needs: { connections: ['key', 'scopes', 'active'] },
    query: ({ table, value }) => {
      const c = table('connections', 'c');
      return `select ${pseudonym('record', c.key)} as key, ${c.scopes}::text !~ ${value('forbidden')} as ok, 'its scopes are “' || left(${c.scopes}::text, 200) || '”' as fact
  from ${c.from} where ${c.active}`;
    },
  },
  {
    id: 'connections-in-use',
    version: 1,
    area: 'connections',
    reads: 'clinic',
    title: 'Connections that nobody uses are ended',
    shows: 'No forgotten way leads out of the hospital.',
    population: 'All connections that are in use, by the clinic’s records.',
    parameters: [setting('days', 90, 'Days without an exchange after which a connection counts as unused')],
    rule: 'Something was exchanged within the days.',
    limits: 'It does not show what was exchanged.',
    supports: soc2('CC6.2', 'CC6.6'),
    empty: noConnection,
    needs: { connections: ['key', 'active', 'lastUsedAt'] },
    query: ({ table, today, value }) => {
      const c = table('connections', 'c');
      return `select ${pseudonym('record', c.key)} as key, coalesce(${c.lastUsedAt} >= ${today} - ${value('days')}, false) as ok, coalesce('used last on ' || ${c.lastUsedAt}::date, 'never used') as fact
  from ${c.from} where ${c.active}`;
    },
  },
];
