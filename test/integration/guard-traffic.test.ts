import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { emptyClinic, installFiles, PACK, ROLES } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres, systemPrograms } from '../fixtures/postgres-server.ts';

const SAMPLE = readFileSync(resolve(import.meta.dirname, '../../resources/sample/clinic.sql'), 'utf8');
/** Longest that a request of the clinic may take while the pack is changed. Microseconds. */
const LONGEST = 1_000_000;
/** What the clinic's application does all day: a change, a read, in one transaction. */
const SCRIPT = `\\set n random(1, 50)
begin;
update clinic.departments set name = 'Ward ' || :n where code = 'D' || :n;
select count(*) from clinic.departments;
commit;
`;
/** The trigger that encrypts as it was put there before it was split in two. */
const OLDER_FORM = `do $$ declare one text := 'clinic.departments'::regclass::oid; begin
  set local lock_timeout to '900ms';
  drop trigger zzz_attestry_fields on clinic.departments; drop trigger zzz_attestry_fields_update on clinic.departments;
  execute 'create trigger zzz_attestry_fields before insert or update on clinic.departments for each row execute function guard.field_protect_' || one || '()';
  update guard.attachment set definition = definition || '{"triggers": ["zzz_attestry_fields"]}' where kind = 'encrypt'; end $$`;
const work = { signal: new AbortController().signal, progress: (): void => undefined };
const pack = packDatabase({ folder: PACK, version: '0.1.0' });
let folder: string;
let servers: readonly PostgresServer[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guard-traffic-'));
  servers = [await startPostgres('system'), await startPostgres('embedded')];
});
afterAll(() => {
  for (const server of servers) server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The clinic's application at work; `stop` ends it and tells how long each transaction took, in microseconds. */
function traffic(server: PostgresServer, name: string): { stop(): Promise<readonly number[]> } {
  const file = join(folder, `${name}.sql`);
  writeFileSync(file, SCRIPT);
  const child = spawn(
    join(systemPrograms().folder, 'pgbench'),
    [
      ...[
        '-n',
        '-f',
        file,
        '-c',
        '4',
        '-j',
        '1',
        '-T',
        '120',
        '-R',
        '100',
        '-l',
        '--log-prefix',
        join(folder, name),
      ],
      ...['-h', '127.0.0.1', '-p', String(server.port), '-U', 'application', 'clinic'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  return {
    stop: async () => {
      // pgbench writes its log in blocks of 4 kB: the last second, and the end of the last line, may be missing.
      child.kill('SIGINT');
      await new Promise((done) => child.once('exit', done));
      expect(complaints).not.toMatch(/error|abort/i);
      const logs = readdirSync(folder).filter((log) => log.startsWith(`${name}.`) && !log.endsWith('.sql'));
      // Client, transaction, time, script, epoch, microseconds, and how late it began (PostgreSQL manual, "pgbench").
      return logs.flatMap((log) =>
        readFileSync(join(folder, log), 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => Number(line.split(' ')[2])),
      );
    },
  };
}

test('install, attach, drift, upgrade and roll back: no request of the clinic fails or waits a second', async () => {
  for (const [at, server] of servers.entries()) {
    await emptyClinic(server, 'clinic');
    await server.sql('clinic', `begin; ${SAMPLE}; commit`);
    await server.sql(
      'clinic',
      `insert into clinic.departments select gen_random_uuid(), 'D' || n, 'Ward ' || n from generate_series(1, 50) n;
       grant usage on schema clinic to application; grant select, update on clinic.departments to application`,
    );
    const admin = server.as('postgres', 'clinic');
    const clinic = traffic(server, `load-${at}`);
    await pause(500);
    await installFiles(
      server,
      'clinic',
      (await readPack(PACK)).filter(({ number }) => number <= 6),
    );
    await installFiles(
      server,
      'clinic',
      (await readPack(PACK)).filter(({ number }) => number <= 46),
    );
    await attachTriggers(admin, [
      { schema: 'clinic', table: 'departments', idColumn: 'id', patientColumn: null },
    ]);
    const fields = postgresFields(admin);
    const { publicKey, secret } = newFieldKeys();
    const key = await fields.addKey(publicKey, 'none', () => Promise.resolve(Buffer.of(0)));
    const [field] = await fields.attach([{ schema: 'clinic', table: 'departments', column: 'name' }], key);
    await fields.encryptRows(field!, work);
    await server.sql('clinic', OLDER_FORM);
    await pause(500);
    // Audit and encryption are at work while the rest of the pack comes, and the encryption's triggers are put there anew.
    const steps = (await pack.plan(admin, 'install', ROLES)).steps.map(({ words }) => words);
    expect(steps.at(-1)).toContain('clinic.departments');
    await pack.install(admin, ROLES, work);
    await pause(500);
    expect(await pack.status(admin)).toMatchObject({ state: 'current', drift: [] });
    await server.sql('clinic', 'alter table clinic.departments disable trigger attestry_audit');
    expect((await pack.status(admin)).drift.map(({ change }) => change)).toEqual(['trigger-off']);
    await server.sql('clinic', 'alter table clinic.departments enable trigger attestry_audit');
    await pause(500);
    await fields.rollBack(field!, new Map([[key, secret]]), work);
    await pack.rollBack(admin, { keepIn: null, lose: true }, work);
    await pause(2500);
    const latencies = await clinic.stop();
    expect(latencies.length).toBeGreaterThan(100);
    expect(Math.max(...latencies)).toBeLessThan(LONGEST);
    expect((await pack.status(admin)).state).toBe('absent');
  }
});
