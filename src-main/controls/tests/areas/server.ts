import { type ClinicTest, nothingToTest, security, setting, soc2 } from '../definition.ts';

const noSettings = nothingToTest('the server does not show the setting.');
/** One row for each of some settings of the server. */
const settings = (names: readonly string[], ok: string, fact: string): string =>
  `select 'setting ' || s.name as key, ${ok} as ok, ${fact} as fact
  from pg_settings s where s.name in (${names.map((name) => `'${name}'`).join(', ')})`;
const isOn = "s.setting not in ('off', '')";
const sayValue = "'is “' || s.setting || '”'";
/** True when the server takes connections from its own machine alone. */
const LOCAL_ONLY =
  "(select not exists (select from unnest(string_to_array(s.setting, ',')) a where btrim(a) not in ('localhost', '127.0.0.1', '::1', '')) from pg_settings s where s.name = 'listen_addresses')";

/** Settings of the server: passwords, encryption on the way, what it writes down, and whether what it wrote lasts. */
export const SERVER_TESTS: readonly ClinicTest[] = [
  {
    id: 'server-passwords',
    version: 1,
    area: 'passwords',
    reads: 'clinic',
    title: 'The server keeps passwords so that they cannot be read',
    shows: 'Passwords of database log-ins are stored by SCRAM-SHA-256, not by MD5.',
    population: 'The server’s setting password_encryption.',
    parameters: [],
    rule: 'It is scram-sha-256.',
    limits: 'Passwords that were set before the setting was changed may still be MD5.',
    supports: [...soc2('CC6.1'), ...security('164.308(a)(5)(ii)(D)', '164.312(d)')],
    empty: noSettings,
    needs: {},
    query: () => settings(['password_encryption'], "s.setting = 'scram-sha-256'", sayValue),
  },
  {
    id: 'server-log-in-rules',
    version: 1,
    area: 'passwords',
    reads: 'clinic',
    title: 'Nobody gets into the server without a proof',
    shows: 'No rule of the server lets somebody in by their word, or with a password that can be overheard.',
    population: 'All rules of the server on who may log in (pg_hba.conf).',
    parameters: [],
    rule: 'The rule asks for SCRAM, a certificate, Kerberos, or the operating system’s own account; from another machine it also asks for TLS or refuses.',
    limits:
      'It shows the file as it is now; the server may still use an older one until it is told to read it.',
    supports: [...soc2('CC6.1', 'CC6.6'), ...security('164.312(d)')],
    empty: noSettings,
    needs: {},
    query: () =>
      `select 'rule in line ' || h.line_number as key,
       h.error is null and h.auth_method not in ('trust', 'password', 'md5')
       and (h.auth_method = 'reject' or h.type in ('local', 'hostssl', 'hostgssenc') or h.address in ('127.0.0.1', '::1', 'localhost', 'samehost')) as ok,
       coalesce(h.error, h.type || ' from ' || coalesce(h.address, 'this machine') || ' by ' || h.auth_method) as fact
  from pg_hba_file_rules h`,
  },
  {
    id: 'server-tls',
    version: 1,
    area: 'transport',
    reads: 'clinic',
    title: 'The server encrypts what it sends',
    shows: 'Patient data is not readable on the network.',
    population: 'The server’s setting ssl.',
    parameters: [],
    rule: 'It is on, or the server takes connections from its own machine alone.',
    limits: 'It does not show that every client uses it; see “Everybody is connected by TLS”.',
    supports: [...soc2('CC6.7'), ...security('164.312(e)(1)', '164.312(e)(2)(ii)')],
    empty: noSettings,
    needs: {},
    query: () =>
      settings(
        ['ssl'],
        `${isOn} or ${LOCAL_ONLY}`,
        "'is “' || s.setting || '”, and the server is reached from other machines'",
      ),
  },
  {
    id: 'server-tls-version',
    version: 1,
    area: 'transport',
    reads: 'clinic',
    title: 'The server uses no broken version of TLS',
    shows: 'Nobody can talk the server into an encryption that is known to be broken.',
    population: 'The server’s setting ssl_min_protocol_version.',
    parameters: [],
    rule: 'It is TLSv1.2 or TLSv1.3.',
    limits: 'It says nothing of the ciphers.',
    supports: [...soc2('CC6.7'), ...security('164.312(e)(1)')],
    empty: noSettings,
    needs: {},
    query: () => settings(['ssl_min_protocol_version'], "s.setting in ('TLSv1.2', 'TLSv1.3')", sayValue),
  },
  {
    id: 'server-sessions-encrypted',
    version: 2,
    area: 'transport',
    reads: 'clinic',
    title: 'Everybody is connected by TLS',
    shows: 'No session that is open now sends patient data in the clear.',
    population: 'All sessions from other machines at the moment of the test.',
    parameters: [],
    rule: 'The session uses TLS.',
    limits: 'It is a look at one moment; sessions that the role may not see cannot be told.',
    supports: [...soc2('CC6.7'), ...security('164.312(e)(1)', '164.312(e)(2)(ii)')],
    empty: nothingToTest('nobody was connected from another machine at that moment.'),
    needs: {},
    query: () =>
      `select 'session ' || a.pid as key, t.ssl as ok, case when t.ssl is null then 'it may not be seen by the role of the tests' else 'log-in ' || a.usename || ' without TLS' end as fact
  from pg_stat_activity a left join pg_stat_ssl t on t.pid = a.pid
 where case when a.client_port is null then a.backend_type is null and a.usesysid is not null
            else a.backend_type = 'client backend' and a.client_port <> -1
                 and not coalesce(a.client_addr <<= '127.0.0.0/8' or a.client_addr = '::1', false) end`,
  },
  {
    id: 'server-log-ins-recorded',
    version: 1,
    area: 'log-ins',
    reads: 'clinic',
    title: 'The server writes down who connects',
    shows: 'Log-ins past the application are recorded too.',
    population: 'The server’s settings log_connections and log_disconnections.',
    parameters: [],
    rule: 'Both are on.',
    limits: 'It does not show that anybody reads that log, or how long it is kept.',
    supports: [...soc2('CC7.2'), ...security('164.308(a)(5)(ii)(C)')],
    empty: noSettings,
    needs: {},
    query: () => settings(['log_connections', 'log_disconnections'], isOn, sayValue),
  },
  {
    id: 'server-writes-durable',
    version: 1,
    area: 'availability',
    reads: 'clinic',
    title: 'What was saved survives a power cut',
    shows: 'A change that the application was told is saved is on the disk.',
    population: 'The server’s settings fsync, full_page_writes and synchronous_commit.',
    parameters: [],
    rule: 'None of them is off.',
    limits: 'Disks that lie about what they have written are not found.',
    supports: soc2('A1.2', 'PI1.5'),
    empty: noSettings,
    needs: {},
    query: () => settings(['fsync', 'full_page_writes', 'synchronous_commit'], isOn, sayValue),
  },
  {
    id: 'server-checksums',
    version: 1,
    area: 'integrity',
    reads: 'clinic',
    title: 'Damage on the disk is noticed',
    shows: 'A page that was damaged on its way to or from the disk is refused, not read.',
    population: 'The server’s setting data_checksums.',
    parameters: [],
    rule: 'It is on.',
    limits: 'Checksums find accidents, not people: for those see the integrity of the audit log.',
    supports: [...soc2('PI1.5'), ...security('164.312(c)(1)')],
    empty: noSettings,
    needs: {},
    query: () => settings(['data_checksums'], isOn, sayValue),
  },
  {
    id: 'server-supported',
    version: 1,
    area: 'availability',
    reads: 'clinic',
    title: 'The server’s version still gets security updates',
    shows: 'Holes that become known in PostgreSQL are still closed for this version.',
    population: 'The server.',
    parameters: [
      setting(
        'ends',
        '14=2026-11-12, 15=2027-11-11, 16=2028-11-09, 17=2029-11-08, 18=2030-11-14',
        'Last release of each major version, by postgresql.org/support/versioning',
      ),
    ],
    rule: 'The last release of its major version is still to come.',
    limits:
      'It does not show that the newest minor version is installed. A version that is not on the list cannot be told.',
    supports: soc2('CC7.1'),
    empty: noSettings,
    needs: {},
    query: ({ value }) =>
      `select 'server version ' || v.major as key, coalesce(split_part(e.entry, '=', 2)::date >= current_date, case when v.major < 14 then false end) as ok,
       coalesce('its last release was due on ' || split_part(e.entry, '=', 2), 'version ' || v.major || ' is not on the list') as fact
  from (select current_setting('server_version_num')::int / 10000 as major) v
  left join regexp_split_to_table(${value('ends')}, '\\s*,\\s*') as e(entry) on split_part(e.entry, '=', 1) = v.major::text`,
  },
  {
    id: 'server-connections-spare',
    version: 1,
    area: 'availability',
    reads: 'clinic',
    title: 'There is room for more connections',
    shows: 'The clinic’s programs are not about to be refused.',
    population: 'The server, at the moment of the test.',
    parameters: [setting('percent', 90, 'From this share of all connections on it is too full')],
    rule: 'Fewer are in use.',
    limits: 'It is a look at one moment.',
    supports: soc2('A1.1'),
    empty: noSettings,
    needs: {},
    query: ({ value }) =>
      `select 'connections' as key, count(*) * 100 < current_setting('max_connections')::int * ${value('percent')} as ok,
       count(*) || ' of ' || current_setting('max_connections') || ' connections are in use' as fact
  from pg_stat_activity a where a.datname is not null`,
  },
];
