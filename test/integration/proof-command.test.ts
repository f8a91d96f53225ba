import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryView } from '../../src-shared/audit/entries.ts';
import type { ProofCheck } from '../../src-shared/audit/proofs.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { readCsv } from '../independent/csv.ts';
import { auditEvent, bundle } from '../independent/fhir-audit-event.ts';
import { openNote, openProof, verifierKey } from '../independent/transparency-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'proof-command-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
let admin: pg.Client;

beforeAll(async () => {
  const up = await attestryJson<{ adminUrl: string }>(profile, ['sample', 'up', '--entries', '1500']);
  expect(up.code).toBe(0);
  admin = new pg.Client(up.json.adminUrl);
  admin.on('error', () => undefined);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(folder, { recursive: true, force: true });
});

const look = (id: number, level = 'full'): Promise<{ code: number | null; json: EntryView }> =>
  attestryJson<EntryView>(profile, ['entry', String(id), '--level', level]);
/** In a profile that does not exist and must not come to exist. */
const check = (...args: string[]): Promise<{ code: number | null; json: ProofCheck }> =>
  attestryJson<ProofCheck>(at('nobody'), ['proof', 'verify', ...args]);

describe('what an auditor is given', () => {
  test('holds for a stranger, and for `proof verify` without a profile', async () => {
    expect((await attestry(profile, ['key', 'export', '--out', at('key.vkey')])).code).toBe(0);
    expect((await attestry(profile, ['checkpoint', 'export', '--out', at('note.txt')])).code).toBe(0);
    const key = verifierKey(readFileSync(at('key.vkey'), 'utf8'));
    expect(await openNote(readFileSync(at('note.txt'), 'utf8'), key)).toContain('\n1500\n');
    const many = await attestry(profile, [
      'proof',
      'create',
      '1',
      '700',
      '1500',
      '--with-content',
      '--out',
      at('p'),
    ]);
    expect(many.code).toBe(0);
    expect(many.stdout).toContain('Treat them as patient data');
    expect(readdirSync(at('p')).toSorted()).toEqual(
      ['entry-1.tlog-proof', 'entry-1500.tlog-proof', 'entry-700.tlog-proof'].toSorted(),
    );
    for (const id of [1, 700, 1500]) {
      const file = join(at('p'), `entry-${id}.tlog-proof`);
      const { entry } = await openProof(readFileSync(file, 'utf8'), key);
      expect(entry.readBigInt64BE(6)).toBe(BigInt(id));
      const { code, json } = await check(file, '--key', at('key.vkey'));
      expect(code).toBe(0);
      expect(json).toMatchObject({ result: 'intact', says: { size: 1500, entry: { entryId: id } } });
    }
    expect(existsSync(at('nobody'))).toBe(false);
  });
  test('without the content needs the entry from elsewhere, as COPY gives it or in base64', async () => {
    const out = at('bare.tlog-proof');
    expect((await attestry(profile, ['proof', 'create', '9', '--out', out])).code).toBe(0);
    expect(readFileSync(out, 'utf8')).not.toContain('extra');
    expect((await check(out, '--key', at('key.vkey'))).code).toBe(3);
    const whole = readFileSync(join(at('p'), 'entry-700.tlog-proof'), 'utf8');
    writeFileSync(at('other.base64'), /extra (\S+)/.exec(whole)![1]!);
    expect(await check(out, '--key', at('key.vkey'), '--entry', at('other.base64'))).toMatchObject({
      code: 2,
      json: { result: 'tampered' },
    });
    const own = await attestry(profile, ['proof', 'create', '9', '--with-content', '--out', at('9')]);
    expect(own.code).toBe(0);
    const bytes = Buffer.from(/extra (\S+)/.exec(readFileSync(at('9'), 'utf8'))![1]!, 'base64');
    writeFileSync(at('9.bin'), bytes);
    expect((await check(out, '--key', at('key.vkey'), '--entry', at('9.bin'))).json.result).toBe('intact');
  });
  test('is refused where it cannot be', async () => {
    writeFileSync(at('empty'), '');
    expect((await check(at('empty'), '--key', at('key.vkey'))).code).toBe(3);
    expect((await attestry(at('nobody'), ['proof', 'verify', at('9'), '--key', at('empty')])).code).toBe(1);
    expect(
      (await attestry(at('nobody'), ['proof', 'verify', at('gone'), '--key', at('key.vkey')])).code,
    ).toBe(1);
    expect((await attestry(profile, ['proof', 'create', '99999', '--out', at('x')])).code).toBe(1);
    expect((await attestry(profile, ['proof', 'create', 'nine', '--out', at('x')])).code).toBe(1);
    expect((await attestry(profile, ['key', 'export', '--format', 'gif', '--out', at('x')])).code).toBe(1);
    expect(existsSync(at('x'))).toBe(false);
  });
});

