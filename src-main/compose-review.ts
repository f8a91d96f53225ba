import type { Clock } from './base/clock.ts';
import type { Cache } from './cache/client.ts';
import { readTrust } from './compose-signing.ts';
import type { EntryServices, Services } from './jobs/ports.ts';
import { bundles } from './review/index.ts';
import type { SigningService } from './signing/index.ts';
import type { TokenService } from './token/index.ts';

/** Bundles for auditors, wired to proofs, reports and the token. */
export const composeReview = (parts: {
  readonly folder: string;
  readonly entries: EntryServices;
  readonly cache: Cache;
  readonly signing: Pick<SigningService, 'stamper'>;
  readonly token: Pick<TokenService, 'signer'>;
  readonly clock: Clock;
}): Pick<Services, 'bundles'> => ({
  bundles: bundles({
    proofs: parts.entries.proofs,
    reports: parts.cache.reports,
    signer: () => parts.token.signer(),
    stamper: () => parts.signing.stamper(),
    trust: () => readTrust(parts.folder),
    clock: parts.clock,
  }),
});
