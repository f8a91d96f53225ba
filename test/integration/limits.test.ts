import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresLimits } from '../../src-main/clinic/guard/limits.ts';
import { limitsService } from '../../src-main/clinic/index.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

let database: ClinicDatabase;
const key = randomBytes(32);
const operations: string[] = [];
const service = () =>
  limitsService({
    database: postgresLimits,
    connection: () => Promise.resolve(database.officer),
    keys: { key: () => Promise.resolve(Uint8Array.from(key)) },
    activity: {
      around: (draft, work) => {
        operations.push(JSON.stringify(draft));
        return work();
      },
    },
  });
const SECRET = 'a-client-secret-of-nobody';
const made = {
  name: 'Regional exchange',
  baseUrl: 'https://fhir.exchange.example/r4',
  clientId: 'hospital',
  scopes: 'system/*.read',
  secret: SECRET,
  expiresAt: null,
};

beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

test('a limit lets through exactly as many as it says, whoever asks at the same moment', async () => {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new pg.Client({ ...database.application, ssl: false });
      await client.connect();
      return client;
    }),
  );
  const answers = await Promise.all(
    clients.map(async (client) => {
      let passed = 0;
      for (let at = 0; at < 10; at += 1) {
        const { rows } = await client.query<{ ok: boolean }>(
          `select guard.check_rate_limit('fhir-sync', 'c-1') as ok`,
        );
        if (rows[0]?.ok === true) passed += 1;
      }
      return passed;
    }),
  );
  expect(answers.reduce((sum, passed) => sum + passed)).toBe(50);
  const { limits } = await service().state();
  expect(limits.map(({ kind, most, seconds }) => [kind, most, seconds])).toEqual([
    ['export', 10, 3600],
    ['fhir-sync', 50, 3600],
  ]);
  expect(limits[1]).toMatchObject({ subjects: 1, busiest: 50, refused: 30 });
  const { rows } = await database.sql(
    `select count(*) from guard.audit_log where event_type = 'access.denied' and resource_type = 'rate-limit'`,
  );
  expect(Number(rows[0]!.count)).toBe(30);
  const events = await database.sql(
    `select distinct severity, subject from guard.security_event where type = 'rate-limit-exceeded'`,
  );
  expect(events.rows).toEqual([{ severity: 'MEDIUM', subject: 'c-1' }]);
  // Somebody else is not held up by it, and time frees places again.
  const ask = (subject: string) =>
    clients[0]!.query<{ ok: boolean }>(`select guard.check_rate_limit('fhir-sync', $1) as ok`, [subject]);
  expect((await ask('c-2')).rows[0]?.ok).toBe(true);
  await database.sql(
    `update guard.rate_use set uses = array(select t - interval '59 minutes 59.5 seconds' from unnest(uses) t) where subject = 'c-1'`,
  );
  await database.sql('select pg_sleep(0.6)');
  expect((await ask('c-1')).rows[0]?.ok).toBe(true);
  await expect(clients[0]!.query(`select guard.check_rate_limit('nothing', 'c')`)).rejects.toMatchObject({
    code: '22023',
  });
  await expect(clients[0]!.query(`update guard.rate_limit set most = 10000`)).rejects.toMatchObject({
    code: '42501',
  });
  await service().setLimit({ kind: 'export', most: 1, seconds: 60 });
  const exported = () =>
    clients[0]!.query<{ ok: boolean }>(`select guard.check_rate_limit('export', 'n.rivera') as ok`);
  expect([(await exported()).rows[0]?.ok, (await exported()).rows[0]?.ok]).toEqual([true, false]);
  await Promise.all(clients.map((client) => client.end()));
});

test('credentials are ciphertext in the database, open for their own connection alone, and end with it', async () => {
  const limits = service();
  const first = await limits.connect(made);
  const second = await limits.connect({ ...made, name: 'Second' });
  expect(await limits.secret(first)).toBe(SECRET);
  const { rows } = await database.sql(
    'select encode(credentials, $$escape$$) as kept from guard.fhir_connection',
  );
  for (const { kept } of rows) expect(String(kept)).not.toContain(SECRET);
  await database.sql(
    `update guard.fhir_connection set credentials = (select credentials from guard.fhir_connection where id = '${second}') where id = '${first}'`,
  );
  await expect(limits.secret(first)).rejects.toMatchObject({ code: 'envelope-damaged' });

  await limits.refresh(first, 'another-secret', '2026-01-01T00:00:00Z');
  expect(await limits.secret(first)).toBe('another-secret');
  const found = (await limits.state()).connections.find(({ connectionId }) => connectionId === first)!;
  expect(found.state).toBe('expired');
  expect(found.events.map(({ what }) => what)).toEqual(['expired', 'refreshed', 'created']);
  await limits.refresh(first, 'a-third-secret', null);
  await limits.revoke(first, 'The exchange was closed in March');
  await expect(limits.secret(first)).rejects.toMatchObject({ code: 'connection-unknown' });
  await expect(limits.refresh(first, 'x', null)).rejects.toMatchObject({ code: 'connection-unknown' });
  await expect(limits.revoke(first, 'The exchange was closed in March')).rejects.toMatchObject({
    code: 'connection-unknown',
  });
  const ended = (await limits.state()).connections.find(({ connectionId }) => connectionId === first)!;
  expect(ended).toMatchObject({ state: 'revoked' });
  expect(ended.events[0]).toMatchObject({ what: 'revoked', reason: 'The exchange was closed in March' });
  await expect(database.sql('delete from guard.fhir_connection_event')).rejects.toThrow('only ever appended');
  expect(operations.join(' ')).not.toContain('secret-of');
});

test.each([
  'https://user:password@fhir.example/r4',
  'https://user@fhir.example/r4',
  'https://fhir.example/r4?access_token=abc',
  'https://fhir.example/r4#secret',
  'http://fhir.example/r4',
  'https://fhir.example/r4 user=x password=y',
  'https://fhir.example\n/r4',
  'postgresql://u:p@h/d',
])(
  'an address with a secret in it, or none of https, is refused by the service and by the database: %s',
  async (baseUrl) => {
    await expect(service().connect({ ...made, baseUrl })).rejects.toMatchObject({
      code: 'connection-refused',
    });
    await expect(
      postgresLimits.keep(database.officer, {
        ...made,
        baseUrl,
        connectionId: 'x',
        credentials: Buffer.alloc(40),
      }),
    ).rejects.toMatchObject({ code: 'database-error' });
  },
);
