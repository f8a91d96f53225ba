import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attestry, attestryJson } from '../fixtures/command.ts';

type Verified = {
  level: string;
  result: string;
  reason: string | null;
  entries: number;
  pending: number;
  elapsedMs: number;
  findings: { type: string; position: number | null; entryId: number | null }[];
};
type Failed = { error: { code: string; message: string; remedy: string } };
type Sample = {
  databaseUrl: string;
  adminUrl: string;
  module: string;
  tokenLabel: string;
  pin: string;
  caCertificate: string;
  softhsmConf: string;
};

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
const profile = join(folder, 'profile');
let sample: Sample;
let admin: pg.Client;

beforeAll(async () => {
  const up = await attestryJson<Sample>(profile, ['sample', 'up', '--entries', '3000', '--seed', '7']);
  expect(up.code).toBe(0);
  sample = up.json;
  admin = new pg.Client(sample.adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  expect((await attestry(profile, ['sample', 'down', '--delete'])).code).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

const verify = (level: string, where = profile): Promise<{ code: number | null; json: Verified }> =>
  attestryJson<Verified>(where, ['verify', '--level', level]);

/** Changes rows as the superuser with triggers off, looks, and puts everything back. */
async function tampered<T>(sql: string, look: () => Promise<T>): Promise<T> {
  const tables = ['audit_log', 'seal', 'block'];
  await admin.query(`set session_replication_role = replica;
    ${tables.map((t) => `create table public.kept_${t} as table guard.${t};`).join('')} ${sql}`);
  try {
    return await look();
  } finally {
    await admin.query(
      tables
        .map(
          (t) =>
            `truncate guard.${t}; insert into guard.${t} overriding system value select * from public.kept_${t}; drop table public.kept_${t};`,
        )
        .join(''),
    );
  }
}

describe('an untouched log', () => {
  test.each(['basic', 'chain', 'merkle', 'signature', 'blockchain'])(
    'is intact at level %s',
    async (level) => {
      const { code, json } = await verify(level);
      expect(json).toMatchObject({ level, result: 'intact', entries: 3000, pending: 0, findings: [] });
      expect(code).toBe(0);
    },
  );
  test('new entries wait until they are sealed', async () => {
    await admin.query(
      "insert into guard.audit_log (actor, event_type, action) select 'x', 'record.read', 'read' from generate_series(1, 5)",
    );
    expect((await verify('blockchain')).json).toMatchObject({ result: 'intact', entries: 3000, pending: 5 });
    const sealed = await attestryJson<{
      sealed: number;
      witnessed: number;
      checkpoint: { size: number } | null;
    }>(profile, ['seal']);
    expect(sealed).toMatchObject({
      code: 0,
      json: { sealed: 5, witnessed: 3005, checkpoint: { size: 3005 } },
    });
    expect((await verify('blockchain')).json).toMatchObject({ result: 'intact', entries: 3005, pending: 0 });
  });
});

describe('tampering as the superuser', () => {
  test.each([
    [
      'a changed row',
      'basic',
      "update guard.audit_log set actor = 'x' where id = 1500",
      'modification',
      1500,
    ],
    [
      'a changed row',
      'blockchain',
      "update guard.audit_log set actor = 'x' where id = 1500",
      'modification',
      1500,
    ],
    [
      'a re-dated row',
      'basic',
      "update guard.audit_log set occurred_at = occurred_at + interval '1 hour' where id = 9",
      'timestamp-manipulation',
      9,
    ],
    ['a deleted row', 'chain', 'delete from guard.audit_log where id = 700', 'deletion', 700],
    [
      'an inserted row',
      'chain',
      "insert into guard.audit_log (id, actor, event_type, action) values (-1, 'x', 'x', 'x')",
      'insertion',
      -1,
    ],
    ['a cut tail', 'chain', 'delete from guard.audit_log where id > 2990', 'deletion', 2991],
    [
      'a cut tail with its seals',
      'blockchain',
      'delete from guard.audit_log where id > 2990; delete from guard.seal where position >= 2990; delete from guard.block where number > 0',
      'deletion',
      2991,
    ],
  ])('%s at level %s', async (_name, level, sql, type, entryId) => {
    const { code, json } = await tampered(sql, () => verify(level));
    expect(code).toBe(2);
    expect(json.result).toBe('tampered');
    expect(json.findings.find((f) => f.entryId === entryId)).toMatchObject({ type });
    expect(new Set(json.findings.map((f) => f.type))).toEqual(new Set([type]));
  });
  test('swapped rows', async () => {
    const sql = `update guard.audit_log set id = -id where id in (100, 2000);
      update guard.audit_log set id = case id when -100 then 2000 else 100 end where id < 0`;
    const { code, json } = await tampered(sql, () => verify('chain'));
    expect(code).toBe(2);
    expect(json.findings.map((f) => [f.type, f.entryId])).toEqual([
      ['reordering', 100],
      ['reordering', 2000],
    ]);
  });
  test('a log sealed anew from the beginning contradicts the witness', async () => {
    const sql = `update guard.audit_log set actor = 'x' where id = 42; truncate guard.seal, guard.block;
      select guard.seal_pending(65536)`;
    const { merkle, signature, blockchain } = await tampered(sql, async () => ({
      merkle: await verify('merkle'),
      signature: await verify('signature'),
      blockchain: await verify('blockchain'),
    }));
    // Inside the database everything agrees again: only what was seen from outside tells.
    expect(merkle.code).toBe(0);
    // A signature vouches for a root; which entry it is, only this machine's own copy tells.
    expect(signature.code).toBe(2);
    expect(signature.json.findings.map((f) => [f.type, f.entryId])).toEqual([['modification', null]]);
    expect(blockchain.code).toBe(2);
    expect(blockchain.json.findings.map((f) => [f.type, f.entryId])).toEqual([['modification', 42]]);
  });
  test('a damaged checkpoint', async () => {
    const cache = new Database(join(profile, 'cache.sqlite'));
    const { note } = cache
      .prepare<[], { note: string }>('select note from checkpoint order by size desc limit 1')
      .get()!;
    const at = note.lastIndexOf(' ') + 20;
    const broken = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1);
    cache.prepare('update checkpoint set note = ? where note = ?').run(broken, note);
    const { code, json } = await verify('signature');
    cache.prepare('update checkpoint set note = ? where note = ?').run(note, broken);
    cache.close();
    expect(code).toBe(2);
    expect(json.findings.map((f) => f.type)).toEqual(['signature-invalid']);
    expect((await verify('signature')).code).toBe(0);
  });
});

describe('a machine without a witness', () => {
  const other = join(folder, 'other');
  test('connects after checks, and could not tell at the levels that need a witness', async () => {
    const connected = await attestryJson(
      other,
      ['connect', '--database', sample.databaseUrl, '--module', sample.module, '--token', sample.tokenLabel],
      {
        SOFTHSM2_CONF: sample.softhsmConf,
      },
    );
    expect(connected).toMatchObject({ code: 0, json: { connected: true } });
    const password = decodeURIComponent(new URL(sample.databaseUrl).password);
    for (const file of readdirSync(other, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        expect(readFileSync(join(file.parentPath, file.name)).includes(password)).toBe(false);
    expect((await verify('merkle', other)).code).toBe(0);
    for (const level of ['signature', 'blockchain']) {
      const { code, json } = await verify(level, other);
      expect(code).toBe(3);
      expect(json.result).toBe('could-not-tell');
      expect(json.reason).toContain('checkpoint');
    }
    const seal = await attestryJson(other, ['seal'], { ATTESTRY_PIN: sample.pin });
    expect(seal).toMatchObject({ code: 0, json: { sealed: 0, witnessed: 3005, checkpoint: { size: 3005 } } });
    expect((await verify('blockchain', other)).code).toBe(0);
  });
  test('a wrong PIN is refused with a sentence, and the third try is not made', async () => {
    const answers: string[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const { code, json } = await attestryJson<Failed>(
        other,
        ['report', '--out', join(folder, 'never.pdf'), '--sign'],
        { ATTESTRY_PIN: '000000' },
      );
      expect(code).toBe(1);
      answers.push(json.error.code);
    }
    expect(answers).toEqual(['pin-wrong', 'pin-wrong', 'pin-confirm']);
    expect(readdirSync(folder)).not.toContain('never.pdf');
  });
});

describe('bad input', () => {
  const nobody = join(folder, 'nobody');
  test.each([
    ['no profile', ['verify', '--level', 'basic'], 'profile-missing'],
    ['no such level', ['verify', '--level', 'deep'], 'usage'],
    ['no such verb', ['frobnicate'], 'usage'],
    ['no address', ['connect', '--database', 'mysql://x'], 'usage'],
    [
      'nobody listens',
      ['connect', '--database', 'postgresql://a:b@127.0.0.1:1/clinic'],
      'database-unreachable',
    ],
    ['no module', ['connect', '--module', '/nowhere/module.so', '--token', 'x'], 'module-missing'],
    ['a PDF that is none', ['report', 'verify', '/etc/hostname'], 'pdf-unreadable'],
    ['a file that is not there', ['report', 'verify', '/nowhere.pdf'], 'file-unreadable'],
  ])('%s', async (_name, args, code) => {
    const result = await attestryJson<Failed>(nobody, args);
    expect(result.code).toBe(1);
    expect(result.json.error.code).toBe(code);
    expect(result.json.error.message).not.toBe('');
    expect(result.json.error.remedy).not.toBe('');
  });
  test('a superuser is refused as a watcher', async () => {
    const result = await attestryJson<Failed>(nobody, ['connect', '--database', sample.adminUrl]);
    expect(result).toMatchObject({ code: 1, json: { error: { code: 'database-role-too-strong' } } });
  });
  test('a wrong password and a role without rights are told apart', async () => {
    const wrong = new URL(sample.databaseUrl);
    wrong.password = 'wrong';
    expect(await attestryJson<Failed>(nobody, ['connect', '--database', wrong.href])).toMatchObject({
      json: { error: { code: 'database-login-refused' } },
    });
    await admin.query("create role stranger login password 'stranger'");
    const stranger = new URL(sample.databaseUrl);
    stranger.username = stranger.password = 'stranger';
    expect(await attestryJson<Failed>(nobody, ['connect', '--database', stranger.href])).toMatchObject({
      json: { error: { code: 'database-role-too-weak' } },
    });
  });
});

describe('a signed report', () => {
  const pdf = join(folder, 'report.pdf');
  test('is valid for independent tools and for ourselves; one flipped byte is found', async () => {
    const made = await attestryJson(profile, [
      'report',
      '--out',
      pdf,
      '--sign',
      '--json-out',
      join(folder, 'report.json'),
    ]);
    expect(made).toMatchObject({ code: 0, json: { result: 'intact', signed: true } });
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      title: 'Audit integrity report',
    });
    expect((await attestry(profile, ['report', 'verify', pdf, '--trust', sample.caCertificate])).code).toBe(
      0,
    );

    const nss = join(folder, 'nss');
    await run('mkdir', [nss]);
    await run('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password']);
    await run('certutil', ['-A', '-d', `sql:${nss}`, '-n', 'ca', '-t', 'CT,C,C', '-i', sample.caCertificate]);
    const { stdout } = await run('pdfsig', ['-nssdir', `sql:${nss}`, pdf]);
    expect(stdout).toContain('Signature is Valid');
    expect(stdout).toContain('Certificate is Trusted');
    expect(stdout).toContain('Total document signed');
    await run('qpdf', ['--check', pdf]);

    const bytes = readFileSync(pdf);
    const at = Math.floor(bytes.length / 3);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const flipped = join(folder, 'flipped.pdf');
    writeFileSync(flipped, bytes);
    expect(
      (await attestry(profile, ['report', 'verify', flipped, '--trust', sample.caCertificate])).code,
    ).toBe(2);
  });
  test('without a trusted certificate the answer is could not tell', async () => {
    expect((await attestry(join(folder, 'nobody'), ['report', 'verify', pdf])).code).toBe(3);
  });
});

describe('the monitor', () => {
  type Watched = {
    cycles: number;
    reread: number;
    drawn: number;
    sealed: number;
    sweep: { position: number; size: number };
    guaranteeMs: number;
    unsignedSince: string | null;
    result: string;
    runs: { runId: string; result: string; found: number }[];
  };
  const watch = (cycles: string): Promise<{ code: number | null; json: Watched & Failed }> =>
    attestryJson<Watched & Failed>(profile, ['monitor', '--cycles', cycles]);

  test('seals what is new, reads again and draws', async () => {
    await admin.query(
      "insert into guard.audit_log (actor, event_type, action) values ('x', 'record.read', 'read')",
    );
    const { code, json } = await watch('1');
    expect(json).toMatchObject({ cycles: 1, sealed: 1, drawn: 200, result: 'intact', runs: [] });
    expect(json.sweep.position).toBe(json.sweep.size);
    expect(json.reread).toBe(json.sweep.size);
    expect(code).toBe(0);
  });
  test('finds tampering, keeps the run, and does not call the log good afterwards', async () => {
    await tampered("update guard.audit_log set actor = 'somebody.else' where id = 42", async () => {
      const first = await watch('1');
      expect(first.json).toMatchObject({ result: 'tampered', runs: [{ result: 'tampered', found: 1 }] });
      expect(first.code).toBe(2);
      const again = await watch('1');
      expect(again.json).toMatchObject({ result: 'tampered', runs: [] });
      expect(again.code).toBe(2);
      const { stdout } = await attestry(profile, ['monitor', '--cycles', '1']);
      expect(stdout).toContain('Nothing new was seen; the last verification found tampering.');
    });
    expect(await watch('1')).toMatchObject({ code: 0, json: { result: 'intact' } });
  });
  test.each(['0', '-1', '1.5', 'x'])('takes no %s cycles', async (cycles) => {
    const { code, json } = await watch(cycles);
    expect(json.error.code).toBe('usage');
    expect(code).not.toBe(0);
  });
});
