import type { FhirIssue, FhirVerdict } from '../../src-shared/fhir/types.ts';

/** Checks of FHIR R4 resources. */
export type FhirChecks = {
  /** Judges a file that is to be taken in. */
  judge(bytes: Uint8Array): Promise<FhirVerdict>;
  /** Checks a resource that we made ourselves; no issues is what is expected. */
  check(resource: Readonly<Record<string, unknown>>): Promise<readonly FhirIssue[]>;
};
