import 'reflect-metadata';
import { createHash, randomBytes } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, X509CertificateGenerator } from '@peculiar/x509';
import { childWire } from '../../src-main/processes/child.ts';
import { renderPdf, signPdf } from '../../src-main/reports/index.ts';
import { openTokenModule } from '../../src-main/token/client.ts';
import { deriveKey, findProtectingKey } from '../../src-main/token/data-keys.ts';
import { chooseIdentity, signerFor } from '../../src-main/token/index.ts';
import { CKM } from '../../src-main/token/cryptoki.ts';
import { makeKey } from '../../src-main/token/key-making.ts';
import { loadCryptoki } from '../../src-main/token/pkcs11.ts';
import { tokenSessions } from '../../src-main/token/session.ts';
import { sampleReport } from '../fixtures/integrity-report.ts';
import { ENTRY, softToken } from '../integration/token-softhsm.ts';
import { recoveryCost } from './recovery.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/** Milliseconds: median, 95th of a hundred, slowest. */
export type Spread = { readonly p50: number; readonly p95: number; readonly max: number };

const spread = (times: readonly number[]): Spread => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
};
async function timed(rounds: number, work: (round: number) => unknown): Promise<Spread> {
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const begun = performance.now();
    await work(round);
    // The first ones load fonts and code.
    if (round >= 0) times.push(performance.now() - begun);
  }
  return spread(times);
}

/** What signing, field encryption and derivation cost on SoftHSM2, through the token process as in the application. */
export async function tokenCost(say: (text: string) => void): Promise<Readonly<Record<string, unknown>>> {
  const token = softToken();
  // A child that owes an answer keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  const module = openTokenModule(ENTRY, childWire)(token.module, token.environment);
  try {
    const serial = (await module.tokens())[0]?.serial ?? '';
    await module.signIn(serial, token.pin);
    const publicKey = await module.generateSigningKey(serial, '01', 'officer');
    await module.importCertificate(serial, '01', 'officer', await certificateFor(publicKey));
    const identity = await chooseIdentity(module, serial, { now: () => Date.now() });
    const signer = signerFor(module, serial, identity);

    const digest = createHash('sha256').update('report').digest();
    say('signatures');
    const tokenSign = await timed(200, () => module.sign(serial, '01', digest));
    const pdf = await renderPdf(sampleReport('tampered', 20));
    const report = await timed(50, () =>
      signPdf(pdf, signer, { reason: 'Audit integrity report', now: new Date() }),
    );

    const field = randomBytes(64);
    const fields: Record<string, Spread> = {};
    for (const [kind, id] of [
      ['aes-256', '10'],
      ['derivation', '11'],
      ['rsa-wrap-3072', '12'],
    ] as const) {
      say(`fields under ${kind}`);
      await module.call('generateKey', { serial, keyId: id, label: kind, kind });
      const how = (round: number) => ({
        keyId: id,
        keyVersion: 1,
        content: 'aes-256-gcm' as const,
        context: { patient: String(round), field: 'phone' },
      });
      const sealed = new Map<number, Uint8Array>();
      fields[`seal, ${kind}`] = await timed(300, async (round) => {
        sealed.set(round, await module.call('sealData', { serial, how: how(round), plaintext: field }));
      });
      fields[`open, ${kind}`] = await timed(300, (round) =>
        module.call('openData', {
          serial,
          context: how(round).context,
          envelope: sealed.get(round) ?? new Uint8Array(),
        }),
      );
    }
    say('fields for recovery keys, too');
    const recovery = {
      'aes-256': await recoveryCost(module, serial, '10'),
      derivation: await recoveryCost(module, serial, '11'),
    };
    return { tokenSign, report, fields, recovery, derivation: derivations(token) };
  } finally {
    clearInterval(alive);
    await module.close();
    token.discard();
  }
}

/** Microseconds for one HMAC on the token and for one derived key, without a process between. */
function derivations(token: ReturnType<typeof softToken>): Readonly<Record<string, number>> {
  process.env.SOFTHSM2_CONF = token.environment.SOFTHSM2_CONF;
  const sessions = tokenSessions(loadCryptoki(token.module));
  try {
    const serial = sessions.list()[0]?.serial ?? '';
    sessions.signIn(serial, token.pin);
    sessions.use(serial, (open) => makeKey(open, '20', 'derivation', 'derivation'), { writable: true });
    return sessions.use(serial, (open) => {
      const { handle } = findProtectingKey(open, '20');
      const each = (work: () => unknown): number => {
        const times = Array.from({ length: 2000 }, () => {
          const begun = performance.now();
          work();
          return (performance.now() - begun) * 1000;
        });
        return spread(times).p50;
      };
      const message = randomBytes(64);
      return {
        hmacMicroseconds: each(() => open.cryptoki.sign(open.session, CKM.sha256Hmac, handle, message)),
        deriveMicroseconds: each(() => deriveKey(open, handle, Buffer.from('bench'), message, 32)),
      };
    });
  } finally {
    sessions.close();
  }
}

async function certificateFor(publicKey: Uint8Array): Promise<Uint8Array> {
  const authority = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const key = await crypto.subtle.importKey('spki', Uint8Array.from(publicKey), ALGORITHM, true, ['verify']);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: 'CN=Officer',
      issuer: 'CN=Bench CA',
      publicKey: key,
      signingKey: authority.privateKey,
      signingAlgorithm: ALGORITHM,
      serialNumber: '02',
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + DAY),
      extensions: [await AuthorityKeyIdentifierExtension.create(authority.publicKey, false, crypto)],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}
