import { webcrypto } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresControlTests } from '../../../src-main/clinic/postgres/control-tests.ts';
import { controlTests } from '../../../src-main/controls/index.ts';
import type { ControlsMap } from '../../../src-main/controls/tests/map.ts';
import type { TestResult } from '../../../src-shared/controls/tests.ts';
import { ownRecords, testStore } from '../../fakes/own-records.ts';
import { certify } from '../../fixtures/authority.ts';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres-server.ts';
import { OF_A_SERVER } from './planted/plant.ts';

// Faults of a whole server: it needs one of its own, reached over the network.
const MOST = 12;
const work = { signal: new AbortController().signal, progress: () => undefined };
const address = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

let server: PostgresServer;
const sessions: pg.Client[] = [];
/** Days on which versions end, as a hospital would write them; null: those that come with the test. */
let ends: string | null;
/** The role that the tests take on. */
let role: string | null;

const run = async (): Promise<ReadonlyMap<string, TestResult>> => {
  const map: ControlsMap = {
    ...{ format: 'attestry/controls-map', version: 1, name: 'One server', role, schemas: ['public'] },
    tables: {},
    parameters: ends === null ? {} : { 'server-supported': { ends } },
  };
  const results = await controlTests({
    reader: postgresControlTests(() => Promise.resolve(server.as('postgres'))),
    ...{ own: ownRecords(), store: testStore(), changed: () => undefined },
    ...{ map: () => Promise.resolve(map), clock: { now: () => Date.now() } },
  }).run({ tests: OF_A_SERVER }, work);
  return new Map(results.map((result) => [result.testId, result]));
};
const outcomes = (results: ReadonlyMap<string, TestResult>): Record<string, string> =>
  Object.fromEntries([...results].map(([id, { outcome }]) => [id, outcome]));
const from = async (host: string, ssl: pg.ClientConfig['ssl'], user = 'postgres'): Promise<pg.Client> => {
  const client = new pg.Client({ host, port: server.port, user, database: 'postgres', ssl });
  await client.connect();
  sessions.push(client);
  return client;
};
const leave = async (): Promise<void> => {
  await Promise.all(sessions.splice(0).map((client) => client.end()));
};
/** Sends a text into a file beside the server's data. */
const put = (file: string, text: string): Promise<unknown> =>
  server.sql(
    'postgres',
    `copy (select unnest(string_to_array('${text.trim()}', E'\\n'))) to program 'umask 077; cat >> ${file}'`,
  );

beforeAll(async () => {
  server = await startPostgres('system', null, {
    ...{ listen_addresses: '*', max_connections: String(MOST), ssl: 'off' },
    ssl_min_protocol_version: 'TLSv1',
  });
  await put('pg_hba.conf', 'host all all 0.0.0.0/0 trust');
  await server.sql('postgres', 'select pg_reload_conf()');
  await new Promise((done) => setTimeout(done, 500));
});
afterAll(async () => {
  await leave();
  server.stop();
});

test('a server with everything wrong fails each test of it, and says what is wrong', async () => {
  expect(address, 'a network card is needed').toBeDefined();
  [ends, role] = ['15=2020-01-01', null];
  await from(address!, false);
  // One more for the tests: eleven of twelve are in use.
  for (let at = 0; at < MOST - 3; at++) await from('127.0.0.1', false);
  const results = await run();
  expect(outcomes(results)).toEqual(Object.fromEntries(OF_A_SERVER.map((id) => [id, 'fail'])));
  const fact = (id: string) => results.get(id)?.failed[0]?.fact;
  expect(fact('server-tls')).toContain('reached from other machines');
  expect(fact('server-tls-version')).toContain('TLSv1');
  expect(fact('server-checksums')).toContain('off');
  expect(fact('server-supported')).toContain('2020-01-01');
  expect(fact('server-connections-spare')).toContain(`of ${MOST} connections`);
  expect(results.get('server-sessions-encrypted')).toMatchObject({
    ...{ population: 1, failedCount: 1 },
    failed: [{ fact: 'log-in postgres without TLS' }],
  });
  await leave();
});

test('mended, it passes each of them', async () => {
  [ends, role] = [null, null];
  const { pem, keys } = await certify('db.hospital.invalid', { algorithm: 'rsa' });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  await put('server.crt', pem);
  await put(
    'server.key',
    `-----BEGIN PRIVATE KEY-----\n${key.replaceAll(/.{64}/g, '$&\n').trim()}\n-----END PRIVATE KEY-----`,
  );
  server.restart({ listen_addresses: '*', max_connections: String(MOST), ssl: 'on' }, true);
  const client = await from(address!, { rejectUnauthorized: false });
  expect((await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows).toEqual([
    { ssl: true },
  ]);
  expect(outcomes(await run())).toEqual(Object.fromEntries(OF_A_SERVER.map((id) => [id, 'pass'])));
});

test('sessions that the role may not see are not taken for encrypted ones', async () => {
  await server.sql('postgres', 'create role narrow login');
  role = 'narrow';
  const seen = await from(address!, { rejectUnauthorized: false }, 'narrow');
  expect((await seen.query('select current_user')).rows).toEqual([{ current_user: 'narrow' }]);
  await from(address!, false, 'postgres');
  const result = (await run()).get('server-sessions-encrypted');
  expect(result).toMatchObject({ outcome: 'could-not-tell' });
  expect(result?.reason).toContain('may not be seen by the role');
});
