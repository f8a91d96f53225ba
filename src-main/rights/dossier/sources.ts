import type { DossierMap, MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { RightsCase } from '../case.ts';
import { DISCLOSURES, ENTRIES, fieldOf } from './map-file.ts';
import type { SourceRecord } from './ports.ts';
import { refused } from '../refused.ts';

/** A source of which nothing is known yet. */
export const waiting = (source: MapSource): SourceRecord => ({
  ...{ source: source.source, title: source.title, category: source.category },
  resource: source.resource ?? null,
  fields: source.columns.map((column) => ({
    field: fieldOf(column),
    title: column.title,
    kind: column.kind,
  })),
  ...{ outcome: 'waiting', items: 0, asOf: null, excluded: [], problem: '', sha256: null },
});

/** The sources that a case asks for, in the order of the map. @throws Fault `rights-refused` */
export function sourcesOf({ opening, scope }: RightsCase, map: DossierMap): readonly MapSource[] {
  if (opening.type === 'accounting') return [...disclosureSource(map), ENTRY_SOURCE];
  const categories = scope?.wholeRecord === true ? [] : (scope?.categories ?? []);
  const found = map.sources.filter(
    ({ category }) => categories.length === 0 || categories.includes(category),
  );
  const unknown = categories.filter(
    (category) => !map.sources.some((source) => source.category === category),
  );
  if (unknown.length > 0) throw refused(`The dossier map knows no records called ${unknown.join(', ')}.`);
  return found;
}

/** Disclosures that the clinic recorded, as a source. */
function disclosureSource({ disclosures: kept }: DossierMap): readonly MapSource[] {
  if (kept === null) return [];
  const column = (field: string, name: string | null, kind: 'text' | 'instant' | 'yes-no' = 'text') =>
    name === null ? [] : [{ column: name, field, title: field, kind }];
  return [
    {
      ...{ source: DISCLOSURES, title: 'Disclosures that the clinic recorded', category: 'disclosures' },
      ...{ schema: kept.schema, table: kept.table, patient: kept.patient, key: kept.key },
      ...{ day: kept.disclosedAt, exclude: [] },
      columns: [
        ...column('recipient', kept.recipient),
        ...column('address', kept.address),
        ...column('description', kept.description),
        ...column('purpose', kept.purpose),
        ...column('basis', kept.basis),
        ...column('accountable', kept.accountable, 'yes-no'),
      ],
    },
  ];
}

/** Disclosures that were entered here; one field holds the whole. */
const ENTRY_SOURCE: MapSource = {
  ...{ source: ENTRIES, title: 'Disclosures that were entered here', category: 'disclosures' },
  ...{ schema: '-', table: '-', patient: '-', key: ['id'], exclude: [] },
  columns: [{ column: 'entry', title: 'entry', kind: 'text' }],
};
