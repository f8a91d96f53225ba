import { type Profile, updateProfile } from './base/config.ts';
import type { Services } from './jobs/ports.ts';

/** The settings of the window that are kept in the profile. */
export function composeSettings(parts: {
  /** The profile. */
  readonly folder: string;
  readonly profile: () => Promise<Profile>;
}): Pick<Services, 'signOutAfter' | 'colourScheme'> {
  const setting = <K extends 'signOutAfter' | 'colourScheme'>(name: K) => ({
    get: async (): Promise<Profile['settings'][K]> => (await parts.profile()).settings[name],
    set: async (value: Profile['settings'][K]): Promise<void> => {
      await updateProfile(parts.folder, (p) => ({ ...p, settings: { ...p.settings, [name]: value } }));
    },
  });
  return { signOutAfter: setting('signOutAfter'), colourScheme: setting('colourScheme') };
}
