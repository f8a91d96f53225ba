import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveKeys } from '../../src-main/clinic/guard/field-session.ts';
import { postgresFieldRegister, postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { type Connected, withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { KEY_SECONDS } from '../../src-shared/phi/fields.ts';
import { emptyClinic, installFiles, PACK } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';

const CLINIC = 'clinic';
const SSN = { schema: 'clinic', table: 'person', column: 'ssn' };
/** The step of the pack that brings the limit. */
const LIMITS = 67;

describe.each(['embedded', 'system'] as const)('on the %s PostgreSQL', (which) => {
  let server: PostgresServer;
  let given: ReadonlyMap<number, Uint8Array>;
  const admin = () => server.as('postgres', CLINIC);
  const register = () => postgresFieldRegister(server.as('officer', CLINIC));
  /** A program's transaction that was given the key. */
  const program = <T>(work: (client: Connected) => Promise<T>): Promise<T> =>
    withConnection(admin(), async (client) => {
      await client.query('begin; set local role attestry_clinician');
      await giveKeys(client, given);
      return work(client);
    });
  const read = async (client: Connected): Promise<unknown> =>
    (await client.query<{ ssn: string }>('select ssn from attestry_clinician.person')).rows[0]?.ssn;

  beforeAll(async () => {
    server = await startPostgres(which);
    await emptyClinic(server, CLINIC);
    await server.sql(
      CLINIC,
      'create schema clinic; create table clinic.person (id int primary key, ssn text)',
    );
    await installFiles(
      server,
      CLINIC,
      (await readPack(PACK)).filter(({ number }) => number < LIMITS),
    );
    const { publicKey, secret } = newFieldKeys();
    const fields = postgresFields(admin());
    const key = await fields.addKey(publicKey, 'none', () => Promise.resolve(Buffer.of(0)));
    given = new Map([[key, secret]]);
    await fields.attach([SSN], key);
    await server.sql(CLINIC, "insert into clinic.person values (1, '900-01-0001')");
  });
  afterAll(() => {
    server.stop();
  });

  test('an older pack has no limit, which is said and no failure; setting one asks for the upgrade', async () => {
    expect(await register().keyTime()).toBeNull();
    await expect(postgresFields(admin()).setKeyTime(30)).rejects.toMatchObject({ code: 'pack-outdated' });
    expect(await program(read)).toBe('900-01-0001');
    await installFiles(server, CLINIC, await readPack(PACK));
    expect(await register().keyTime()).toBe(KEY_SECONDS.preset);
  });

  test('it is set by the administrator alone, within its bounds, and the log has it', async () => {
    await postgresFields(admin()).setKeyTime(KEY_SECONDS.min);
    expect(await register().keyTime()).toBe(KEY_SECONDS.min);
    for (const seconds of [KEY_SECONDS.min - 1, KEY_SECONDS.max + 1])
      await expect(
        server.sql(CLINIC, `select guard.set_field_key_time(${String(seconds)})`),
      ).rejects.toMatchObject({ code: '22023' });
    for (const user of ['officer', 'application'])
      await expect(server.sql(CLINIC, 'select guard.set_field_key_time(3600)', user)).rejects.toMatchObject({
        code: '42501',
      });
    const { rows } = await server.sql(
      CLINIC,
      "select details::jsonb ->> 'seconds' as seconds from guard.audit_log where resource_type = 'field-key-time'",
    );
    expect(rows).toEqual([{ seconds: String(KEY_SECONDS.min) }]);
  });

  test('when its time is over a statement is refused; one that began in time is not cut off', async () => {
    await program(async (client) => {
      expect(await read(client)).toBe('900-01-0001');
      const slow = await client.query<{ ssn: string }>(
        `select ssn from (select pg_sleep(${String(KEY_SECONDS.min + 0.3)})) s, attestry_clinician.person offset 0`,
      );
      expect(slow.rows).toEqual([{ ssn: '900-01-0001' }]);
      await expect(read(client)).rejects.toMatchObject({ code: 'AT026' });
      // The refusal ended the transaction: the key is gone with it.
      await client.query('rollback; begin; set local role attestry_clinician');
      await expect(read(client)).rejects.toMatchObject({ code: 'AT021' });
    });
  });

  test('a transaction that is left open with the key in it is ended by the server; another one is not', async () => {
    const idle = (client: Connected): Promise<unknown> =>
      pause((KEY_SECONDS.min + 0.5) * 1000).then(() => client.query('select 1'));
    const other = withConnection(admin(), async (client) => {
      await client.query('begin; select 1');
      return idle(client);
    });
    await expect(program(idle)).rejects.toThrow();
    await expect(other).resolves.toMatchObject({ rowCount: 1 });
  });

  test('a shorter limit that the clinic set itself stays', async () => {
    const shown = await withConnection(admin(), async (client) => {
      await client.query("set idle_in_transaction_session_timeout = '2s'; begin");
      await giveKeys(client, given);
      const { rows } = await client.query<Record<string, string>>('show idle_in_transaction_session_timeout');
      return rows;
    });
    expect(shown).toEqual([{ idle_in_transaction_session_timeout: '2s' }]);
  });
});
