import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { indexStructureDefinitionBundle } from '@medplum/core';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';

let indexed = false;

/**
 * Makes the definitions of FHIR R4 known to the validator, once in the life of a thread: about a second of work.
 *
 * @param file - resources/fhir/r4-definitions.json.gz
 */
export function loadDefinitions(file: string): void {
  if (indexed) return;
  const bundle = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Bundle<StructureDefinition>;
  indexStructureDefinitionBundle(bundle);
  indexed = true;
}
