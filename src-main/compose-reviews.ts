import { composeControls } from './compose-controls.ts';
import { frameworksService } from './controls/index.ts';
import type { ControlsService, FrameworksService } from './controls/ports.ts';

/** The bodies of rules and the reviews against them. */
export function composeReviews(parts: {
  readonly resources: string;
  /** The day it is for the clinic. */
  readonly today: () => Promise<string>;
}): { readonly controls: ControlsService; readonly frameworks: FrameworksService } {
  const controls = composeControls(parts);
  return {
    controls,
    frameworks: frameworksService({
      catalogue: () => controls.catalogue(),
      looked: () => Promise.resolve({ tests: [], reviewOf: () => null }),
      today: parts.today,
    }),
  };
}
