import type { RowCategory, RowTable } from '../../src-shared/phi/rows.ts';
import type { CatalogTable, RowSource } from './row-ports.ts';

/** What a table's name says of what it holds, the first that fits. */
const NAMES: readonly (readonly [RegExp, RowCategory])[] = [
  [/^(patients?|persons?)$/i, 'identity'],
  [/psychotherap/i, 'psychotherapy'],
  [/(^|_)(notes?|documents?|letters?|messages?|attachments?)$/i, 'narrative'],
  [/care_?(team|relation)|treatment_?relation/i, 'care'],
  [/^user_?roles?$|^(users?|accounts?)$/i, 'accounts'],
  [/bill|invoice|claim|payment/i, 'billing'],
  [/appointment|booking/i, 'schedule'],
  [/disclosure|consent|authori[sz]ation/i, 'legal'],
  [/fhir|connection/i, 'connection'],
];
/** People of the house: not ruled by whose patients they are. */
const STAFF = /^(staff|employees?|practitioners?|providers?)$/i;
const PATIENT = /^patient(_?id)?$/i;

/** The table of the patients themselves. */
const identityOf = (tables: readonly CatalogTable[]): CatalogTable | undefined =>
  tables.find(({ table, key }) => /^(patients?|persons?)$/i.test(table) && key.length === 1);

/** How a table would be ruled, by its name and columns; null when they do not tell. */
export function proposeRow(table: CatalogTable, tables: readonly CatalogTable[]): RowTable | null {
  if (STAFF.test(table.table)) return null;
  const named = NAMES.find(([pattern]) => pattern.test(table.table))?.[1];
  const subjectColumn = subjectOf(table, named, identityOf(tables));
  if (subjectColumn === null) return null;
  const category = named ?? 'clinical';
  const authorColumn =
    category === 'psychotherapy' ? (table.columns.find((column) => /author/i.test(column)) ?? null) : null;
  if (category === 'psychotherapy' && authorColumn === null) return null;
  return { schema: table.schema, table: table.table, category, subjectColumn, authorColumn };
}

function subjectOf(
  table: CatalogTable,
  category: RowCategory | undefined,
  identity: CatalogTable | undefined,
): string | null {
  const [key] = table.key;
  if (category === 'identity') return table === identity ? (key ?? null) : null;
  if (category === 'accounts')
    return (
      table.columns.find((column) => /^user_?id$/i.test(column)) ??
      (table.key.length === 1 ? (key ?? null) : null)
    );
  const pointing = table.references.filter(
    (reference) => reference.schema === identity?.schema && reference.table === identity.table,
  );
  return (
    pointing.find(({ column }) => PATIENT.test(column))?.column ??
    pointing[0]?.column ??
    table.columns.find((column) => PATIENT.test(column)) ??
    null
  );
}

/** Days after an encounter for which whoever led it still sees the record: letters, results that come late. */
const AFTERCARE_DAYS = 30;

/** Where the clinic's own tables say who is a patient, who cares for whom, who consented, who is an administrator. */
export function proposeSources(tables: readonly CatalogTable[]): readonly RowSource[] {
  const pick = (table: CatalogTable, pattern: RegExp): string | null =>
    table.columns.find((column) => pattern.test(column)) ?? null;
  return tables.flatMap((table): readonly RowSource[] => {
    const wish = proposeRow(table, tables);
    if (wish === null) return [];
    const { schema, table: name, subjectColumn } = wish;
    const common = { schema, table: name, subjectColumn, condition: {}, days: 1 };
    const plain = { ...common, personColumn: null, fromColumn: null, toColumn: null };
    if (wish.category === 'identity') return [{ ...plain, purpose: 'patients' }];
    const person = pick(table, /^(staff|practitioner|provider|attending|clinician)_?id$/i);
    if (wish.category === 'care' && person !== null)
      return [
        {
          ...common,
          purpose: 'care',
          personColumn: person,
          fromColumn: pick(table, /^(from|start|starts|valid_from|from_date|start_date|starts_on)$/i),
          toColumn: pick(table, /^(to|end|ends|valid_to|to_date|end_date|ends_on)$/i),
        },
      ];
    if (/^encounters?$|^visits?$/i.test(name) && person !== null)
      return [
        {
          ...common,
          purpose: 'care',
          personColumn: person,
          fromColumn: pick(table, /^start/i),
          toColumn: pick(table, /^end/i),
          days: AFTERCARE_DAYS,
        },
      ];
    if (/consent/i.test(name) && table.columns.includes('kind') && table.columns.includes('status'))
      return [{ ...plain, purpose: 'research', condition: { kind: 'research', status: 'active' } }];
    return [];
  });
}
