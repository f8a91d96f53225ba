import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyIn } from '../../src-main/sample/copy-in.ts';
import { ROLES } from '../../src-main/sample/database.ts';
import { sampleDown, sampleStatus, sampleUp, type SampleClinic } from '../../src-main/sample/index.ts';
import { sampleOptions, tokenModule } from './sample-options.ts';

const ENTRIES = 2000;
const SEED = 11;

const folder = mkdtempSync(join(tmpdir(), 'attestry-sample-'));
let clinic: SampleClinic;
const phases: string[] = [];

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** SQLSTATE of a refused statement, or 'allowed'. */
const answer = (url: string, text: string): Promise<string> =>
  query(url, text).then(
    () => 'allowed',
    (error: unknown) => (error as { code: string }).code,
  );

const fingerprint = (url: string): Promise<{ digest: string; entries: string }[]> =>
  query(
    url,
    `select count(*) as entries,
       md5(string_agg(concat_ws('|', id, occurred_at, actor, event_type, resource_id, patient_id, details), E'\\n' order by id)
         filter (where event_type <> 'guard.attached')) as digest
     from guard.audit_log`,
  );

const serverPid = async (): Promise<number> =>
  Number(
    (
      await query<{ pid: string }>(
        clinic.adminUrl,
        "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
      )
    )[0]!.pid,
  );

beforeAll(async () => {
  clinic = await sampleUp(
    sampleOptions(folder, ENTRIES, SEED, (phase) => {
      phases.push(phase);
    }),
  );
});

afterAll(async () => {
  await sampleDown(folder, { delete: true });
  rmSync(folder, { recursive: true, force: true });
});

describe('sample clinic, up and running', () => {
  it('goes through every phase and leaves a private note in the profile', () => {
    expect([...new Set(phases)]).toEqual([
      'database',
      'clinic',
      'guard',
      'history',
      'triggers',
      'token',
      'ready',
    ]);
    expect(statSync(join(folder, 'sample.json')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'sample.lock'))).toBe(false);
  });

  it('holds exactly the entries asked for, in order of time, and years of care', async () => {
    const [log] = await query<Record<string, string>>(
      clinic.adminUrl,
      `select count(*) as entries, min(id) as first, max(id) as last,
         count(*) filter (where occurred_at < earlier) as backwards
       from (select id, occurred_at, lag(occurred_at) over (order by id) as earlier from guard.audit_log) as log`,
    );
    expect(log).toEqual({ entries: '2000', first: '1', last: '2000', backwards: '0' });
    const [care] = await query<{ years: string; patients: string }>(
      clinic.applicationUrl,
      `select extract(year from max(started_at)) - extract(year from min(started_at)) as years,
         (select count(*) from clinic.patients) as patients from clinic.encounters`,
    );
    expect(Number(care!.years)).toBeGreaterThan(8);
    expect(Number(care!.patients)).toBe(clinic.patients);
  });

  it('listens on this machine only, keeps writes durable and wants scram passwords', async () => {
    const settings = await query<{ name: string; setting: string }>(
      clinic.adminUrl,
      `select name, setting from pg_settings
       where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'password_encryption', 'data_checksums')`,
    );
    expect(Object.fromEntries(settings.map((one) => [one.name, one.setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'on',
      password_encryption: 'scram-sha-256',
      data_checksums: 'on',
    });
    const wrong = new URL(clinic.adminUrl);
    wrong.password = 'wrong';
    expect(await answer(wrong.href, 'select 1')).toBe('28P01');
  });

  it('has roles that are apart: nobody but the administrator is above the others', async () => {
    const roles = await query<{ rolname: string; rolsuper: boolean; rights: boolean }>(
      clinic.adminUrl,
      `select rolname, rolsuper, rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as rights
       from pg_roles where rolcanlogin order by rolname`,
    );
    expect(roles).toEqual([
      { rolname: ROLES.officer, rolsuper: false, rights: false },
      { rolname: ROLES.owner, rolsuper: false, rights: false },
      { rolname: ROLES.application, rolsuper: false, rights: false },
      { rolname: 'postgres', rolsuper: true, rights: true },
    ]);
    const owners = await query<{ nspname: string; owner: string }>(
      clinic.adminUrl,
      `select distinct nspname, pg_get_userbyid(relowner) as owner from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace where nspname in ('clinic', 'guard') order by nspname`,
    );
    expect(owners).toEqual([
      { nspname: 'clinic', owner: ROLES.owner },
      { nspname: 'guard', owner: ROLES.owner },
    ]);
  });

  it('lets the officer read the log, seal it and find a patient, and nothing else', async () => {
    const { databaseUrl } = clinic;
    expect(await answer(databaseUrl, 'select count(*) from guard.audit_log')).toBe('allowed');
    expect(await answer(databaseUrl, 'select 1 from clinic.patients')).toBe('allowed');
    for (const refused of [
      'select 1 from clinic.psychotherapy_notes',
      "update clinic.patients set phone = ''",
      'delete from guard.audit_log',
      "update guard.audit_log set actor = 'x'",
      'create table public.mine (id int)',
      'create schema mine',
    ])
      expect(await answer(databaseUrl, refused), refused).toBe('42501');
  });

  it('lets the application write the record but not delete it, and audits what it writes', async () => {
    const { applicationUrl, adminUrl } = clinic;
    expect(await answer(applicationUrl, 'delete from clinic.allergies')).toBe('42501');
    expect(await answer(applicationUrl, 'delete from guard.audit_log')).toBe('42501');
    const [patient] = await query<{ id: string }>(
      applicationUrl,
      "update clinic.patients set phone = '(201) 555-0199' where mrn = '1000003' returning id",
    );
    const [entry] = await query<Record<string, string>>(
      adminUrl,
      'select actor, action, resource_type, resource_id, patient_id from guard.audit_log order by id desc limit 1',
    );
    expect(entry).toEqual({
      actor: ROLES.application,
      action: 'update',
      resource_type: 'patients',
      resource_id: patient!.id,
      patient_id: patient!.id,
    });
    // Back to the history alone, which the next tests compare.
    await query(
      adminUrl,
      'alter table guard.audit_log disable trigger user; delete from guard.audit_log where id > 2000; alter table guard.audit_log enable trigger user',
    );
  });

  it('gives the officer a key on the token with a certificate that the sample CA issued', async () => {
    const token = tokenModule(clinic.module, { SOFTHSM2_CONF: clinic.softhsmConf });
    try {
      await token.signIn(clinic.tokenSerial, clinic.pin);
      const [identity, ...others] = await token.identities(clinic.tokenSerial);
      expect(others).toEqual([]);
      expect(identity!.algorithm).toBe('ecdsa-p256');
      const certificate = join(folder, 'officer.der');
      writeFileSync(certificate, identity!.certificate);
      const pem = join(folder, 'officer.pem');
      execFileSync('openssl', ['x509', '-inform', 'DER', '-in', certificate, '-out', pem]);
      const verified = execFileSync('openssl', [
        'verify',
        '-x509_strict',
        '-CAfile',
        clinic.caCertificate,
        pem,
      ]);
      expect(verified.toString()).toMatch(/: OK$/m);
      const text = execFileSync('openssl', ['x509', '-in', pem, '-noout', '-text']).toString();
      expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Non Repudiation/);
      expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
    } finally {
      await token.close();
    }
  });
});

