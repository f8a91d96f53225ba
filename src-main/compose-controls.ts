import { join } from 'node:path';
import { type Catalogue, readCatalogue } from './controls/index.ts';
import type { ControlsService } from './controls/ports.ts';

/** The bodies of rules, and what is reviewed against them. */
export const composeControls = (parts: { readonly resources: string }): ControlsService => {
  let known: Promise<Catalogue> | undefined;
  return { catalogue: () => (known ??= readCatalogue(join(parts.resources, 'frameworks'))) };
};
