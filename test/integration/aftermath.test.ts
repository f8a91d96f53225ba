import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cache } from '../../src-main/cache/client.ts';
import { signedWith } from '../../src-main/compose-aftermath.ts';
import { signPdf } from '../../src-main/reports/index.ts';
import { signDecision } from '../../src-main/signing/index.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { openedCache } from '../fixtures/opened-cache.ts';
import { smallPdf } from '../fixtures/signed-pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'aftermath-'));
const file = join(folder, 'cache.sqlite');
const [lost, next] = [await signerOf(await certify('Lost key')), await signerOf(await certify('Next key'))];
const since = new Date(Date.now() - 60_000);
const later = (minutes: number): Date => new Date(since.getTime() + minutes * 60_000);
let cache: Cache;

async function report(reportId: string, runId: string, at: Date, signer: Signer): Promise<void> {
  const pdf = await signPdf(smallPdf(), signer, { reason: 'test', now: at });
  await cache.reports.add(
    {
      ...{ reportId, runId, title: `Report ${reportId}`, createdAt: at.toISOString(), verdict: 'intact' },
      ...{ signed: true, signer: 'Officer', signers: ['Officer'], revision: 0, timeStamp: 'none' },
      ...{ bytes: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex') },
    } as const,
    pdf,
    Buffer.from('{}'),
  );
}

beforeAll(async () => {
  cache = openedCache(file);
  await report('one', 'run-1', later(0), lost);
  await report('two', 'run-2', later(1), lost);
  await report('two-again', 'run-2', later(2), next);
  const decision = { kind: 'rights.denial', decision: 'denied', statement: 'No.', details: {} };
  for (const [subject, signer] of [
    ['a', lost],
    ['b', lost],
    ['b', next],
    ['c', next],
  ] as const)
    await cache.signOffs.append(
      await signDecision({ ...decision, subject }, signer, { now: later(3), stamper: null }),
      { kind: decision.kind, subject },
    );
  const database = new Database(file);
  const add = database.prepare(
    'insert into checkpoint (fingerprint, size, root, note, certificate) values (?, ?, ?, ?, ?)',
  );
  for (const log of ['log-1', 'log-2']) database.prepare('insert into log (fingerprint) values (?)').run(log);
  for (const [log, size, signer] of [
    ['log-1', 10, lost],
    ['log-1', 20, lost],
    ['log-2', 10, lost],
    ['log-2', 20, next],
  ] as const) {
    const note = `origin\n${size}\nroot\ntime ${later(4).toISOString()}\n\n— sig`;
    add.run(log, size, Buffer.alloc(32), note, Buffer.from(signer.identity.certificate));
  }
  database.close();
});
afterAll(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

test('what a key signed is listed, with what was done again since', async () => {
  const things = await signedWith(cache)(lost.identity.certificate, since.toISOString());
  expect(things.map(({ kind, about, title, again }) => [kind, about, title, again])).toEqual([
    ['report', 'run-1', 'Report one', false],
    ['report', 'run-2', 'Report two', true],
    ['sign-off', 'a', 'rights.denial: denied', false],
    ['sign-off', 'b', 'rights.denial: denied', true],
    ['checkpoint', 'log-1', '2 checkpoints of the audit log', false],
    ['checkpoint', 'log-2', '1 checkpoint of the audit log', true],
  ]);
  const other = await signedWith(cache)(next.identity.certificate, since.toISOString());
  expect(other.map(({ about }) => about)).toEqual(['run-2', 'b', 'c', 'log-2']);
});

test('a report whose file is gone cannot say who signed it, and is listed', async () => {
  rmSync(join(`${file}-reports`, 'two-again.pdf'));
  const things = await signedWith(cache)(lost.identity.certificate, since.toISOString());
  expect(things.filter(({ kind }) => kind === 'report').map(({ id }) => id)).toEqual([
    'one',
    'two',
    'two-again',
  ]);
});
