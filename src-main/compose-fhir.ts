import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import { type FhirChecks, fhirChecks } from './fhir/index.ts';
import { threadWire } from './processes/thread.ts';

/** Checks of FHIR data, on a thread of their own. */
export const composeFhir = (parts: {
  readonly resources: string;
  readonly bundles: string;
  readonly clock: Clock;
}): FhirChecks =>
  fhirChecks(
    () =>
      threadWire(
        join(parts.bundles, 'fhir-worker.js'),
        { definitions: join(parts.resources, 'fhir', 'r4-definitions.json.gz') },
        // The second validator brings the code systems of the standard along.
        { resourceLimits: {} },
      ),
    parts.clock,
  );