describe('one entry', () => {
  test('is looked at in its own record, against its seal, and in full', async () => {
    expect(await look(700, 'record')).toMatchObject({ code: 3, json: { result: null, now: null } });
    expect(await look(700, 'basic')).toMatchObject({ code: 0, json: { result: 'intact' } });
    const { code, json } = await look(700);
    expect(code).toBe(0);
    expect(json).toMatchObject({ result: 'intact', position: 699, block: { number: 0 }, problem: null });
    expect(json.now!.leaf).toBe(json.witnessed!.leaf);
    expect(json.proof!.path.at(-1)!.node).toBe(json.checkpoint!.root);
    expect((await attestry(profile, ['entry', '99999'])).code).toBe(1);
  });
  test.each([
    ['changed', "update guard.audit_log set actor = '=x' where id = 700", 'differs', 2],
    ['removed', 'delete from guard.audit_log where id = 700', 'no-row', 2],
    ['without its seal', 'delete from guard.seal where entry_id = 700', 'no-seal', 2],
  ])('%s is tampered', async (_name, sql, expected, code) => {
    await admin.query(`create table public.kept_log as table guard.audit_log; create table public.kept_seal as table guard.seal;
      set session_replication_role = replica; ${sql}`);
    try {
      expect(await look(700)).toMatchObject({ code, json: { result: 'tampered', check: expected } });
    } finally {
      await admin.query(`truncate guard.audit_log; insert into guard.audit_log overriding system value select * from public.kept_log;
        truncate guard.seal; insert into guard.seal overriding system value select * from public.kept_seal; drop table public.kept_log, public.kept_seal`);
    }
  });
  test('that waits to be sealed could not tell', async () => {
    const { rows } = await admin.query<{ id: string }>(
      "insert into guard.audit_log (actor, event_type, action) values ('x', 'record.read', 'read') returning id",
    );
    const answer = await look(Number(rows[0]!.id));
    expect(answer).toMatchObject({ code: 3, json: { check: 'waiting', position: null, proof: null } });
  });
});

describe('files for others', () => {
  test('entries as FHIR AuditEvents are valid, as a bundle and as lines', async () => {
    const { json } = await attestryJson(profile, ['fhir', 'export', '--out', at('b.json')]);
    expect(json).toMatchObject({ written: 1500, missing: 0, differing: 0 });
    const all = bundle.parse(JSON.parse(readFileSync(at('b.json'), 'utf8'))).entry;
    expect(all.length).toBe(1500);
    const from = all.map(({ resource }) => resource.recorded!).toSorted()[750]!;
    await attestry(profile, [
      'fhir',
      'export',
      '--format',
      'ndjson',
      '--from',
      from,
      '--out',
      at('b.ndjson'),
    ]);
    const lines = readFileSync(at('b.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(750);
    for (const line of lines) auditEvent.parse(JSON.parse(line));
  });
  test('findings of a run leave as CSV and as JSON', async () => {
    await admin.query(
      `set session_replication_role = replica; update guard.audit_log set actor = '=1+1' where id in (3, 5)`,
    );
    const { json } = await attestryJson<{ runId: string }>(profile, ['verify', '--level', 'basic']);
    expect((await attestry(profile, ['findings', json.runId, '--out', at('f.csv')])).code).toBe(0);
    const [names, ...rows] = readCsv(readFileSync(at('f.csv'), 'utf8').slice(1));
    expect(rows.map((row) => row[names!.indexOf('now_actor')])).toEqual(["'=1+1", "'=1+1"]);
    await attestry(profile, ['findings', json.runId, '--format', 'json', '--out', at('f.json')]);
    expect(JSON.parse(readFileSync(at('f.json'), 'utf8'))).toMatchObject({
      run: { runId: json.runId },
      findings: [
        { finding: 1, entryId: 3 },
        { finding: 2, entryId: 5 },
      ],
    });
    expect((await attestry(profile, ['findings', 'nothing', '--out', at('g.csv')])).code).toBe(1);
    expect(existsSync(at('g.csv'))).toBe(false);
  });
});
