import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { writeDurably } from './base/durable-file.ts';
import type { Cache } from './cache/client.ts';
import type { TimeStampService } from './jobs/ports.ts';
import {
  anchorsFrom,
  anchorsOf,
  checkTimeStamp,
  signerName,
  type SigningService,
  signingService,
  timeStamper,
} from './signing/index.ts';
import type { Trust } from './signing/ports.ts';
import { httpTransport } from './signing/time-stamp-http.ts';
import type { TokenService } from './token/index.ts';

/** Signatures, sign-offs and time-stamps, as the profile has them configured. */
export function composeSigning(parts: {
  readonly folder: string;
  readonly profile: () => Promise<Profile>;
  readonly token: Pick<TokenService, 'signer'>;
  readonly cache: Cache;
  readonly clock: Clock;
}): SigningService {
  const transport = httpTransport();
  const trust = (): Promise<Trust> => readTrust(parts.folder);
  return signingService({
    signer: () => parts.token.signer(),
    trust,
    stamper: async () => {
      const source = (await parts.profile()).settings.timeStamp;
      return source === null
        ? null
        : timeStamper({ source, transport, trust: await trust(), clock: parts.clock });
    },
    store: parts.cache.signOffs,
    waiting: parts.cache.waitingSignatures,
    clock: parts.clock,
  });
}

/** Where time-stamps come from, and whose certificates count for them. */
export function composeTimeStamps(parts: {
  readonly folder: string;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly signing: Pick<SigningService, 'mustStamp'>;
}): TimeStampService {
  const own = join(parts.folder, 'trust', 'time-stamps');
  return {
    get: async () => ({
      authority: (await parts.profile()).settings.timeStamp,
      certificates: (await certificatesIn(own)).length,
    }),
    set: async (authority) => {
      await parts.change((p) => ({ ...p, settings: { ...p.settings, timeStamp: authority } }));
    },
    trust: async (pemOrDer) => {
      const anchors = anchorsFrom(pemOrDer);
      for (const der of anchors) {
        const name = createHash('sha256').update(der).digest('hex').slice(0, 16);
        const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
          .toString('base64')
          .replaceAll(/(.{64})/g, '$1\n')
          .trimEnd()}\n-----END CERTIFICATE-----\n`;
        await writeDurably(join(own, `${name}.pem`), pem);
      }
      return anchors.map(signerName).join(', ').slice(0, 500);
    },
    probe: async () => {
      const stamper = await parts.signing.mustStamp();
      const value = randomBytes(32);
      const token = await stamper.stamp(value);
      return checkTimeStamp(token, value, anchorsOf(await readTrust(parts.folder)).timeStamps, new Date())
        .authority;
    },
  };
}

/**
 * Whom the profile trusts: certificates in its folder `trust` for signatures and time-stamps, those in
 * `trust/time-stamps` for time-stamps alone.
 *
 * @throws Fault `trust-unreadable`
 */
export async function readTrust(folder: string): Promise<Trust> {
  const [signers, more] = await Promise.all([
    certificatesIn(join(folder, 'trust')),
    certificatesIn(join(folder, 'trust', 'time-stamps')),
  ]);
  return { signers, timeStamps: [...signers, ...more] };
}

async function certificatesIn(folder: string): Promise<readonly Uint8Array[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = await Promise.all(
    names.filter((name) => /\.(pem|crt|cer)$/i.test(name)).map((name) => readFile(join(folder, name))),
  );
  return files.flatMap((file) => anchorsFrom(file));
}
