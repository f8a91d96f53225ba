import { join } from 'node:path';
import { type Catalogue, readCatalogue, withEditions } from './controls/index.ts';
import type { ControlsService, FrameworkStore } from './controls/ports.ts';

/** The bodies of rules: those that are brought along, and those of one's own. */
export function composeControls(parts: {
  readonly resources: string;
  readonly store: Pick<FrameworkStore, 'all' | 'state'>;
  readonly today: () => Promise<string>;
}): ControlsService {
  let broughtAlong: Promise<Catalogue> | undefined;
  let known: { readonly key: string; readonly catalogue: Catalogue } | undefined;
  return {
    catalogue: async () => {
      const [state, day] = await Promise.all([parts.store.state(), parts.today()]);
      const key = `${state} ${day}`;
      // The command line may have imported one meanwhile; reading them all for every answer would be slow.
      if (known?.key !== key) {
        broughtAlong ??= readCatalogue(join(parts.resources, 'frameworks'));
        known = { key, catalogue: withEditions(await broughtAlong, await parts.store.all(), day) };
      }
      return known.catalogue;
    },
  };
}
