import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { signPdf, verifyReport } from '../../../src-main/reports/index.ts';
import { checkFiles, checkFolder } from '../../../src-main/reports/readiness/check.ts';
import { fileInfo, manifestOf } from '../../../src-main/reports/readiness/manifest.ts';
import { renderReadinessJson } from '../../../src-main/reports/readiness/render-json.ts';
import { signDetached, type Trust } from '../../../src-main/signing/index.ts';
import type { Signer } from '../../../src-main/token/ports.ts';
import type { ReadinessCheck, ReadinessInfo } from '../../../src-shared/reports/readiness-list.ts';
import { certify, signerOf, trusting } from '../../fixtures/authority.ts';
import { sampleRights } from '../../fixtures/readiness-report.ts';
import { smallPdf } from '../../fixtures/signed-pdf.ts';

const report = sampleRights();
const now = new Date();
const { signal } = new AbortController();
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

let officer: Signer;
let stranger: Signer;
let trust: Trust;
let pdf: Uint8Array;

beforeAll(async () => {
  const authority = await certify('Hospital CA', { authority: 0 });
  officer = await signerOf(await certify('Ada Officer', { issuer: authority }));
  stranger = await signerOf(await certify('Mallory'));
  trust = trusting(authority);
  pdf = await signPdf(smallPdf(), officer, { reason: 'Test', now, signal });
});

type Files = Map<string, Uint8Array>;

/** The files of a report as they are made; the list signed by somebody, or by nobody. */
async function made(signer: Signer | null): Promise<Files> {
  const files: Files = new Map([
    ['report.pdf', pdf],
    ['report.json', renderReadinessJson(report)],
  ]);
  await list(files, signer);
  return files;
}

async function list(files: Files, signer: Signer | null): Promise<void> {
  files.delete('manifest.json');
  files.delete('manifest.json.p7s');
  const manifest = manifestOf(
    report,
    [...files].map(([name, bytes]) => ({ name, bytes })),
  );
  files.set(manifest.name, manifest.bytes);
  if (signer === null) return;
  const { cms } = await signDetached(sha256(manifest.bytes), signer, { now, stamper: null, signal });
  files.set('manifest.json.p7s', cms);
}

const infoOf = (files: Files, signer: string | null): ReadinessInfo => ({
  ...{ reportId: report.reportId, kind: report.kind, title: report.title, cycleId: null },
  ...{ period: report.period, createdAt: report.createdAt, signer, timeStamp: 'none' },
  files: [...files].map(([name, bytes]) => fileInfo({ name, bytes })),
});

const look = (files: Files, known: ReadinessInfo | null = null, by = trust): Promise<ReadinessCheck> =>
  checkFiles(files, known, by, (bytes, name) => verifyReport(bytes, name, by, now), now);

const stateOf = ({ files }: ReadinessCheck, name: string): string | undefined =>
  files.find((file) => file.name === name)?.state;

describe('looking at a readiness report', () => {
  test('a signed one is intact, here and in a folder that came from elsewhere', async () => {
    const files = await made(officer);
    expect(await look(files)).toMatchObject({ result: 'intact', reason: null, reportId: report.reportId });
    expect(await look(files, infoOf(files, 'Ada Officer'))).toMatchObject({ result: 'intact' });
  });

  test('without a signature, or without anybody trusted, it is never intact', async () => {
    const unsigned = await made(null);
    expect((await look(unsigned)).result).toBe('could-not-tell');
    expect((await look(unsigned, infoOf(unsigned, null))).result).toBe('could-not-tell');
    const nobody = { signers: [], timeStamps: [] };
    expect((await look(await made(officer), null, nobody)).result).toBe('could-not-tell');
  });

  test('a file that was changed together with what this computer keeps of it is found by the signed list', async () => {
    const files = await made(officer);
    files.set('report.json', Buffer.from(`${Buffer.from(files.get('report.json')!).toString()} `));
    const check = await look(files, infoOf(files, 'Ada Officer'));
    expect(check).toMatchObject({ result: 'tampered', reason: 'Not the file that was made: report.json.' });
    expect(stateOf(check, 'report.pdf')).toBe('as-made');
  });

  test('a list written anew for changed files is found by its signature', async () => {
    const files = await made(officer);
    const signature = files.get('manifest.json.p7s')!;
    files.set('report.json', Buffer.from('{}'));
    await list(files, null);
    expect((await look(files)).result).toBe('could-not-tell');
    files.set('manifest.json.p7s', signature);
    expect((await look(files)).result).toBe('tampered');
    await list(files, stranger);
    expect((await look(files)).result).toBe('could-not-tell');
  });

  test('a signature that was taken away is missed where it was made', async () => {
    const files = await made(officer);
    const info = infoOf(files, 'Ada Officer');
    files.delete('manifest.json.p7s');
    expect(await look(files, info)).toMatchObject({ result: 'could-not-tell' });
  });

  test('a file that is gone cannot be told, one that was added is nobody’s', async () => {
    const files = await made(officer);
    const bytes = files.get('report.json')!;
    files.delete('report.json');
    expect(await look(files)).toMatchObject({ result: 'could-not-tell', reason: 'Gone: report.json.' });
    files.set('report.json', bytes).set('report.csv', Buffer.from('figure\r\n'));
    const check = await look(files);
    expect(check).toMatchObject({ result: 'tampered', reason: 'Nobody signed for it: report.csv.' });
    expect(stateOf(check, 'report.csv')).toBe('added');
  });

  test('a folder or a link in it is nobody’s, and is not read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attestry-folder-'));
    for (const [name, bytes] of await made(officer)) writeFileSync(join(folder, name), bytes);
    const looked = () =>
      checkFolder(folder, trust, (bytes, name, whom) => verifyReport(bytes, name, whom, now), now);
    expect((await looked()).result).toBe('intact');
    mkdirSync(join(folder, 'annex'));
    writeFileSync(join(folder, 'annex', 'report.pdf'), 'another report');
    expect(await looked()).toMatchObject({ result: 'tampered', reason: 'Nobody signed for it: annex/.' });
    rmSync(join(folder, 'annex'), { recursive: true });
    symlinkSync(join(folder, 'report.json'), join(folder, 'summary.json'));
    expect(await looked()).toMatchObject({ reason: 'Nobody signed for it: summary.json.' });
    rmSync(folder, { recursive: true });
  });

  test('a whole other signed report in its place is found where it was made', async () => {
    const files = await made(officer);
    expect(await look(files, { ...infoOf(files, 'Ada Officer'), reportId: 'RR-other' })).toMatchObject({
      result: 'tampered',
      reason: 'The list of files is that of another report.',
    });
  });

  test('a PDF whose signature does not hold is tampered with, though the list names it', async () => {
    const files = await made(officer);
    const bytes = Buffer.from(pdf);
    bytes[200]! ^= 1;
    files.set('report.pdf', bytes);
    await list(files, officer);
    expect((await look(files)).result).toBe('tampered');
  });

  test('rubbish instead of the list, or instead of its signature, is no proof', async () => {
    const files = await made(officer);
    files.set('manifest.json.p7s', Buffer.from('rubbish'));
    expect((await look(files)).result).toBe('tampered');
    files.set('manifest.json', Buffer.from('{'));
    expect((await look(files)).result).not.toBe('intact');
  });
});
