import type { SealedColumns } from '../../keys/index.ts';
import { openBatch } from '../dossier/batch.ts';
import { DISCLOSURES } from '../dossier/map-file.ts';
import type { DossierStore } from '../dossier/ports.ts';
import type { Considered } from './account.ts';
import { basisOf } from './bases.ts';

/**
 * Disclosures that the clinic recorded itself, as they were collected.
 *
 * @param until - day of a row that has none
 */
export async function recordedDisclosures(
  store: Pick<DossierStore, 'collection' | 'batches'>,
  columns: SealedColumns,
  caseId: string,
  until: string,
): Promise<readonly Considered[]> {
  const kept = await store.collection(caseId);
  const fields = kept?.sources.find(({ source }) => source === DISCLOSURES)?.fields ?? [];
  const rows: Considered[] = [];
  for (const batch of await store.batches(caseId, DISCLOSURES))
    for (const { d, v } of (await openBatch(columns, batch)).items) {
      const of = (name: string): string => {
        const value = v[fields.findIndex(({ field }) => field === name)] ?? null;
        return typeof value === 'string' ? value.trim().slice(0, 500) : '';
      };
      rows.push(consideredOf(d, until, of));
    }
  return rows;
}

/** A row of the clinic's table. A basis that nobody knows counts: better one row too many than one too few. */
function consideredOf(day: string | null, fallback: string, of: (name: string) => string): Considered {
  const section = of('basis');
  return {
    // Without a day it cannot be outside the period.
    ...{
      disclosedOn: day ?? fallback,
      undated: day === null,
      lastOn: null,
      recipient: of('recipient'),
      address: of('address'),
    },
    ...{ description: of('description'), purpose: of('purpose') },
    ...{ basis: section === '' ? 'other' : basisOf(section), byBusinessAssociate: false, research: null },
    markedOut: section === '' && of('accountable') === 'false',
  };
}
