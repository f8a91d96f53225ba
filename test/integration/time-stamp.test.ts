import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { signPdf, stampPdf, verifyReport } from '../../src-main/reports/index.ts';
import { readCms } from '../../src-main/signing/cms-read.ts';
import { signCms, timeStamper, withTimeStamp, type TimeStamper } from '../../src-main/signing/index.ts';
import { httpTransport } from '../../src-main/signing/time-stamp-http.ts';
import { certify, signerOf, trusting, type Identity } from '../fixtures/authority.ts';
import { cmsOf, signedContent, signedDigest, smallPdf, withCms } from '../fixtures/signed-pdf.ts';
import { TIME_STAMPING, timeStampServer, type TimeStampServer } from '../fixtures/time-stamp-authority.ts';

const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> => {
  const { stdout, stderr } = await execute(command, parameters);
  return stdout + stderr;
};
const DAY = 86_400_000;
const now = new Date();
let folder: string;
let authority: Identity;
let timeAuthority: Identity;
let officer: Identity;
let server: TimeStampServer;
let signed: Uint8Array;
const servers: TimeStampServer[] = [];
const at = (name: string): string => join(folder, name);

const stamperOf = (
  { url }: Pick<TimeStampServer, 'url'>,
  options: { policy?: string; trust?: readonly Identity[]; ms?: number } = {},
): TimeStamper =>
  timeStamper({
    source: { url, policy: options.policy ?? null },
    transport: httpTransport(options.ms),
    trust: trusting(...(options.trust ?? [timeAuthority])),
    clock: systemClock,
  });
const started = async (...given: Parameters<typeof timeStampServer>): Promise<TimeStampServer> => {
  const made = await timeStampServer(...given);
  servers.push(made);
  return made;
};
const check = (pdf: Uint8Array, when = now, trust = trusting(authority, timeAuthority)) =>
  verifyReport(pdf, 'report.pdf', trust, when);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-stamp-'));
  authority = await certify('Sample Authority', {
    authority: 1,
    algorithm: 'rsa',
    notAfter: new Date(now.getTime() + 3000 * DAY),
  });
  timeAuthority = await certify('Time Authority', {
    authority: 1,
    algorithm: 'rsa',
    notAfter: new Date(now.getTime() + 3000 * DAY),
  });
  officer = await certify('Olivia Officer', { issuer: authority, notAfter: new Date(now.getTime() + DAY) });
  server = await started(timeAuthority, { notAfter: new Date(now.getTime() + 2000 * DAY) });
  signed = await signPdf(smallPdf(), await signerOf(officer, [authority]), { reason: 'Test', now });
  await writeFile(at('ca.pem'), authority.pem);
  await writeFile(at('tsa-ca.pem'), timeAuthority.pem);
});
afterEach(() => {
  server.disturb(null);
});
afterAll(async () => {
  await Promise.all(servers.map((each) => each.close()));
  await rm(folder, { recursive: true, force: true });
});

