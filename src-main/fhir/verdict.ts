import {
  FHIR_ISSUES_SHOWN,
  FHIR_LIMIT,
  FHIR_TAKEN_IN,
  type FhirVerdict,
} from '../../src-shared/fhir/types.ts';
import { checkResource } from './check.ts';
import { resourcesOf } from './own-rules.ts';
import { readResource } from './reading.ts';

/**
 * Judges the bytes of a file that is to be taken in: a Patient, an Observation, or a Bundle of FHIR R4.
 *
 * @param today - civil date such as `2026-11-22`
 * @param limit - largest size in bytes
 */
export function judgeInput(bytes: Uint8Array, today: string, limit: number = FHIR_LIMIT): FhirVerdict {
  const read = readResource(bytes, limit);
  if ('issue' in read)
    return { valid: false, kind: null, resources: 0, bytes: bytes.length, issues: [read.issue], found: 1 };
  const { resource } = read;
  const kind = typeof resource.resourceType === 'string' ? resource.resourceType : '';
  if (!FHIR_TAKEN_IN.some((each) => each === kind))
    return {
      valid: false,
      kind: null,
      resources: 0,
      bytes: bytes.length,
      issues: [{ rule: 'kind', where: '', text: `Only these are taken in: ${FHIR_TAKEN_IN.join(', ')}.` }],
      found: 1,
    };
  const issues = checkResource(resource, today);
  const inside = kind === 'Bundle' ? resourcesOf(resource).length + 1 : 1;
  return {
    valid: issues.length === 0,
    kind,
    resources: inside,
    bytes: bytes.length,
    issues: issues.slice(0, FHIR_ISSUES_SHOWN),
    found: issues.length,
  };
}
