import type { FhirIssue, FhirVerdict } from '../../src-shared/fhir/types.ts';

type Json = Readonly<Record<string, unknown>>;

/** A resource that we made, with the decimals in it as the record writes them. */
export type ExactResource = {
  readonly resource: Json;
  /** Lexical decimals by path, such as `valueQuantity.value` or `referenceRange.0.low.value`. */
  readonly exact: Readonly<Record<string, string>>;
};

/** A resource as it stands in a file, and what is wrong with it; no issues is what is expected. */
export type WrittenResource = { readonly text: string; readonly issues: readonly FhirIssue[] };

/** Checks of FHIR R4 resources. */
export type FhirChecks = {
  /** Judges a file that is to be taken in. */
  judge(bytes: Uint8Array): Promise<FhirVerdict>;
  /** Checks a resource that we made ourselves; no issues is what is expected. */
  check(resource: Json): Promise<readonly FhirIssue[]>;
  /**
   * Writes resources that we made, one by one: as JSON, checked by both validators; or as XML, read back and compared.
   *
   * @returns in the order given
   */
  write(resources: readonly ExactResource[], form: 'json' | 'xml'): Promise<readonly WrittenResource[]>;
};
