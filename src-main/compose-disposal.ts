import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { postgresDisposal } from './clinic/guard/disposal.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { disposalPages, type DisposalPages, disposalService, type DisposalService } from './phi/index.ts';
import type { PageMaker } from './reports/index.ts';
import type { SigningService } from './signing/index.ts';
import type { TokenService } from './token/index.ts';

/** Retention and deletion, wired to the clinic that is connected and to the officer's token. */
export const composeDisposal = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly activity: ActivityLog;
  readonly signing: SigningService;
  readonly token: Pick<TokenService, 'signer'>;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly pages: PageMaker;
  readonly clock: Clock;
}): { readonly disposal: DisposalService; readonly disposalPages: DisposalPages } => {
  const disposal = disposalService({
    database: postgresDisposal,
    connection: parts.connection,
    activity: parts.activity,
    signOffs: parts.signing.signOffs,
    signedIn: () => parts.token.signer() !== null,
    erasure: {
      get: async () => (await parts.profile()).settings.erasure,
      set: async (on) => {
        await parts.change((p) => ({ ...p, settings: { ...p.settings, erasure: on } }));
      },
    },
  });
  const { signOffs } = parts.signing;
  return {
    disposal,
    disposalPages: disposalPages({
      ...{ disposal, signOffs, pages: parts.pages, clock: parts.clock },
      signer: () => parts.token.signer(),
    }),
  };
};
