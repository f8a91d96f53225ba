import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { readNoteKey } from '../../../src-main/audit/index.ts';
import { openBundle } from '../../../src-main/review/index.ts';
import { signDetached, type Trust } from '../../../src-main/signing/index.ts';
import type { Signer } from '../../../src-main/token/ports.ts';
import type { OpenedBundle } from '../../../src-shared/review/types.ts';
import { certify, signerOf, trusting } from '../../fixtures/authority.ts';
import { provenLog, type ProvenLog } from '../../fixtures/proven-log.ts';

// What only somebody with a trusted key can try: every list below is signed anew by one, so that nothing but the
// checkpoint and the proofs themselves can tell.

type Maker = { readonly signer: Signer; readonly log: ProvenLog };
let officer: Signer;
let trust: Trust;
let log: ProvenLog;

beforeAll(async () => {
  const authority = await certify('Hospital CA', { authority: 0 });
  officer = await signerOf(await certify('Ada Officer', { issuer: authority }));
  trust = trusting(authority);
  log = await provenLog(40, officer);
});

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** The files of a bundle over entries of a log, before they are listed. */
async function filesOf({ log: of }: Pick<Maker, 'log'>, entries: readonly number[]) {
  const files = new Map<string, Uint8Array>([
    ['checkpoint.txt', Buffer.from((await of.proofs.checkpoint()).text)],
    ['certificate.pem', Buffer.from((await of.proofs.key('certificate')).text)],
  ]);
  for (const entry of entries) {
    const { name, text } = await of.proofs.proof(entry, true);
    files.set(`entries/${name}`, Buffer.from(text));
  }
  return files;
}

/** The list over the files, signed by the officer, and what the whole comes to. */
async function opened(files: ReadonlyMap<string, Uint8Array>): Promise<OpenedBundle> {
  const manifest = Buffer.from(
    JSON.stringify({
      format: 'attestry-bundle/1',
      madeAt: '2026-11-22T10:00:00Z',
      madeBy: 'Ada Officer',
      note: '',
      files: [...files].map(([name, bytes]) => ({
        ...{ name, bytes: bytes.length },
        sha256: sha256(bytes).toString('hex'),
      })),
    }),
  );
  const { cms } = await signDetached(sha256(manifest), officer, {
    ...{ now: new Date(), stamper: null, signal: new AbortController().signal },
  });
  const all = new Map([...files, ['manifest.json', manifest], ['manifest.json.p7s', cms]] as const);
  return openBundle(all, { file: 'bundle.zip', sha256: '' }, trust, new Date());
}

test('an honest bundle is intact', async () => {
  const said = await opened(await filesOf({ log }, [3, 17]));
  expect(said.reason).toBeNull();
  expect(said.result).toBe('intact');
});

test('a checkpoint that the key did not sign is found, whoever signed the list', async () => {
  const files = await filesOf({ log }, []);
  const text = Buffer.from(files.get('checkpoint.txt')!).toString();
  files.set('checkpoint.txt', Buffer.from(text.replace('\n40\n', '\n41\n')));
  expect(await opened(files)).toMatchObject({
    result: 'tampered',
    reason: 'The checkpoint is not what the key that came with it signed.',
  });
});

test('a checkpoint of another key than the one that came with it is found', async () => {
  const other = await provenLog(40, await signerOf(await certify('Somebody else')));
  const files = await filesOf({ log }, []);
  files.set('checkpoint.txt', Buffer.from((await other.proofs.checkpoint()).text));
  expect(await opened(files)).toMatchObject({
    result: 'tampered',
    reason: 'The checkpoint is not signed by the key that came with it.',
  });
});

test('an entry of another log under the same key does not pass for one of this', async () => {
  const trial = await provenLog(40, officer, { origin: 'attestry.log/trial' });
  const files = await filesOf({ log }, [3]);
  files.set('entries/entry-17.tlog-proof', Buffer.from((await trial.proofs.proof(17, true)).text));
  const said = await opened(files);
  expect(said.result).toBe('tampered');
  expect(said.entries.map(({ verdict }) => verdict)).toEqual(['intact', 'tampered']);
  expect(said.entries[1]?.reason).toContain('another log');
});

test('an entry of a rewritten log of the same name and length contradicts the checkpoint', async () => {
  const rewritten = await provenLog(40, officer, { first: 101 });
  const files = await filesOf({ log }, [3]);
  files.set('entries/entry-117.tlog-proof', Buffer.from((await rewritten.proofs.proof(117, true)).text));
  const said = await opened(files);
  expect(said.result).toBe('tampered');
  expect(said.entries[1]?.reason).toContain('contradict');
});

test('an older proof of the same log stays intact beside a newer checkpoint', async () => {
  const younger = await provenLog(60, officer);
  const files = await filesOf({ log: younger }, [50]);
  files.set('entries/entry-3.tlog-proof', Buffer.from((await log.proofs.proof(3, true)).text));
  expect((await opened(files)).result).toBe('intact');
});

test('a bare key slipped in beside the officer’s certificate signs nothing', async () => {
  const mallory = await certify('Mallory');
  const forged = await provenLog(60, await signerOf(mallory), { first: 101 });
  const files = await filesOf({ log }, []);
  const key = new X509Certificate(mallory.certificate).publicKey.export({ type: 'spki', format: 'pem' });
  files.set('certificate.pem', Buffer.concat([Buffer.from(key), files.get('certificate.pem')!]));
  expect(readNoteKey(Buffer.from(key))).not.toBeNull();
  expect(readNoteKey(files.get('certificate.pem')!)).toBeNull();
  files.set('entries/entry-117.tlog-proof', Buffer.from((await forged.proofs.proof(117, true)).text));
  const said = await opened(files);
  expect(said.result).toBe('could-not-tell');
  expect(said.entries.map(({ verdict }) => verdict)).toEqual(['could-not-tell']);
});