describe('bulk loading', () => {
  const scratch = 'COPY numbers FROM STDIN';

  async function onScratchTable(work: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = new pg.Client({ connectionString: clinic.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('create temporary table numbers (n int, t text)');
      await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  it('loads pieces that end in the middle of a line or of a frame', () =>
    onScratchTable(async (client) => {
      const long = 'ü'.repeat(300_000);
      await copyIn(client, scratch, ['1\ta', 'b\n2\t', long, '\n']);
      const { rows } = await client.query<{ n: number; length: number }>(
        'select n, length(t) from numbers order by n',
      );
      expect(rows).toEqual([
        { n: 1, length: 2 },
        { n: 2, length: 300_000 },
      ]);
    }));

  it('loads nothing of a bad batch, says why, and leaves the connection usable', () =>
    onScratchTable(async (client) => {
      await expect(copyIn(client, scratch, ['1\ta\n', 'x\tb\n'])).rejects.toMatchObject({ code: '22P02' });
      await expect(copyIn(client, 'COPY missing FROM STDIN', ['1\n'])).rejects.toMatchObject({
        code: '42P01',
      });
      const { rows } = await client.query<{ count: string }>('select count(*) from numbers');
      expect(rows).toEqual([{ count: '0' }]);
    }));

  function* endless(): Generator<string> {
    for (let n = 0; ; n += 1) yield `${n % 1000}\tsome text to fill the frames with\n`;
  }

  it('stops at once when cancelled, and loads nothing', () =>
    onScratchTable(async (client) => {
      const signal = AbortSignal.timeout(200);
      await expect(copyIn(client, scratch, endless(), signal)).rejects.toMatchObject({ code: 'cancelled' });
      const { rows } = await client.query<{ count: string }>('select count(*) from numbers');
      expect(rows).toEqual([{ count: '0' }]);
    }));

  it('fails rather than hangs when the connection is cut in the middle', () =>
    onScratchTable(async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const copy = copyIn(client, scratch, endless());
      const failed = expect(copy).rejects.toThrow();
      await query(clinic.adminUrl, `select pg_terminate_backend(${rows[0]!.pid})`);
      await failed;
    }));
});

describe('sample clinic, again', () => {
  it('is reused by a second up with the same entries and seed', async () => {
    const pid = await serverPid();
    const again = await sampleUp(sampleOptions(folder, ENTRIES, SEED));
    expect(again).toEqual(clinic);
    expect(await serverPid()).toBe(pid);
    expect((await sampleStatus(folder)).state).toBe('running');
  });

  it('refuses other entries or another seed, and numbers out of range', async () => {
    for (const [entries, seed] of [
      [ENTRIES + 1, SEED],
      [ENTRIES, SEED + 1],
      [0, SEED],
      [5_000_001, SEED],
      [1.5, SEED],
      [ENTRIES, -1],
    ] as const)
      await expect(sampleUp(sampleOptions(folder, entries, seed))).rejects.toMatchObject({ code: 'usage' });
  });

  it('stops on down, keeps the data, and comes back on the same port', async () => {
    const before = await fingerprint(clinic.adminUrl);
    await sampleDown(folder, { delete: false });
    expect((await sampleStatus(folder)).state).toBe('stopped');
    await expect(query(clinic.adminUrl, 'select 1')).rejects.toThrow();
    expect(await sampleUp(sampleOptions(folder, ENTRIES, SEED))).toEqual(clinic);
    expect(await fingerprint(clinic.adminUrl)).toEqual(before);
  });

  it('comes back after its server was killed, on another port when its own is taken', async () => {
    const before = await fingerprint(clinic.adminUrl);
    const pid = await serverPid();
    const port = Number(new URL(clinic.adminUrl).port);
    process.kill(pid, 'SIGKILL');
    const squatter = createServer();
    const take = (): Promise<boolean> =>
      once(squatter.listen(port, '127.0.0.1'), 'listening').then(
        () => true,
        () => false,
      );
    while (!(await take())) await sleep(100);
    try {
      clinic = await sampleUp(sampleOptions(folder, ENTRIES, SEED));
      expect(Number(new URL(clinic.adminUrl).port)).not.toBe(port);
      expect(await fingerprint(clinic.adminUrl)).toEqual(before);
    } finally {
      squatter.close();
    }
  });

  it('outlives the program that started it', async () => {
    await sampleDown(folder, { delete: false });
    const child = fork(
      resolve('test/integration/sample-up-child.ts'),
      [folder, String(ENTRIES), String(SEED)],
      {
        stdio: 'ignore',
        execArgv: [],
      },
    );
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    const [row] = await query<{ one: number }>(clinic.databaseUrl, 'select 1 as one');
    expect(row).toEqual({ one: 1 });
  });
});

describe('sample clinic, interrupted', () => {
  const other = mkdtempSync(join(tmpdir(), 'attestry-sample-'));

  afterAll(async () => {
    await sampleDown(other, { delete: true });
    rmSync(other, { recursive: true, force: true });
  });

  it('leaves nothing behind when cancelled, and is made anew after a crash in the middle', async () => {
    const stop = new AbortController();
    const cancelled = sampleUp({
      ...sampleOptions(other, ENTRIES, SEED, (phase) => {
        if (phase === 'history') stop.abort();
      }),
      signal: stop.signal,
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await sampleStatus(other)).toEqual({ state: 'absent', clinic: null });

    // Killed while the history loads: a server runs on half-made data, the lock stays, no note was written.
    const child = fork(
      resolve('test/integration/sample-up-child.ts'),
      [other, String(ENTRIES), String(SEED), 'die-at-guard'],
      { stdio: 'ignore', execArgv: [] },
    );
    await once(child, 'exit');
    expect(existsSync(join(other, 'sample.json'))).toBe(false);
    expect(existsSync(join(other, 'sample.lock'))).toBe(true);

    const repaired = await sampleUp(sampleOptions(other, ENTRIES, SEED));
    expect(await fingerprint(repaired.adminUrl)).toEqual(await fingerprint(clinic.adminUrl));

    await sampleDown(other, { delete: true });
    expect(await sampleStatus(other)).toEqual({ state: 'absent', clinic: null });
    expect(existsSync(join(other, 'sample'))).toBe(false);
  });

  it('refuses to work on a profile that somebody else is working on', async () => {
    writeFileSync(join(other, 'sample.lock'), String(process.ppid));
    await expect(sampleDown(other, { delete: false })).rejects.toMatchObject({ code: 'sample-failed' });
    rmSync(join(other, 'sample.lock'));
  });

  it('takes no folder to delete from a note that was tampered with', async () => {
    const state = JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')) as { home: string };
    writeFileSync(join(other, 'sample.json'), JSON.stringify({ ...state, home: '/srv' }));
    await expect(sampleStatus(other)).rejects.toMatchObject({ code: 'profile-unreadable' });
    rmSync(join(other, 'sample.json'));
  });
});