describe('a time-stamp', () => {
  test('is one that openssl ts verifies, over the signature', async () => {
    const stamped = await stampPdf(signed, stamperOf(server), { now });
    const { timeStamp, signature } = readCms(cmsOf(stamped));
    await writeFile(at('token.der'), timeStamp!);
    await writeFile(at('value'), signature);
    const said = await run(
      ...(['openssl', 'ts', '-verify', '-token_in', '-in', at('token.der'), '-data', at('value')] as const),
      ...['-CAfile', at('tsa-ca.pem')],
    );
    expect(said).toContain('Verification: OK');
  });

  test('leaves everything that was signed, and what others say of it', async () => {
    const stamped = await stampPdf(signed, stamperOf(server), { now });
    expect(signedContent(stamped).equals(signedContent(signed))).toBe(true);
    await writeFile(at('x.cms'), cmsOf(stamped));
    await writeFile(at('x.content'), signedContent(stamped));
    const said = await run(
      ...(['openssl', 'cms', '-verify', '-cades', '-inform', 'DER', '-in', at('x.cms')] as const),
      ...['-content', at('x.content'), '-binary', '-CAfile', at('ca.pem'), '-out', at('x.out')],
    );
    expect(said).toContain('CAdES Verification successful');
  });

  test('proves the time, also when the certificate has expired since', async () => {
    const stamped = await stampPdf(signed, stamperOf(server), { now });
    expect(await check(stamped)).toMatchObject({
      result: 'intact',
      signatures: [{ timeStamp: { authority: 'Hospital Time', state: 'proven' } }],
    });
    const later = new Date(now.getTime() + 400 * DAY);
    expect((await check(stamped, later)).result).toBe('intact');
    expect((await check(signed, later)).result).toBe('could-not-tell');
    // Nor does it when the authority's own certificate has run out.
    expect((await check(stamped, new Date(now.getTime() + 2500 * DAY))).result).toBe('could-not-tell');
  });

  test('under the policy asked for', async () => {
    const stamped = await stampPdf(signed, stamperOf(server, { policy: server.policy }), { now });
    expect((await check(stamped)).result).toBe('intact');
  });

  test('is not put in the place of another one', async () => {
    const stamped = await stampPdf(signed, stamperOf(server), { now });
    await expect(stampPdf(stamped, stamperOf(server), { now })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('verification rejects', () => {
  const stampOver = async (value: Uint8Array): Promise<Uint8Array> => stamperOf(server).stamp(value);
  const reasonOf = async (cms: Uint8Array, trust = trusting(authority, timeAuthority)) =>
    check(withCms(signed, cms), now, trust);

  test('the time-stamp of another signature', async () => {
    const token = await stampOver(Buffer.from('something else'));
    expect(await reasonOf(withTimeStamp(cmsOf(signed), token))).toMatchObject({
      result: 'tampered',
      reason: expect.stringMatching(/time-stamp does not belong/) as string,
      signatures: [{ timeStamp: { state: 'forged' } }],
    });
  });

  test('a time-stamp with another time in it', async () => {
    const token = Buffer.from(await stampOver(readCms(cmsOf(signed)).signature));
    const year = now.getUTCFullYear().toString();
    const changed = Buffer.from(token);
    // The first time in the token is the one it states.
    changed.write((now.getUTCFullYear() - 1).toString(), token.indexOf(year, 0, 'latin1'), 'latin1');
    expect((await reasonOf(withTimeStamp(cmsOf(signed), changed))).result).toBe('tampered');
  });

  test('a damaged time-stamp, wherever a byte is another', async () => {
    const token = await stampOver(readCms(cmsOf(signed)).signature);
    const stamped = await check(withCms(signed, withTimeStamp(cmsOf(signed), token)));
    expect(stamped.result).toBe('intact');
    const proven = stamped.signatures[0]!.timeStamp!.at;
    for (let place = 0; place < token.length; place += 7) {
      const changed = Buffer.from(token);
      changed[place] = (changed[place] ?? 0) ^ 0x40;
      const { result, signatures } = await reasonOf(withTimeStamp(cmsOf(signed), changed));
      // Certificates beside the signer's are not protected, and not needed where the authority is known.
      if (result === 'intact')
        expect(signatures[0]!.timeStamp).toMatchObject({ at: proven, state: 'proven' });
    }
  });

  test('a time-stamp by an authority that only calls itself so', async () => {
    const impostor = await certify('Time Authority', { authority: 1, algorithm: 'rsa' });
    const false_ = await started(impostor);
    const token = await stamperOf(false_, { trust: [impostor] }).stamp(readCms(cmsOf(signed)).signature);
    expect(await reasonOf(withTimeStamp(cmsOf(signed), token))).toMatchObject({
      result: 'could-not-tell',
      reason: expect.stringMatching(/not trusted here/) as string,
      signatures: [{ timeStamp: { state: 'not-relied-on' } }],
    });
  });

  test('a time-stamp by an authority whose own may certify mail only', async () => {
    const mail = await certify('Mail Authority', { authority: 1, extendedUsage: ['1.3.6.1.5.5.7.3.4'] });
    await expect(
      stamperOf(await started(mail), { trust: [mail] }).stamp(readCms(cmsOf(signed)).signature),
    ).rejects.toMatchObject({ message: expect.stringMatching(/not trusted here/) as string });
  });

  test('a time-stamp that is older than the certificate it would save', async () => {
    const future = await certify('Olivia Officer', {
      issuer: authority,
      notBefore: new Date(now.getTime() + DAY),
      notAfter: new Date(now.getTime() + 20 * DAY),
    });
    const cms = await signCms(signedDigest(signed), await signerOf(future));
    const token = await stampOver(readCms(cms).signature);
    expect((await check(withCms(signed, withTimeStamp(cms, token)))).result).toBe('could-not-tell');
  });
});

describe('a time-stamp is not taken', () => {
  const stamp = (options?: Parameters<typeof stamperOf>[1], from: Pick<TimeStampServer, 'url'> = server) =>
    stampPdf(signed, stamperOf(from, options), { now });

  test.each([
    ['an authority that is not trusted', { trust: [] }, {}, /not trusted/],
    ['another policy than the one asked for', { policy: '1.3.6.1.4.1.99999.2' }, {}, /policy/],
    ['rubbish', {}, { answer: () => Buffer.from('hello') }, /no time-stamp/],
    ['an empty answer', {}, { answer: () => Buffer.alloc(0) }, /no time-stamp/],
    ['too long an answer', {}, { answer: () => Buffer.alloc(200_000) }, /no time-stamp service/],
    ['a web page', {}, { type: 'text/html' }, /no time-stamp service/],
    ['an answer to another request', {}, { request: withOtherNonce }, /another request/],
    ['a time-stamp over something else', {}, { request: withOtherDigest }, /does not belong/],
    ['a changed time-stamp', {}, { answer: lastByteChanged }, /forged|damaged|no time-stamp/],
  ] as const)('from %s', async (_name, options, disturbance, reason) => {
    server.disturb(disturbance);
    await expect(stamp(options)).rejects.toMatchObject({
      code: 'time-stamp-refused',
      message: expect.stringMatching(reason) as string,
    });
  });

  test.each([
    ['that may do anything else as well', { extendedUsage: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.4'] }],
    ['whose use is not critical', { extendedUsageCritical: false }],
    ['for signing documents', { extendedUsage: ['1.3.6.1.5.5.7.3.36'] }],
    ['that has expired', { notAfter: new Date(now.getTime() - 1000) }],
  ] as const)('by a certificate %s', async (_name, given) => {
    const other = await started(timeAuthority, { ...TIME_STAMPING, ...given });
    await expect(stamp({}, other)).rejects.toMatchObject({
      code: expect.stringMatching(/time-stamp-(refused|unavailable)/) as string,
    });
  });

  test('when nobody answers, the server is in trouble, or too slow', async () => {
    const unavailable = { code: 'time-stamp-unavailable' };
    await expect(stamp({}, { url: 'http://127.0.0.1:9/' })).rejects.toMatchObject(unavailable);
    server.disturb({ status: 503 });
    await expect(stamp()).rejects.toMatchObject(unavailable);
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    await expect(stamp({ ms: 300 }, { url })).rejects.toMatchObject(unavailable);
    silent.closeAllConnections();
    silent.close();
  });

  test('after a redirection', async () => {
    server.disturb({ status: 302 });
    await expect(stamp()).rejects.toMatchObject({ code: 'time-stamp-refused' });
  });
});

function withOtherNonce(query: Buffer): Buffer {
  const changed = Buffer.from(query);
  changed[query.length - 5] = (changed[query.length - 5] ?? 0) ^ 1;
  return changed;
}
function withOtherDigest(query: Buffer): Buffer {
  const changed = Buffer.from(query);
  const digest = query.indexOf(Buffer.from('0420', 'hex')) + 4;
  changed[digest] = (changed[digest] ?? 0) ^ 1;
  return changed;
}
function lastByteChanged(reply: Buffer): Buffer {
  const changed = Buffer.from(reply);
  changed[reply.length - 1] = (changed[reply.length - 1] ?? 0) ^ 1;
  return changed;
}
