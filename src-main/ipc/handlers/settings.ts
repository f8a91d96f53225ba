import type { settingsContract } from '../../../src-shared/settings/contract.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** What the window asks first, and its own settings. */
export function settingsHandlers({
  services,
  applyColourScheme,
}: HandlerParts): HandlersOf<typeof settingsContract> {
  return {
    'app.ready': async () => ({
      version: services.version,
      platform: process.platform,
      colourScheme: await services.colourScheme.get(),
      signOutAfter: await services.signOutAfter.get(),
      samplePin: await services.samplePin(),
    }),
    'app.status': () => services.status(),
    'settings.sign-out-after': async ({ minutes }) => {
      await services.signOutAfter.set(minutes);
      return {};
    },
    'settings.colour-scheme': async ({ scheme }) => {
      await services.colourScheme.set(scheme);
      applyColourScheme(scheme);
      return {};
    },
  };
}
