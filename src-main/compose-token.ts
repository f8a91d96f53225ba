import type { Clock } from './base/clock.ts';
import { type Profile, updateProfile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import { moduleEnvironment, type OpenTokenModule, tokenService, type TokenService } from './token/index.ts';

/** The token, with its choice and the modules that are agreed to in the profile. */
export const composeToken = (parts: {
  /** The profile. */
  readonly folder: string;
  readonly openModule: OpenTokenModule;
  readonly failures: Cache['pinFailures'];
  readonly profile: () => Promise<Profile>;
  /** Changes the profile and tells everybody. */
  readonly change: (update: (profile: Profile) => Profile) => Promise<void>;
  readonly clock: Clock;
  readonly changed: () => void;
}): TokenService =>
  tokenService({
    open: parts.openModule,
    failures: parts.failures,
    choice: async () => (await parts.profile()).token,
    store: (choice) => parts.change((p) => ({ ...p, token: choice })),
    trusted: async () => (await parts.profile()).modules,
    trust: async (module) => {
      await updateProfile(parts.folder, (p) => ({
        ...p,
        modules: [...p.modules.filter(({ file }) => file !== module.file), module],
      }));
    },
    environment: moduleEnvironment(process.env),
    clock: parts.clock,
    changed: parts.changed,
  });
