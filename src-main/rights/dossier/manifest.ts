import { createHash } from 'node:crypto';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { CollectionRecord, SourceRecord } from './ports.ts';

/**
 * What was collected, as canonical JSON (RFC 8785), and its SHA-256: the step that ends the collection carries the hash.
 * Holds nothing of the patient.
 */
export function manifestOf(
  caseId: string,
  { map, forOthers, part2Consent, restrictions, addresses }: CollectionRecord,
  sources: readonly SourceRecord[],
): { readonly text: string; readonly sha256: string } {
  const text = canonicalJson({
    ...{ format: 'attestry/dossier-manifest', version: 1, caseId, forOthers, part2Consent },
    map: { ...map },
    restrictions: { cases: [...restrictions.cases], clinic: restrictions.clinic },
    addresses: [...addresses],
    sources: sources.map(({ source, outcome, items, asOf, excluded, sha256 }) => ({
      ...{ source, outcome, items, asOf, sha256 },
      excluded: excluded.map(({ code, items: left }) => ({ code, items: left })),
    })),
  });
  return { text, sha256: createHash('sha256').update(text, 'utf8').digest('hex') };
}
